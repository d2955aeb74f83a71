from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from made_results import FINDING, INDICATOR, SHAPES, SUBMISSION, TASK, clean_form, result_of
from pxgov_check.formats.clean import clean
from pxgov_check.formats.markdown import LONGEST
from pxgov_check.formats.markup import code, words
from pxgov_check.model import FindingState, Result, Severity
from rendering import HOSTILE_TEXTS, context, render

OURS = {"h3", "h4", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "br"}
# What GitHub and GitLab turn into links after rendering, where it is no code.
REFERENCE = re.compile(r"@\w|#\d|!\d|~\w|\bGH-\d|://|www\.|:\w+:", re.IGNORECASE)


class _Page(HTMLParser):
    """The tags of a rendered page, its whole text, and the text outside code."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.text = self.outside = ""
        self._in_code = False
        self.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(source))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self._in_code = tag == "code" or self._in_code
        assert tag == "a" or not attrs

    def handle_endtag(self, tag: str) -> None:
        self._in_code = tag != "code" and self._in_code

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        self.text += data
        if not self._in_code:
            self.outside += data


def _poisoned(text: str) -> Result:
    finding = replace(FINDING, title=text, message=text, hint=text, sheet=text)
    answered = replace(finding, severity=Severity.VERIFY, state=FindingState.EXPLAINED, explanation=text)
    verdicts = (
        replace(INDICATOR, title=text, reported=text, value=None, explanation=text),
        replace(TASK, title=text, reported=text, reason=text, next_step=text),
    )
    form = replace(SUBMISSION, file=text, unit=text, period=text, findings=(finding, answered), verdicts=verdicts)
    return result_of(form, clean_form(), findings=(finding,))


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_hostile_text_is_no_markup_no_link_and_no_mention(text: str) -> None:
    """A renderer that lets HTML through sees only our own tags, and nobody is mentioned outside code."""
    page = _Page(render("markdown", _poisoned(text), context(rule_pages=None)))
    assert page.tags <= OURS
    assert not REFERENCE.search(page.outside)


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_hostile_text_is_shown_letter_for_letter(text: str) -> None:
    """As words or as code, the reader sees the text, a dot for what steers, cut when very long."""
    shown = clean(text)[:199].strip()
    for written in (words(text), code(text)):
        assert shown in html.unescape(_Page(f"| {written} |\n|---|\n").text)


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_hostile_text_does_not_tear_a_table(text: str) -> None:
    """Every row has as many cells as its head."""
    for block in re.findall(r"(?:^\|.*\n)+", render("markdown", _poisoned(text)), re.MULTILINE):
        assert len({line.count("|") for line in block.splitlines()}) == 1


def test_plain_chinese_stays_plain() -> None:
    """Ordinary messages are not dressed up as code."""
    assert words(FINDING.message) == FINDING.message
    assert words(FINDING.hint) == FINDING.hint
    assert words("填报 85,而 123÷150 等于 82%。") == "填报 85,而 123÷150 等于 82%。"


def test_a_comment_is_never_too_long() -> None:
    """Thousands of submissions fit; what is left out is counted, and the totals are whole."""
    many = result_of(*(replace(SUBMISSION, file=f"表{n}.xlsx") for n in range(3000)))
    text = render("markdown", many)
    assert 50_000 < len(text) <= LONGEST
    assert "强制性 9000" in text
    assert FINDING.message in text
    (left_out,) = re.findall(r"另有 (\d+) 行", text)
    listed = sum(line.startswith("| ") for line in text.splitlines())
    # 3,000 forms: a line in the overview, a row of equal findings, three verdicts; the heads are not rows.
    heads = sum(line.startswith("|---") for line in text.splitlines())
    assert int(left_out) == 3000 * 5 - (listed - heads)


def test_equal_findings_are_one_row_with_all_their_places() -> None:
    """As in the report for people."""
    text = render("markdown", result_of(SUBMISSION))
    assert text.count(FINDING.message) == 1
    assert all(f"&#33;{cell}" in text for cell in ("G7", "G8", "G9"))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_missed_target_is_no_violation(shape: str) -> None:
    """The words are 未达到预期目标, and a reference value says what it is."""
    text = render("markdown", SHAPES[shape])
    assert "违规" not in text
    assert text.count("参考值") == text.count("参考值(线性插值,非文件规定)")


def test_a_rule_is_linked_to_its_page() -> None:
    """Where pages are published."""
    assert "[A101](https://docs.example/rules/A101.md)" in render("markdown", result_of(SUBMISSION))
