"""Rendering made results in any format, and the texts that mean harm in each."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from pxgov_check.formats.context import Context, Repository
from pxgov_check.formats.registry import load_format
from pxgov_check.judging.outcome import DEFAULT_FAIL_ON
from pxgov_check.model import Lang, Result
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.messages import load_messages

POLICY = load_policy(builtin_root())

HOSTILE_TEXTS = {
    "workflow command": "::error file=x::done",
    "second line": "第一行\n::add-mask::秘",
    "old command": "##[set-output name=a]b ##vso[task.complete]",
    "percent escapes": "%0A%0D%25::warning::",
    "end of CDATA": "]]><testcase name='x'/>",
    "comment": "<!-- --> --> <script>alert(1)</script>",
    "formula": "=1+1",
    "full-width formula": "\uff1dcmd|' /C calc'!A1",
    "plus": "+86 0799",
    "at": "@SUM(A1)",
    "mention": "请 @admin 看 #123 !45 ~bug GH-7 http://evil.example www.evil.example",
    "markdown": "**粗** `code` ``` | [链接](http://evil.example) ![图](x) <b>b</b> $x$ :tada:",
    "backslashes": "\\| \\` \\\\",
    "bidi": "a\u202egnp.exe\u2066\u200b\u2028z",
    "hidden letters": "a\U000e0041\U000e007fb\xadc\u061cd\ufff9e",
    "controls": "\x00\x07\x1b[31m\x85\t\r\x7f",
    "lone surrogates": "\ud800x\udfff\udcff",
    "no XML": "\ufffe\uffff\x0b",
    "quotes": '"\'",;"',
    "long": "长" * 5_000,
}


def context(
    lang: Lang = "zh",
    *,
    fail_on: frozenset[str] = DEFAULT_FAIL_ON,
    repository: Repository | None = None,
    rule_pages: str | None = "https://docs.example/rules/",
) -> Context:
    """Return what the formats are given beside a result."""
    return Context(POLICY, load_messages(lang), 1, fail_on, repository or Repository(), rule_pages)


def render(name: str, result: Result, given: Context | None = None) -> str:
    """Return a result in a format."""
    return load_format(name).render(result, given or context())


def parse_xml(document: str) -> ET.Element:
    """Return the root of a document of ours."""
    return ET.fromstring(document)  # noqa: S314 (made a line before)
