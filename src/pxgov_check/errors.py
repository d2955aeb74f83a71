"""The failures, and the exit code that each one means.

PxcheckError
├── UsageError        2  options, configuration or paths are wrong
├── PolicyError       2  the policy pack is wrong; carries every problem with file and line
├── SubmissionError   3  a submission can't be read or is refused; becomes finding F001 or F014
├── OutputError       4  an output can't be written
└── (anything else)   5  a bug in pxcheck
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class PxcheckError(Exception):
    """Base of every expected failure. ``key`` names the sentence in rules/messages.yaml, ``params`` fill it."""

    exit_code = 5

    def __init__(self, key: str, **params: str) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        """Say how to make it again in another process, where a file was judged that raised it."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[PxcheckError], args: tuple[Any, ...], held: dict[str, Any]) -> PxcheckError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(held)
    return error


class UsageError(PxcheckError):
    """Options, configuration or paths are wrong."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a policy pack: ``file`` is relative to the pack, ``line`` counts from 1.

    ``key`` names the sentence (with its remedy) in rules/messages.yaml under ``pack``.
    """

    file: str
    line: int
    key: str
    params: Mapping[str, str]


class PolicyError(PxcheckError):
    """The policy pack, or a file of waivers, is wrong. Holds every problem found, in file and line order."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem], key: str = "error.policy") -> None:
        super().__init__(key, count=str(len(problems)))
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.key, sorted(p.params.items()))))


class SubmissionError(PxcheckError):
    """A submission can't be read (``rule`` F001) or is refused for its size (F014).

    ``key`` names the reason in rules/messages.yaml under ``unreadable`` (F001) or ``limit`` (F014).
    """

    exit_code = 3

    def __init__(self, rule: str, key: str, **params: str) -> None:
        super().__init__(key, **params)
        self.rule = rule


class OutputError(PxcheckError):
    """An output can't be written; whatever stood there before is intact."""

    exit_code = 4
