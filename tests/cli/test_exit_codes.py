from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pxgov_check.cli.session import as_fail_on
from pxgov_check.errors import UsageError
from pxgov_check.judging.outcome import DEFAULT_FAIL_ON, FAIL_ON, Tally, exit_code
from pxgov_check.model import (
    Clause,
    Finding,
    FindingState,
    PolicyRef,
    Result,
    Severity,
    Status,
    SubmissionResult,
    TaskVerdict,
)
from running import make_form, run

EMPTY = SubmissionResult("a.xlsx", None, readable=True)
FINDING = Finding("A101", "", Severity.MANDATORY, "", "")


def _result(*submissions: SubmissionResult, findings: tuple[Finding, ...] = ()) -> Result:
    return Result(PolicyRef("", "", "", ""), None, submissions, findings)


def _with(status: Status) -> SubmissionResult:
    return replace(EMPTY, verdicts=(TaskVerdict("T01", "", status, Clause("", "")),))


@pytest.mark.parametrize("status", ["unmet", "behind", "overdue", "missing"])
def test_a_status_fails_the_run_only_when_it_is_named(status: str) -> None:
    """Each of the four statuses answers to its own word and to no other."""
    result = _result(_with(Status(status)))
    assert exit_code(Tally.of(result), frozenset({status})) == 1
    assert exit_code(Tally.of(result), frozenset(FAIL_ON) - {status}) == 0


@pytest.mark.parametrize(("severity", "name"), [(Severity.MANDATORY, "data"), (Severity.VERIFY, "verify")])
def test_only_an_open_finding_fails_the_run(severity: Severity, name: str) -> None:
    """An explained or waived finding is answered; a notice never fails."""
    for state in FindingState:
        result = _result(replace(EMPTY, findings=(replace(FINDING, severity=severity, state=state),)))
        assert exit_code(Tally.of(result), frozenset({name})) == (1 if state is FindingState.OPEN else 0)
    notice = _result(replace(EMPTY, findings=(replace(FINDING, severity=Severity.NOTICE),)))
    assert exit_code(Tally.of(notice), frozenset(FAIL_ON)) == 0


def test_findings_across_submissions_count_too() -> None:
    """A mandatory finding that belongs to no single file is still one."""
    assert exit_code(Tally.of(_result(EMPTY, findings=(FINDING,))), DEFAULT_FAIL_ON) == 1


def test_an_unreadable_file_wins_over_everything() -> None:
    """One file that can't be read makes the batch 3, even with never."""
    result = _result(_with(Status.UNMET), replace(EMPTY, readable=False))
    assert exit_code(Tally.of(result), frozenset()) == 3
    assert exit_code(Tally.of(result), DEFAULT_FAIL_ON) == 3


def test_never_means_nothing() -> None:
    """The word never stands alone; an unknown word is an error."""
    assert as_fail_on("never") == frozenset()
    assert as_fail_on("data, unmet") == {"data", "unmet"}
    with pytest.raises(UsageError):
        as_fail_on("data,never")


def test_the_codes_as_a_shell_sees_them(tmp_path: Path) -> None:
    """Findings are 1, a wrong option 2, an unreadable file 3, an impossible output 4; never turns 1 into 0."""
    form = make_form(tmp_path)
    (tmp_path / "page.xlsx").write_text("<html></html>")
    assert run(tmp_path, "validate", form.name).returncode == 1
    assert run(tmp_path, "validate", form.name, "--fail-on", "never").returncode == 0
    assert run(tmp_path, "validate", form.name, "--fail-on", "everything").returncode == 2
    assert run(tmp_path, "validate", form.name, "page.xlsx", "--fail-on", "never").returncode == 3
    assert run(tmp_path, "validate", form.name, "-o", "nowhere/out.json").returncode == 4
    assert run(tmp_path, "validate", "--no-such-option").returncode == 2
    assert run(tmp_path, "no-such-command").returncode == 2
