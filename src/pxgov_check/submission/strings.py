"""The shared strings of a workbook, without phonetic runs."""

from __future__ import annotations

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import parse_part, unescape


def read_strings(data: bytes | None, limits: Limits) -> list[str]:
    """Return the shared strings in order; none where the part is missing. The declared count is not looked at."""
    parse = _StringsParse(limits)
    if data is not None:
        parse_part(data, limits, parse.start, parse.end, parse.text)
    return parse.strings


class _StringsParse:
    """The handlers and the state of one pass."""

    def __init__(self, limits: Limits) -> None:
        self.strings: list[str] = []
        self._limits = limits
        self._pieces: list[str] = []
        self._taking = False
        self._phonetic = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        """Open an element."""
        if name == "t":
            self._taking = not self._phonetic
        elif name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic += 1

    def end(self, name: str) -> None:
        """Close an element."""
        if name == "t":
            self._taking = False
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "si":
            self.strings.append(unescape("".join(self._pieces)))
            self._limits.hold("strings", len(self.strings))

    def text(self, data: str) -> None:
        """Take characters that are seen."""
        if self._taking:
            self._pieces.append(data)
