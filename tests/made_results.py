"""Hand-made results: every status, every severity, and texts that mean harm."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pxgov_check.model import (
    Clause,
    Finding,
    FindingState,
    IndicatorVerdict,
    PolicyRef,
    Result,
    Severity,
    Status,
    SubmissionResult,
    TaskVerdict,
    Verdict,
)

HOSTILE = "\x1b[31m[red]\u202e\u200b\x85\x07\r\n\ud800|=cmd()[/red]</script>"
DAY = date(2025, 12, 31)
CLAUSE = Clause("一(二)·主要指标表 3", "≥80")
DIGEST = "sha256:" + "0" * 64

FINDING = Finding(
    rule="A101",
    title="必填项空白",
    severity=Severity.MANDATORY,
    message="“分母”没有填写。",
    hint="请填写;没有此项业务的写“不适用”并写明原因。",
    subject="I03",
    sheet="指标填报",
    cell="G7",
    found="",
)
INDICATOR = IndicatorVerdict(
    subject="I03",
    title="非涉密政务系统上云率",
    status=Status.UNMET,
    unit="%",
    clause=CLAUSE,
    value=Decimal("7.680E+1"),
    reported="76.8",
    op=">=",
    target=Decimal(80),
    due=DAY,
    gap=Decimal("3.2"),
    gap_unit="个百分点",
    items_needed=4,
    numerator=Decimal(96),
    denominator=Decimal(125),
    sheet="指标填报",
    cell="H7",
)
TASK = TaskVerdict(
    subject="T29",
    title="“赣政通”升级与接入",
    status=Status.OVERDUE,
    clause=CLAUSE,
    reported="推进中",
    due=date(2023, 12, 31),
    progress=Decimal(50),
    days_overdue=731,
)
SUBMISSION = SubmissionResult(
    file="submissions/市教育局-2025Q4.xlsx",
    digest=DIGEST,
    readable=True,
    unit="市教育局",
    period="2025Q4",
    as_of=DAY,
    findings=(FINDING, replace(FINDING, cell="G8", subject="I04"), replace(FINDING, cell="G9", subject="I05")),
    verdicts=(INDICATOR, replace(INDICATOR, subject="I04", status=Status.BEHIND, reference=Decimal("75.5")), TASK),
)


def result_of(*submissions: SubmissionResult, findings: tuple[Finding, ...] = ()) -> Result:
    """Return a result of the shipped policy."""
    policy = PolicyRef("pingxiang-2023-21", "萍府发〔2023〕21号", "萍乡市数字政府建设总体方案", DIGEST)
    return Result(policy, DAY, submissions, findings)


def clean_form() -> SubmissionResult:
    """Return a form with nothing wrong."""
    met = replace(INDICATOR, status=Status.MET, value=Decimal(90), gap=None, gap_unit=None, items_needed=None)
    return replace(SUBMISSION, file="clean.xlsx", unit="市审计局", findings=(), verdicts=(met,))


def unreadable_file() -> SubmissionResult:
    """Return a file that could not be opened."""
    why = replace(FINDING, rule="F001", sheet=None, cell=None, subject=None, message="这是网页,不是工作簿。")
    return SubmissionResult(file="page.xlsx", digest=None, readable=False, findings=(why,))


def hostile_form() -> SubmissionResult:
    """Return a form whose every text means harm."""
    bad = replace(
        FINDING,
        message=HOSTILE * 200,
        hint=HOSTILE,
        found=HOSTILE * 20,
        expected=HOSTILE,
        sheet=HOSTILE,
        severity=Severity.VERIFY,
        state=FindingState.EXPLAINED,
        explanation=HOSTILE,
    )
    verdicts = (
        replace(INDICATOR, title=HOSTILE, reported=HOSTILE, value=None),
        replace(TASK, title=HOSTILE, reported=HOSTILE, evidence=HOSTILE),
    )
    return replace(SUBMISSION, file=HOSTILE, unit=HOSTILE, findings=(bad, replace(bad, cell="G8")), verdicts=verdicts)


def every_state() -> SubmissionResult:
    """Return a form with a finding of every severity and state and a verdict of every status, some of them twice."""
    findings = tuple(
        replace(FINDING, severity=severity, state=state, cell=f"G{row}", explanation="机构合并" if row % 2 else None)
        for row, (severity, state) in enumerate(itertools.product(Severity, FindingState), 7)
    )
    indicators = [Status.MET, Status.ON_TRACK, Status.BEHIND, Status.UNMET, Status.UNMET, Status.UNDETERMINED]
    tasks = [s for s in Status if s not in indicators]
    verdicts: tuple[Verdict, ...] = (
        *(replace(INDICATOR, subject=f"I{n:02}", status=s) for n, s in enumerate(indicators, 1)),
        *(replace(TASK, subject=f"T{n:02}", status=s) for n, s in enumerate(tasks, 1)),
    )
    return replace(SUBMISSION, file="all/市 教育局#1.xlsx", findings=findings + findings[:1], verdicts=verdicts)


SHAPES = {
    "one": result_of(SUBMISSION),
    "several": result_of(SUBMISSION, clean_form(), unreadable_file(), hostile_form(), findings=(FINDING,)),
    "hostile": result_of(hostile_form()),
    "none": result_of(),
    "every": result_of(every_state(), SUBMISSION, findings=(replace(FINDING, rule="X303", sheet=None, cell=None),)),
}
