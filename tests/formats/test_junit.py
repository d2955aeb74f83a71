from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import xmlschema

from made_results import FINDING, INDICATOR, SHAPES, SUBMISSION, clean_form, result_of, unreadable_file
from pxgov_check.formats.clean import clean
from pxgov_check.judging.outcome import DEFAULT_FAIL_ON, FAIL_ON
from pxgov_check.model import FindingState, Result, Severity, Status
from rendering import HOSTILE_TEXTS, context, parse_xml, render

JENKINS = xmlschema.XMLSchema(Path(__file__).parents[1] / "vendor" / "junit-10.xsd")


def _outcome(result: Result, fail_on: frozenset[str] = DEFAULT_FAIL_ON) -> list[str]:
    """Return how each case ends, in order: the tag inside it, or passed."""
    root = parse_xml(render("junit", result, context(fail_on=fail_on)))
    ends = [[e.tag for e in case if e.tag != "system-out"] for case in root.iter("testcase")]
    return [tags[0] if tags else "passed" for tags in ends]


@pytest.mark.parametrize("shape", SHAPES)
def test_jenkins_schema_accepts_every_shape(shape: str) -> None:
    """Empty, unreadable, hostile and complete results all validate against the Jenkins XSD."""
    JENKINS.validate(render("junit", SHAPES[shape]))


@pytest.mark.parametrize("shape", SHAPES)
def test_gitlab_sees_every_case(shape: str) -> None:
    """GitLab keeps one case of those with the same classname and name, so no two have both."""
    cases = list(parse_xml(render("junit", SHAPES[shape])).iter("testcase"))
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)


def test_two_files_that_look_alike_are_two_suites() -> None:
    """Names that differ only in what is never shown still give cases that can be told apart."""
    hidden = (
        replace(SUBMISSION, file=SUBMISSION.file.replace(".", "\u200b.")),
        replace(SUBMISSION, file=SUBMISSION.file.replace(".", "\u200e.")),
    )
    root = parse_xml(render("junit", result_of(*hidden)))
    assert len({suite.get("name") for suite in root}) == 2
    cases = list(root.iter("testcase"))
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)


@pytest.mark.parametrize("status", Status)
def test_a_verdict_ends_as_it_counts(status: Status) -> None:
    """Good ones pass, those that fail the run fail, wrong data is an error, the rest is skipped with its reason."""
    result = result_of(replace(SUBMISSION, findings=(), verdicts=(replace(INDICATOR, status=status),)))
    expected = {
        **dict.fromkeys(("met", "on_track", "done", "in_progress", "ongoing"), "passed"),
        **dict.fromkeys(("unmet", "overdue"), "failure"),
        "invalid": "error",
    }
    assert _outcome(result) == [expected.get(status, "skipped")]
    assert _outcome(result, frozenset()) == ["passed" if expected.get(status) == "passed" else "skipped"]


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("state", FindingState)
def test_a_finding_fails_a_case_only_as_it_fails_the_run(severity: Severity, state: FindingState) -> None:
    """A notice never fails, an answered finding is skipped, and verify fails where --fail-on names it."""
    result = result_of(replace(SUBMISSION, verdicts=(), findings=(replace(FINDING, severity=severity, state=state),)))
    if state is not FindingState.OPEN:
        assert _outcome(result, frozenset(FAIL_ON)) == ["skipped"]
    elif severity is Severity.NOTICE:
        assert _outcome(result, frozenset(FAIL_ON)) == ["passed"]
    else:
        assert _outcome(result, frozenset(FAIL_ON)) == ["failure"]
        assert _outcome(result) == ["failure" if severity is Severity.MANDATORY else "skipped"]


def test_a_file_that_cannot_be_read_is_an_error() -> None:
    """Whatever --fail-on says: it could not be judged."""
    assert _outcome(result_of(unreadable_file()), frozenset()) == ["error"]


def test_passed_verdicts_are_passed_cases() -> None:
    """A clean form has a case without failure, and it says what was reached."""
    root = parse_xml(render("junit", result_of(clean_form())))
    (case,) = root.iter("testcase")
    assert [child.tag for child in case] == ["system-out"]
    assert "达标" in str(case[0].text)


def test_a_failure_says_where_what_and_where_to_read_on() -> None:
    """Place and action stand in the body too: GitLab shows nothing else."""
    root = parse_xml(render("junit", result_of(SUBMISSION)))
    body = str(root.findall(".//failure")[0].text)
    for part in (
        "市教育局-2025Q4.xlsx 指标填报!G7",
        FINDING.message,
        FINDING.hint,
        "https://docs.example/rules/A101.md",
    ):
        assert part in body


def test_without_published_pages_a_failure_names_the_command_that_explains_it() -> None:
    """The last line of the body is what to type."""
    root = parse_xml(render("junit", result_of(SUBMISSION), context(rule_pages=None)))
    assert str(root.findall(".//failure")[0].text).splitlines()[-1] == "pxcheck explain A101"


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_hostile_text_comes_back_as_text(text: str) -> None:
    """What is legal in XML comes back letter for letter; what is not, and what steers, comes as a visible dot."""
    document = render("junit", result_of(replace(SUBMISSION, findings=(replace(FINDING, message=text, hint=text),))))
    JENKINS.validate(document)
    failure = parse_xml(document).findall(".//failure")[0]
    assert failure.get("message") == clean(f"{text}处理:{text}")
