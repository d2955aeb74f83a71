"""Reading one XML part that is small in any honest workbook as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from xml.etree.ElementTree import Element, TreeBuilder

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import longest, refusing_damage
from pxgov_check.submission.package import damaged
from pxgov_check.submission.walk import Take, Walk


def whole(
    pieces: Iterable[bytes], limits: Limits, wanted: Sequence[bytes] | None = None, take: Take | None = None
) -> Element:
    """Return the root of a part, its names as ``namespace}local``.

    Where it has the usual shape, no more than is ``wanted`` of it need be there, less what ``take`` has read (see
    ``Walk.skim``).

    Raises:
        SubmissionError: F001 for XML that is broken, declares a DOCTYPE or has a text, tag or comment without end, F014
            when it nests too deep.

    """
    builder = TreeBuilder()
    # The tree is built by C code alone.
    walk = Walk(builder.start, builder.end, limits, text=builder.data)
    given = iter(pieces)
    with refusing_damage():
        first, second = next(given, b""), next(given, b"")
        if wanted is None or second:
            tags = _feed_all(walk, builder, chain((first, second), given), limits)
        else:
            walk.skim_part(first, wanted, take)
            tags = first.count(b"<")
        walk.close()
        root = builder.close()
        # Where there are few tags at all, nothing can stand deep.
        if tags > limits.xml_depth:
            _hold_depth(root, limits)
        return root


def _feed_all(walk: Walk, builder: TreeBuilder, pieces: Iterable[bytes], limits: Limits) -> int:
    """Feed pieces, and see after each that nothing goes on without end; returns the number of tags, at the least."""
    newest, since, tags = None, 0, 0
    for piece in pieces:
        walk.feed(piece)
        # The root as far as it has come: the builder's close says it without ending anything.
        root = builder.close()
        before, newest = newest, None if root is None else _hold_open(root, limits)
        since = since + len(piece) if newest is before else 0
        if since > longest(limits):
            raise damaged()
        tags += piece.count(b"<")
    return tags


def _hold_depth(root: Element, limits: Limits) -> None:
    depth, level = 0, [root]
    while level:
        depth += 1
        limits.hold("xml_depth", depth)
        level = [child for parent in level for child in parent]


def _hold_open(root: Element, limits: Limits) -> Element:
    """Return the element that began last, unless those that are open are too deep."""
    depth, element = 1, root
    while len(element):
        depth, element = depth + 1, element[-1]
    limits.hold("xml_depth", depth)
    return element
