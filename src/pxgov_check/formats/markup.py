"""Submitted text in Markdown: words that mean nothing to a renderer stay words, everything else becomes code.

GitHub and GitLab turn more than markup into links: @names, #numbers, commits, addresses. They do so after rendering, so
that a backslash does not help; inside ``<code>`` they don't. There every character but letters and digits is written as
a character reference, which is never markup and splits no table.
"""

from __future__ import annotations

import re

from pxgov_check.formats.clean import clean

_LONGEST = 200
# Letters and digits of any script, blanks, and punctuation that no Markdown and no reference is made of: that of ASCII,
# the Chinese (U+3001-3002, 3008-300B, 3010-3011, 3014-3015) and the full-width % ( ) , : ; ?
_PLAIN = re.compile(
    r"[\w ,.%()?;'\"+/=:“”‘’—…·≥≤÷×√○●▲"
    r"\u3001\u3002\u3008-\u300b\u3010\u3011\u3014\u3015\uff05\uff08\uff09\uff0c\uff1a\uff1b\uff1f-]*\Z"
)
# What becomes emphasis, an address, a commit, an issue, a milestone or a smiley all the same.
_SPECIAL = re.compile(r"_|://|www\.|\b[0-9a-f]{7,40}\b|\bgh-\d|(?<!\w)%\w|:\w+:", re.IGNORECASE)
_NOT_A_LETTER = re.compile(r"[^\w ]|_")


def words(text: str) -> str:
    """Return a text on one line, as words where that is safe, else as code."""
    shown = _short(text)
    return shown if _PLAIN.match(shown) and not _SPECIAL.search(shown) else code(text)


def code(text: str) -> str:
    """Return a text on one line as code, letter for letter; nothing in it is ever markup."""
    shown = _short(text)
    return f"<code>{_NOT_A_LETTER.sub(lambda match: f'&#{ord(match[0])};', shown)}</code>" if shown.strip() else ""


def _short(text: str) -> str:
    return clean(text) if len(text) <= _LONGEST else clean(text[: _LONGEST - 1]) + "…"
