"""The shared strings of a workbook, without phonetic runs."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import grow, hold_depth, local, namespace, refusing_damage, taken, unescape


def read_strings(pieces: Iterable[bytes] | None, limits: Limits) -> list[str]:
    """Return the shared strings in order; none where the part is missing. The declared count is not looked at.

    Raises:
        SubmissionError: F001 for broken XML, F014 for too many strings or one that is too long.

    """
    strings: list[str] = []
    if pieces is not None:
        with refusing_damage():
            for root, complete in grow(pieces, limits):
                _gather(root, strings, limits, complete=complete)
    return strings


def run_text(element: Element, limits: Limits, depth: int) -> str:
    """Return the text of an ``si`` or ``is`` that stands at ``depth``: that of all its runs but the phonetic ones.

    Raises:
        SubmissionError: F014 for one that nests too deep.

    """
    hold_depth(element, depth, limits)
    texts: list[str] = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            texts.append(child.text or "")
        elif name == "r":
            texts += [part.text or "" for part in child if local(part.tag) == "t"]
    return "".join(texts)


def _gather(root: Element, strings: list[str], limits: Limits, *, complete: bool) -> None:
    ns = namespace(root)
    plain, item = ns + "t", ns + "si"
    for si in taken(root, complete=complete):
        if len(si) == 1 and (only := si[0]).tag == plain and not len(only):
            text = only.text or ""
        elif si.tag == item:
            text = run_text(si, limits, 2)
        else:
            hold_depth(si, 2, limits)
            continue
        if "_x" in text:
            text = unescape(text)
        strings.append(text)
        if len(text) > limits.cell_characters or len(strings) > limits.strings:
            limits.hold("cell_characters", len(text))
            limits.hold("strings", len(strings))
