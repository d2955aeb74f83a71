"""The shared strings of a workbook, without phonetic runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import local, refusing_damage, unescape
from pxgov_check.submission.references import plain
from pxgov_check.submission.remembered_cells import LONGEST_STRING, MEMORY, MOST_STRINGS
from pxgov_check.submission.usual import Shape, Usual, anchored
from pxgov_check.submission.walk import Walk

_END = "</si>"
_SHAPE = Shape(opening=b"", ending=_END.encode(), closing=b"</sst>", wanted=(), odd=(b"<si",))
_T = r'<t(?: xml:space="preserve")?>'
# How a run looks: each element says one thing, or a colour and its tint. No attribute may stand twice.
_LOOK = r'<rPr>(?:<[A-Za-z]+(?: (?!tint|xmlns)[A-Za-z]+="[^<>&"]*")?(?: tint="[^<>&"]*")? ?/>)*</rPr>'
_GUIDE = r'<phoneticPr(?: fontId="[^<>&"]*")?(?: type="[^<>&"]*")?(?: alignment="[^<>&"]*")? ?/>'
# A string of one text, or of runs; a phonetic guide has its own settings behind it.
_ITEM = re.compile(rf"<si>(?:{_T}([^<]*)</t>|((?:<r>(?:{_LOOK})?{_T}[^<]*</t></r>)+))(?:{_GUIDE})?</si>")
_TEXT_OF_RUN = re.compile(r"<t[^<>]*>([^<]*)</t>")

# The innermost open element of those that are read, what each stands in, and how deep.
_NOTHING, _SST, _SI, _ONLY_TEXT, _RUN, _RUN_TEXT = range(6)
_AROUND = (_NOTHING, _NOTHING, _SST, _SI, _SI, _RUN)
_DEPTH = (0, 1, 2, 3, 3, 4)


def read_strings(pieces: Iterable[bytes] | None, limits: Limits) -> list[str]:
    """Return the shared strings in order; none where the part is missing. The declared count is not looked at.

    Raises:
        SubmissionError: F001 for broken XML, F014 for too many strings or one that is too long.

    """
    if pieces is None:
        return []
    part = _Strings(limits)
    with refusing_damage():
        part.read(pieces)
    return part.strings


class _Strings:
    """One pass over the part."""

    def __init__(self, limits: Limits) -> None:
        self.strings: list[str] = []
        self._limits = limits
        self._walk = Walk(self._start, self._end, limits)
        self._at = _NOTHING
        self._si = ""
        self._plain = False
        self._runs: list[str] = []

    def read(self, pieces: Iterable[bytes]) -> None:
        take = self._take if self._limits.xml_depth >= max(_DEPTH) else _take_nothing
        Usual(self._walk, _SHAPE, take, self._between_items).over(pieces, self._hold)

    def _between_items(self) -> bool:
        return self._at == _SST and self._plain and not self._walk.passing

    def _hold(self) -> None:
        self._limits.hold("strings", len(self.strings))

    def _take(self, text: str, place: int) -> int:
        # Once a text, and not behind each odd item again.
        if place == 0 and len(self.strings) < MOST_STRINGS:
            place = self._recall(text)
        for match in anchored(_ITEM, text, place):
            self._add(_said(match))
            place = match.end()
        return place

    def _recall(self, text: str) -> int:
        """Do the same from the beginning with as many items as come again elsewhere, and remember what they say."""
        known, strings = MEMORY.strings, self.strings
        before, place = len(strings), 0
        for item in text.split(_END, MOST_STRINGS - before)[:-1]:
            string = known.get(item)
            if string is None:
                match = _ITEM.fullmatch(item + _END)
                if match is None:
                    break
                string = _said(match)
                if len(string) <= LONGEST_STRING:
                    MEMORY.learnt(len(item) + len(string), 1)
                    known[item] = string
            strings.append(string)
            place += len(item) + len(_END)
        self._hold_length(max(map(len, strings[before:]), default=0))
        return place

    def _add(self, string: str) -> None:
        self.strings.append(string)
        self._hold_length(len(string))

    def _hold_length(self, length: int) -> None:
        if length > self._limits.cell_characters:
            self._limits.hold("cell_characters", length)

    def _start(self, name: str, _attributes: Mapping[str, str]) -> None:
        at = self._at
        if self._limits.xml_depth < max(_DEPTH):
            self._limits.hold("xml_depth", _DEPTH[at] + 1)
        self._walk.texts.clear()
        if at == _SST and name == self._si:
            self._runs.clear()
            self._at = _SI
        elif at in {_SI, _RUN} and local(name) == "t":
            self._at = _ONLY_TEXT if at == _SI else _RUN_TEXT
        elif at == _SI and local(name) == "r":
            self._at = _RUN
        elif at == _NOTHING:
            namespace = name[: name.rfind("}") + 1]
            self._si, self._plain = namespace + "si", local(name) == "sst"
            self._at = _SST
            self._walk.listen(on=True)
        else:
            self._walk.pass_over(_DEPTH[at] + 1)

    def _end(self, _name: str) -> None:
        at = self._at
        self._at = _AROUND[at]
        if at in {_ONLY_TEXT, _RUN_TEXT}:
            self._runs += self._walk.texts
        elif at == _SI:
            string = "".join(self._runs)
            self._add(unescape(string) if "_x" in string else string)


def _said(item: re.Match[str]) -> str:
    """Return the string of an item."""
    only, runs = item.groups()
    texts = _TEXT_OF_RUN.findall(runs) if only is None else (only,)
    string = "".join([plain(text) if "&" in text else text for text in texts])
    return unescape(string) if "_x" in string else string


def _take_nothing(_text: str, place: int) -> int:
    return place
