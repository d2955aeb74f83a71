"""The shared strings of a workbook, without phonetic runs."""

from __future__ import annotations

from collections.abc import Iterable

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import Part, unescape


class _Strings(Part):
    """Gathers one text an ``si``, of all its runs but the phonetic ones."""

    __slots__ = ("_characters", "_most", "_phonetic", "_runs", "strings")

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.strings: list[str] = []
        self._runs: list[str] = []
        self._phonetic = 0
        self._most = limits.strings
        self._characters = limits.cell_characters

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if (name == "t" or name == "si") and self.depth < self._deepest:  # noqa: PLR1714 (a tuple costs more)
            self.depth += 1
            self.text.clear()
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "t":
            if not self._phonetic:
                self._runs += self.text
        elif name == "si":
            self._keep()
        elif name == "rPh":
            self._phonetic -= 1

    def opened(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 (the signature of the base)
        if name == "t":
            self.text.clear()
        elif name == "rPh":
            self._phonetic += 1

    def _keep(self) -> None:
        text = "".join(self._runs)
        self._runs.clear()
        if "_x" in text:
            text = unescape(text)
        self.strings.append(text)
        if len(text) > self._characters or len(self.strings) > self._most:
            self._limits.hold("cell_characters", len(text))
            self._limits.hold("strings", len(self.strings))


def read_strings(pieces: Iterable[bytes] | None, limits: Limits) -> list[str]:
    """Return the shared strings in order; none where the part is missing. The declared count is not looked at.

    Raises:
        SubmissionError: F001 for broken XML, F014 for too many strings or one that is too long.

    """
    part = _Strings(limits)
    if pieces is not None:
        part.parse(pieces)
    return part.strings
