"""Verdicts and figures in words, for formats that have no table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from pxgov_check.formats.clean import clean
from pxgov_check.formats.context import Context
from pxgov_check.formats.entries import Entry
from pxgov_check.model import Finding, FindingState, IndicatorVerdict, Severity, Status, TaskVerdict, Verdict
from pxgov_check.policy.messages import Messages
from pxgov_check.submission.figures import plain, rounded

_ZERO = Decimal(0)
_OPS = {">=": "≥", "<=": "≤"}
# Nobody types more decimals; what has more comes of a division.
_TYPED = 4


def status_word(status: Status, context: Context) -> str:
    """Return a status in the policy's words; the bare word where the policy has none."""
    wording = context.policy.info.statuses.get(status)
    return wording[context.messages.lang] if wording else str(status)


def verdict_sentence(one: Verdict, context: Context, shown: Callable[[str], str] = clean) -> str:
    """Return ``未达到预期目标:完成值 76.8%,目标 ≥80%(2025-12-31),差距 3.2个百分点,还需 4 个。`` on one line.

    ``shown`` makes submitted text harmless where the sentence goes.
    """
    m = context.messages
    facts = _indicator_facts(one, m, shown) if isinstance(one, IndicatorVerdict) else _task_facts(one, m, shown)
    if one.explanation:
        facts.append(m("verdict.explanation", text=shown(one.explanation)))
    if one.unwaived is not None:
        facts.append(m("verdict.unwaived", status=status_word(one.unwaived, context), waiver=shown(answer(one, m))))
    status = status_word(one.status, context)
    if not facts:
        return m("verdict.bare", status=status)
    return m("verdict.sentence", status=status, facts=m("report.clause_separator").join(facts))


def _indicator_facts(one: IndicatorVerdict, m: Messages, shown: Callable[[str], str]) -> list[str]:
    facts: list[str] = []
    if one.value is not None:
        facts.append(m("verdict.value", value=figure(one.value, one.target) + one.unit))
    elif one.reported:
        facts.append(m("verdict.reported", text=shown(one.reported)))
    if one.target is not None:
        due = one.due.isoformat() if one.due else "—"
        facts.append(m("verdict.target", target=target_text(one) + one.unit, due=due))
    if one.reference is not None:
        facts.append(m("verdict.reference", value=figure(one.reference) + one.unit))
    if one.gap is not None:
        facts.append(m("verdict.gap", gap=gap_text(one, m)))
    return facts


def _task_facts(one: TaskVerdict, m: Messages, shown: Callable[[str], str]) -> list[str]:
    facts: list[str] = []
    if one.reported:
        facts.append(m("verdict.reported", text=shown(one.reported)))
    if one.progress is not None:
        facts.append(m("verdict.progress", value=plain(one.progress)))
    if one.due is not None:
        facts.append(m("verdict.due", due=one.due.isoformat()))
    if one.days_overdue:
        facts.append(m("verdict.days_overdue", n=str(one.days_overdue)))
    for key, text in (("verdict.reason", one.reason), ("verdict.next_step", one.next_step)):
        if text:
            facts.append(m(key, text=shown(text)))
    return facts


def target_text(one: IndicatorVerdict) -> str:
    """Return comparator and target, ``≥80``; a dash where no target is in force."""
    return f"{_OPS.get(one.op or '', one.op or '')}{plain(one.target)}" if one.target is not None else "—"


def gap_text(one: IndicatorVerdict, m: Messages) -> str:
    """Return how much is short, with its unit and the items still needed; a dash where nothing is."""
    if one.gap is None:
        return "—"
    unit = one.gap_unit or ""
    if m.lang == "en" and one.unit == "%":
        unit = m("report.points")
    text = f"{figure(one.gap, _ZERO)}{unit}"
    return text + (m("report.needed", n=str(one.items_needed)) if one.items_needed else "")


def figure(value: Decimal, limit: Decimal | None = None) -> str:
    """Return a figure for reading, never across ``limit``: as it was given, a long quotient to two decimals."""
    exponent = value.as_tuple().exponent
    return plain(rounded(value, limit) if isinstance(exponent, int) and exponent < -_TYPED else value)


def entry_title(entry: Entry) -> str:
    """Return what an entry is about in one line: the rule and its subject, or the indicator or task judged."""
    one = entry.one
    if isinstance(one, Finding):
        return clean(f"{one.rule} {one.subject} {one.title}" if one.subject else f"{one.rule} {one.title}")
    return clean(f"{one.subject} {one.title}")


def entry_sentence(entry: Entry, context: Context) -> str:
    """Return what an entry says in one line: what is there and what to do, or how it stands."""
    one, m = entry.one, context.messages
    if not isinstance(one, Finding):
        return verdict_sentence(one, context)
    if one.state is FindingState.OPEN:
        return clean(m("finding.open", message=one.message, hint=one.hint))
    return clean(m("finding.answered", message=one.message, answer=answer_text(one, m)))


def answer_text(one: Finding, m: Messages) -> str:
    """Return how a finding that is no longer open was answered: explained or waived, and the reason."""
    return m("report.labelled", label=m(f"report.{one.state.value}"), text=answer(one, m))


def answer(one: Finding | Verdict, m: Messages) -> str:
    """Return the explanation given, or the decision that waives it."""
    if one.waiver is None:
        return one.explanation or "—"
    told = one.waiver
    return m("report.waived_by", document_no=told.document_no, approver=told.approver, expires=told.expires.isoformat())


def severity_word(severity: Severity, context: Context) -> str:
    """Return a severity in the policy's words; the bare word where the policy has none."""
    wording = context.policy.info.severities.get(severity)
    return wording[context.messages.lang] if wording else str(severity)
