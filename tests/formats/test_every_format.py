from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from made_results import FINDING, INDICATOR, SHAPES, SUBMISSION, TASK, result_of
from pxgov_check.formats.registry import FORMATS
from pxgov_check.judging.outcome import SETTLED
from pxgov_check.model import FindingState, Result, Severity, Status
from rendering import HOSTILE_TEXTS, context, parse_xml, render

Totals = tuple[Mapping[str, int], Mapping[str, int]]
SETTLED_WORDS = frozenset(str(status) for status in SETTLED)


def _expected(result: Result) -> Totals:
    summary: dict[str, dict[str, int]] = json.loads(render("json", result))["summary"]
    return ({k: n for k, n in summary["findings"].items() if n}, summary["verdicts"])


def _from_csv(text: str) -> Totals:
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    findings = Counter(r["severity"] for r in rows if r["kind"] == "finding")
    return findings, Counter(r["status"] for r in rows if r["kind"] == "verdict")


def _from_sarif(text: str) -> Totals:
    (run,) = json.loads(text)["runs"]
    told = [r["properties"] for r in run["results"]]
    findings = Counter(p["severity"] for p in told if p["kind"] == "finding")
    listed = Counter(p["status"] for p in told if p["kind"] == "verdict")
    counted: dict[str, int] = run["properties"]["summary"]["verdicts"]
    assert listed == {s: n for s, n in counted.items() if s not in SETTLED_WORDS}
    return findings, counted


def _from_words(text: str) -> Totals:
    """Read the totals that a report for people prints, by the words of the policy."""
    info = context().policy.info
    severities = {words["zh"]: str(key) for key, words in info.severities.items()}
    statuses = {words["zh"]: str(key) for key, words in info.statuses.items()}
    findings = {severities[w]: int(n) for w, n in re.findall(r"([^\s:·]+性) (\d+)", text.split("\n- ")[1])}
    verdicts = {
        statuses[w]: int(n) for w, n in re.findall(r"(\S+) (\d+)", text.split("\n- ")[2].splitlines()[0].split(":")[1])
    }
    return {k: n for k, n in findings.items() if n}, verdicts


@pytest.mark.parametrize("name", ["csv", "sarif", "markdown"])
@pytest.mark.parametrize("shape", SHAPES)
def test_totals_are_those_of_the_json(name: str, shape: str) -> None:
    """Findings by severity and verdicts by status are the same numbers in every format that tells them apart."""
    readers: dict[str, Callable[[str], Totals]] = {
        "csv": _from_csv,
        "sarif": _from_sarif,
        "markdown": _from_words,
    }
    assert readers[name](render(name, SHAPES[shape])) == _expected(SHAPES[shape])


@pytest.mark.parametrize("shape", SHAPES)
def test_junit_has_a_case_for_each_and_counts_its_cases(shape: str) -> None:
    """As many cases as findings and verdicts; the totals on suites and on the whole are those of the cases."""
    result = SHAPES[shape]
    root = parse_xml(render("junit", result))
    findings, verdicts = _expected(result)
    assert len(root.findall(".//testcase")) == sum(findings.values()) + sum(verdicts.values())
    for owner in (root, *root):
        told = {key: int(owner.get(key, "0")) for key in ("tests", "failures", "errors")}
        counted = {"tests": "testcase", "failures": "failure", "errors": "error"}
        assert told == {key: len(owner.findall(f".//{tag}")) for key, tag in counted.items()}


@pytest.mark.parametrize("shape", SHAPES)
def test_annotations_and_issues_are_the_findings_and_what_is_not_settled(shape: str) -> None:
    """GitHub and GitLab get every finding and every verdict that leaves something to do, loud as it deserves."""
    result = SHAPES[shape]
    loud: Counter[str] = Counter()
    for finding in (*(f for one in result.submissions for f in one.findings), *result.findings):
        answered = finding.state is not FindingState.OPEN
        loud["note" if answered else {"mandatory": "error", "verify": "warning"}.get(finding.severity, "note")] += 1
    for verdict in (v for one in result.submissions for v in one.verdicts):
        if verdict.status not in SETTLED:
            loud["warning" if verdict.status in {Status.UNMET, Status.OVERDUE} else "note"] += 1
    commands = Counter(line.split(" ")[0].strip(":") for line in render("github", result).splitlines())
    assert commands == Counter({{"note": "notice"}.get(level, level): n for level, n in loud.items()})
    issues = Counter(issue["severity"] for issue in json.loads(render("gitlab", result)))
    assert issues == Counter({{"error": "critical", "warning": "major", "note": "info"}[k]: n for k, n in loud.items()})


def test_the_text_report_counts_the_same() -> None:
    """Its totals line has the verdicts of the JSON, word for word and number for number."""
    result = SHAPES["several"]
    line = render("text", result).split("合计:")[1].split("依据")[0]
    statuses = {str(key): words["zh"] for key, words in context().policy.info.statuses.items()}
    told = {word: int(n) for word, n in re.findall(r"([^\s·]+) (\d+)", line)}
    assert told == {statuses[key]: n for key, n in _expected(result)[1].items()}


def _poisoned(text: str) -> Result:
    finding = replace(FINDING, severity=Severity.VERIFY, message=text, hint=text, found=text, expected=text, sheet=text)
    answered = replace(finding, state=FindingState.EXPLAINED, explanation=text)
    indicator = replace(INDICATOR, title=text, reported=text, value=None, explanation=text, sheet=text)
    task = replace(TASK, title=text, reported=text, evidence=text, reason=text, next_step=text)
    form = replace(SUBMISSION, file=text, unit=text, findings=(finding, answered), verdicts=(indicator, task))
    return result_of(form, form, findings=(finding,))


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_breaks_no_format(name: str, text: str) -> None:
    """Whatever a cell, a sheet or a file name holds, there is a document, in UTF-8, that steers nothing."""
    document = render(name, _poisoned(text))
    assert document.encode("utf-8").decode("utf-8") == document
    lines = document.removeprefix("\ufeff").splitlines()
    assert not re.search(r"##\[|##vso", document)
    if name != "github":
        assert not [line for line in lines if line.lstrip().startswith("::")]
    shown = document.removeprefix("\ufeff").replace("\r\n", "\n")
    unseen = {c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert unseen <= {"\n"}


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_hostile_text_adds_nothing_and_hides_nothing(text: str) -> None:
    """As many rows, cases, results, issues and commands come out as went in."""
    result = _poisoned(text)
    documents: dict[str, Any] = {name: render(name, result) for name in FORMATS}
    assert len(documents["github"].splitlines()) == 9
    assert len(json.loads(documents["gitlab"])) == 9
    assert len(json.loads(documents["sarif"])["runs"][0]["results"]) == 9
    assert len(parse_xml(documents["junit"]).findall(".//testcase")) == 9
    assert len(list(csv.reader(io.StringIO(documents["csv"], newline="")))) == 10


def test_a_format_does_not_depend_on_the_order_of_sets() -> None:
    """Rendering twice gives the same text."""
    for name in FORMATS:
        assert render(name, SHAPES["several"]) == render(name, SHAPES["several"])
