"""Whether bytes are XML, asked of no more bytes than need be.

What a pattern has matched without a gap is known to be elements, tags and attributes as they should be. What is left to
ask are the characters, which a few searches answer in a fifth of the time that expat takes. All else expat is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

from pxgov_check.submission.markup import refuse_doctype
from pxgov_check.submission.remembered import remembered

# XML 1.0, 2.2: no control characters but tab, line feed and carriage return, and neither U+FFFE nor U+FFFF.
_CONTROLS = bytes({*range(32)} - {9, 10, 13})
# 2.4: this ends a CDATA section and must not stand in a text.
_ENDS_CDATA = "]]>"


def holds_text(matched: bytes, text: str) -> bool:
    """Whether all between the tags of elements that a pattern has matched is text that XML allows there.

    ``text`` is the same, decoded. References are for those to look at who replace them (see ``references``).
    """
    return (
        len(matched.translate(None, _CONTROLS)) == len(matched)
        and "\ufffe" not in text
        and "\uffff" not in text
        # One sign is found in a fortieth of the time of three.
        and not ("]" in text and _ENDS_CDATA in text)
    )


def check_xml(part: bytes) -> None:
    """Go over a whole part, to see that it is XML.

    Raises:
        SubmissionError: F001 for a DOCTYPE.
        ExpatError: it is not XML.

    """
    remembered(_check, (part,))


def _check(pieces: Iterable[bytes]) -> None:
    parser = expat.ParserCreate(None, "}")
    parser.StartDoctypeDeclHandler = refuse_doctype
    for piece in pieces:
        parser.Parse(piece, False)  # noqa: FBT003 (expat's own signature)
    parser.Parse(b"", True)  # noqa: FBT003 (same)
