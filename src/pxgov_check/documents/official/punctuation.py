"""Chinese text as official documents write it: full-width punctuation, no blanks between characters and figures.

The catalogue is written with half-width marks, as a terminal shows them best. What stands in “…” is somebody's own
words and stays.
"""

from __future__ import annotations

import re

from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.wording import GapWording

_FULL = str.maketrans(",:;()?!", "，：；（）？！")
_MARK = re.compile(r"(?<![A-Za-z0-9])[,:;()?!]|[,:;()?!](?![A-Za-z0-9])")
_CHINESE = "\u2014\u201c\u201d\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
# One blank beside Chinese, and one between a placeholder and the number of something; several are room to write in.
_BLANK = re.compile(rf"(?<! ) (?! )(?:(?<=[{_CHINESE}] )|(?=[{_CHINESE}])|(?<=\}} )(?=\{{n\}}))")
_QUOTED = re.compile(r"(“[^”]*”)")
_KEYS = ("diff.fact.", "gap.", "ledger.", "notice.", "paper.", "report.")


def full_width(text: str) -> str:
    """Return Chinese text with full-width punctuation; between two letters or digits a mark stays (10:30, 1,000)."""
    parts = _QUOTED.split(text)
    return "".join(part if number % 2 else _full_width(part) for number, part in enumerate(parts))


def official_messages(messages: Messages) -> Messages:
    """Return the catalogue of the papers with its Chinese punctuated so; values that are filled in stay as they are."""
    if messages.lang != "zh":
        return messages
    ours = {key: text for key, text in messages.texts.items() if key.startswith(_KEYS)}
    return Messages("zh", {key: {"zh": full_width(text["zh"])} for key, text in ours.items()})


def ours(w: GapWording, text: str) -> str:
    """Return a text of the policy or of a rule, punctuated as the documents are."""
    return full_width(w.safe(text)) if w.messages.lang == "zh" else w.safe(text)


def _full_width(text: str) -> str:
    return _BLANK.sub("", _MARK.sub(lambda mark: mark[0].translate(_FULL), text))
