"""Our notes in a sheet's comments part. Comments of others stay; ours stand between two lines and can be taken out.

A cell has one comment at most, so at a cell that somebody has commented already our note follows theirs. A threaded
comment is left alone: Excel makes its plain twin itself and would lose ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pxgov_check.documents.returned.markup import Element, tree
from pxgov_check.documents.returned.splices import Splices, escaped
from pxgov_check.submission.markup import unescape

AUTHOR = "pxcheck"
# The lines around a note, in any language: by them a note is found again, whatever program has saved it since.
OPENING, CLOSING = "【pxcheck 审核意见】", "【pxcheck 完】"
_THREAD = "tc="
# Plain text and runs; what follows them (phonetics) is kept after them.
_RUNS = frozenset({"t", "r"})
_FONT = '<{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="宋体"/><{p}charset val="134"/></{p}rPr>'


class Change(NamedTuple):
    """The part as changed, the cells whose comment is gone, and those that have a new one."""

    data: bytes
    gone: frozenset[str]
    new: tuple[str, ...]


@dataclass(slots=True)
class _Comment:
    """A comment: its texts as they stand, and as they are without our note."""

    element: Element
    ref: str
    threaded: bool
    pieces: list[Element]
    texts: list[str]
    kept: list[str]

    @property
    def ours_alone(self) -> bool:
        return self.kept != self.texts and not "".join(self.kept).strip()


def blank_comments(main: str) -> bytes:
    """Return a comments part without comments."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<comments xmlns="{main}"><authors/><commentList/></comments>'.encode()


def note(text: str) -> str:
    """Return a text as one of our notes."""
    return f"{OPENING}\n{text}\n{CLOSING}"


def put_notes(data: bytes, notes: Mapping[str, str]) -> Change:
    """Exchange our notes in a comments part for those given by cell (``H4``).

    Raises:
        SubmissionError: F001, the part is broken.

    """
    root = tree(data)
    splices = Splices(data)
    authors = root.first("authors")
    comments = [_read(one, authors) for one in (root.first("commentList") or root).every("comment")]
    gone: list[str] = []
    taken: set[str] = set()
    for one in comments:
        if one.ours_alone:
            splices.replace(one.element.start, one.element.end, "")
            gone.append(one.ref)
            continue
        taken.add(one.ref)
        added = None if one.threaded else notes.get(one.ref)
        if one.kept != one.texts or added is not None:
            _rewrite(splices, one, added)
    new = tuple(ref for ref in notes if ref not in taken)
    _append(root, splices, authors, {ref: notes[ref] for ref in new})
    return Change(splices.apply(), frozenset(gone), new)


def _read(element: Element, authors: Element | None) -> _Comment:
    names = [one.text for one in authors.every("author")] if authors else []
    author = element.attributes.get("authorId", "")
    threaded = author.isdecimal() and int(author) < len(names) and names[int(author)].startswith(_THREAD)
    text = element.first("text")
    pieces = _pieces(text) if text else []
    texts = [unescape(part.text) for part in pieces]
    return _Comment(element, element.attributes.get("ref", "").upper(), threaded, pieces, texts, _without_notes(texts))


def _pieces(text: Element) -> list[Element]:
    """Return the elements that hold the characters: of plain text, or of each run."""
    found: list[Element] = []
    for child in text.children:
        if child.local == "t":
            found.append(child)
        elif child.local == "r":
            found += child.every("t")
    return found


def _without_notes(texts: list[str]) -> list[str]:
    """Return the texts with what stands from an opening line to its closing one cut out of them all."""
    joined = "".join(texts)
    cut = [True] * len(joined)
    start = joined.find(OPENING)
    while start >= 0:
        close = joined.find(CLOSING, start)
        end = len(joined) if close < 0 else close + len(CLOSING)
        # The line break that parts our note from a comment before it.
        begin = start - joined.startswith("\n", max(start - 1, 0), start)
        cut[begin:end] = [False] * (end - begin)
        start = joined.find(OPENING, end)
    kept, at = [], 0
    for text in texts:
        kept.append("".join(c for c, stays in zip(text, cut[at : at + len(text)], strict=True) if stays))
        at += len(text)
    return kept


def _rewrite(splices: Splices, one: _Comment, added: str | None) -> None:
    """Write a comment of somebody else's anew: its own runs as they are, without our old note and with the new one."""
    text = one.element.first("text")
    if text is None:
        if added is not None:
            splices.append(
                one.element, f"<{one.element.prefix}text>{_run(one.element.prefix, added)}</{one.element.prefix}text>"
            )
        return
    prefix = text.prefix
    kept = {piece.start: (old, new) for piece, old, new in zip(one.pieces, one.texts, one.kept, strict=True)}
    parts = [_kept_run(splices.data, c, prefix, kept) for c in text.children if c.local in _RUNS]
    tail = "".join(splices.data[c.start : c.end].decode() for c in text.children if c.local not in _RUNS)
    if added is not None:
        parts.append(_run(prefix, "\n" + added if "".join(one.kept) else added))
    splices.replace(text.start, text.end, f"<{text.name}>{''.join(parts)}{tail}</{text.name}>")


def _kept_run(data: bytes, child: Element, prefix: str, kept: Mapping[int, tuple[str, str]]) -> str:
    """Return a run without our note in it, plain text as a run of its own; nothing where nothing is left."""
    pieces = [child] if child.local == "t" else child.every("t")
    whole = data[child.start : child.end].decode()
    if all(kept[piece.start][0] == kept[piece.start][1] for piece in pieces):
        return f"<{prefix}r>{whole}</{prefix}r>" if child.local == "t" else whole
    left = "".join(kept[piece.start][1] for piece in pieces)
    if not left:
        return ""
    looks = child.first("rPr") if child.local == "r" else None
    look = data[looks.start : looks.end].decode() if looks else ""
    return f'<{prefix}r>{look}<{prefix}t xml:space="preserve">{escaped(left)}</{prefix}t></{prefix}r>'


def _run(prefix: str, text: str) -> str:
    look = _FONT.format(p=prefix)
    return f'<{prefix}r>{look}<{prefix}t xml:space="preserve">{escaped(text)}</{prefix}t></{prefix}r>'


def _append(root: Element, splices: Splices, authors: Element | None, notes: Mapping[str, str]) -> None:
    if not notes:
        return
    p = root.prefix
    names = [one.text for one in authors.every("author")] if authors else []
    if AUTHOR not in names:
        names.append(AUTHOR)
        new = f"<{p}author>{AUTHOR}</{p}author>"
        if authors is None:
            splices.insert(root.inner, f"<{p}authors>{new}</{p}authors>")
        else:
            splices.append(authors, new)
    author = names.index(AUTHOR)
    made = "".join(
        f'<{p}comment ref="{ref}" authorId="{author}" shapeId="0"><{p}text>{_run(p, text)}</{p}text></{p}comment>'
        for ref, text in notes.items()
    )
    held = root.first("commentList")
    if held is None:
        splices.append(root, f"<{p}commentList>{made}</{p}commentList>")
    else:
        splices.append(held, made)
