"""What users read is short and says what to do."""

from __future__ import annotations

import re

import pytest

from pxgov_check.policy.messages import load_texts
from pxgov_check.policy.models import Text
from pxgov_check.policy.pack import Policy

SENTENCES = 3
# The end of a sentence in either language; a stop inside a number, a name or a file suffix ends none.
_END = {"zh": re.compile("[。!?！？]"), "en": re.compile(r"(?<!\be\.g)[.!?](?= |$)")}
# Characters, so that a finding can be read at a glance: two lines of a terminal.
_LENGTH = {"zh": 130, "en": 280}
# A remedy asks for something: 请 in Chinese, a clause that begins with one of these in English.
_ASKING = re.compile(
    r"(?:^|[.;:,] |\b(?:or|and) )(?:add|ask|change|check|choose|close|compare|convert|copy|correct|delete|fill|flatten|"
    r"give|have|install|keep|let|make|move|name|open|put|quote|remind|remove|report|restore|retype|save|say|see|send|shorten|split|"
    r"take|tell|translate|type|unhide|unpack|use|work|write)\b",
    re.IGNORECASE,
)
# Keys of the catalogue that say what is wrong and how to mend it in one text.
_WHOLE = ("error.", "pack.", "unreadable.", "limit.")


def whole(policy: Policy) -> dict[str, Text]:
    """Return everything that tells somebody of a problem: the finding with its remedy, by rule or key."""
    findings = {
        r.id: Text(zh=r.message.zh + r.hint.zh, en=f"{r.message.en} {r.hint.en}") for r in policy.rules.values()
    }
    told = {key: Text(**text) for key, text in load_texts().items() if key.startswith(_WHOLE)}
    fixes = {
        key: Text(
            zh=text["zh"] + load_texts()[f"{key}.fix"]["zh"], en=f"{text['en']} {load_texts()[f'{key}.fix']['en']}"
        )
        for key, text in load_texts().items()
        if f"{key}.fix" in load_texts()
    }
    return {**findings, **told, **fixes}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_problem_is_told_in_three_sentences(policy: Policy, lang: str) -> None:
    """Message and hint together have at most three sentences in either language, and fit two lines."""
    for key, text in whole(policy).items():
        said = text.zh if lang == "zh" else text.en
        assert len(_END[lang].findall(said)) <= SENTENCES, key
        assert len(said) <= _LENGTH[lang], key


def test_a_problem_comes_with_a_remedy(policy: Policy) -> None:
    """Each tells what to do, and no hint only repeats its message."""
    for key, text in whole(policy).items():
        assert "请" in text.zh, key
        assert _ASKING.search(text.en), key
    for rule in policy.rules.values():
        assert "请" in rule.hint.zh, rule.id
        assert _ASKING.search(rule.hint.en), rule.id


def test_what_cannot_be_read_is_told_with_its_remedy_in_three_sentences(policy: Policy) -> None:
    """F001 and F014 take their message from the catalogue; with the rule's hint it is still three sentences."""
    for prefix, rule in (("unreadable.", "F001"), ("limit.", "F014")):
        for key, text in load_texts().items():
            if key.startswith(prefix):
                assert len(_END["zh"].findall(text["zh"] + policy.rules[rule].hint.zh)) <= SENTENCES, key
                assert len(_END["en"].findall(f"{text['en']} {policy.rules[rule].hint.en}")) <= SENTENCES, key


def test_nobody_is_accused(policy: Policy) -> None:
    """All indicators are 预期性: nothing that people read speaks of 违规 or 不合格."""
    words = [t["zh"] for t in load_texts().values()] + [t.zh for t in whole(policy).values()]
    assert not [text for text in words if re.search("违规|违反|不合格", text)]
