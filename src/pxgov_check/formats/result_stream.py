"""The JSON results that pxcheck wrote, read submission by submission, so that joining them takes no memory.

What pxcheck writes has a layout: a line that opens the list, and each submission between a line ``    {`` and a line
``    }``. A document in any other layout is the same document to JSON, and is read as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from io import TextIOWrapper
from typing import IO, Any

from pxgov_check.errors import UsageError
from pxgov_check.frozen import frozen
from pxgov_check.submission.remote import open_named

_LIST, _EMPTY = '  "submissions": [\n', '  "submissions": [],\n'
_ENDS, _LIST_ENDS = ("    }\n", "    },\n"), ("  ],\n", "  ]\n")


@frozen
class ResultFile:
    """A result in a file: everything but its submissions, and a way to go through these, as often as wanted."""

    path: str
    frame: Mapping[str, Any]
    _submissions: Callable[[], Iterator[Mapping[str, Any]]]

    def submissions(self) -> Iterator[Mapping[str, Any]]:
        """Yield each submission as parsed JSON."""
        return self._submissions()


def open_result(path: str) -> ResultFile:
    """Open a result by its path or URL.

    Raises:
        UsageError: it can't be read, or is no JSON object with a list of submissions.

    """
    try:
        frame = _frame(path)
        if frame is not None:
            return ResultFile(path, frame, lambda: _streamed(path))
        with open_named(path) as whole:
            document = json.load(whole)
    except OSError:
        raise UsageError("error.no_file", path=path) from None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("submissions"), list):
        raise UsageError("error.bad_json", path=path, place="submissions")
    held = document.pop("submissions")
    return ResultFile(path, document, lambda: iter(held))


def _opened(path: str) -> IO[str]:
    return TextIOWrapper(open_named(path), encoding="utf-8")


def _frame(path: str) -> Mapping[str, Any] | None:
    """Return the document without its submissions, where it has our layout."""
    lines: list[str] = []
    with _opened(path) as stream:
        for line in stream:
            if line == _LIST:
                lines.append(_EMPTY)
                if not _skip_list(stream):
                    return None
            else:
                lines.append(line)
    if _EMPTY not in lines:
        return None
    frame = json.loads("".join(lines))
    if not isinstance(frame, dict):
        return None
    del frame["submissions"]
    return frame


def _skip_list(stream: IO[str]) -> bool:
    return any(line in _LIST_ENDS for line in stream)


def _streamed(path: str) -> Iterator[Mapping[str, Any]]:
    with _opened(path) as stream:
        for line in stream:
            if line == _LIST:
                break
        lines: list[str] = []
        for line in stream:
            if line in _LIST_ENDS:
                return
            lines.append(line)
            if line in _ENDS:
                yield json.loads("".join(lines).rstrip("\n,"))
                lines = []
