"""Running the audit rules over one submission: hits become findings, follow-on findings are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pxgov_check.judging.checks import CHECKS, EARLIER_KINDS, ELSEWHERE, NEEDED
from pxgov_check.judging.hits import Case, Check, Hit
from pxgov_check.model import Finding, FindingState, Lang, Severity
from pxgov_check.policy.messages import fill
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule


class _AtWork(NamedTuple):
    """A rule that a form on its own can break, its check and parameters, and what the form needs for that."""

    rule: AuditRule
    check: Check
    params: Mapping[str, Any]
    needed: Callable[[Case, Mapping[str, Any]], object] | None


def audit(case: Case, lang: Lang) -> tuple[Finding, ...]:
    """Return the findings of one submission in the order of sheets, cells and rules.

    Raises:
        KeyError: a rule names a check that does not exist.

    """
    findings: list[Finding] = []
    for rule, check, params, needed in case.policy.once(_at_work):
        if needed is None or needed(case, params):
            for hit in check(case, params):
                findings.append(_told(case, rule, hit, lang))  # noqa: PERF401 (most rules find nothing)
    if not findings:
        return ()
    sheets = _sheets_in_order(case)
    return tuple(sorted(_without_follow_ons(case, findings), key=lambda f: _order(sheets, f)))


def finding(rule: AuditRule, hit: Hit, name: str, lang: Lang) -> Finding:
    """Return the finding of a rule at a place, in words."""
    params = {
        "found": hit.found or "",
        "expected": hit.expected or "",
        "name": name,
        "id": hit.subject or "",
        "sheet": hit.sheet or "",
        "cell": hit.cell or "",
        **hit.params,
    }
    explained = rule.severity is Severity.VERIFY and bool(hit.explanation)
    return Finding(
        rule=rule.id,
        title=rule.title[lang],
        severity=rule.severity,
        message=fill(rule.message[lang], params),
        hint=fill(rule.hint[lang], params),
        subject=hit.subject,
        sheet=hit.sheet,
        cell=hit.cell,
        found=hit.found,
        expected=hit.expected,
        state=FindingState.EXPLAINED if explained else FindingState.OPEN,
        explanation=hit.explanation if explained else None,
    )


def _at_work(policy: Policy) -> Sequence[_AtWork]:
    return [
        _AtWork(rule, CHECKS[rule.check.kind], rule.check.params, NEEDED.get(rule.check.kind))
        for rule in policy.rules.values()
        if rule.check.kind not in ELSEWHERE
    ]


def _told(case: Case, rule: AuditRule, hit: Hit, lang: Lang) -> Finding:
    name = case.policy.subject_title(hit.subject, lang) if hit.subject else ""
    return finding(rule, hit, name, lang)


def _without_follow_ons(case: Case, findings: list[Finding]) -> Iterable[Finding]:
    by_rule: dict[str, list[Finding]] = {}
    for one in findings:
        by_rule.setdefault(one.rule, []).append(one)
    wrong = {one.subject for one in findings if one.severity is Severity.MANDATORY}
    for one in findings:
        rule = case.policy.rules[one.rule]
        if rule.check.kind in EARLIER_KINDS and one.subject in wrong:
            continue
        wider = (other for name in rule.yields_to for other in by_rule.get(name, ()))
        if not any(_covers(other, one) for other in wider):
            yield one


def _covers(wide: Finding, narrow: Finding) -> bool:
    """Whether a finding is at the place of another, or at the whole sheet or form around it."""
    if wide.cell is None and wide.subject is None:
        return wide.sheet is None or wide.sheet == narrow.sheet
    return (wide.sheet, wide.cell) == (narrow.sheet, narrow.cell)


def _sheets_in_order(case: Case) -> dict[str | None, int]:
    sheets = [case.submission.basics_sheet, *case.submission.sheets.values()]
    return {None: -1, **{name: place for place, name in reversed(list(enumerate(sheets)))}}


def _order(sheets: Mapping[str | None, int], one: Finding) -> tuple[int, int, int, str, str]:
    cell = one.cell or ""
    letters = cell.rstrip("0123456789")
    return sheets.get(one.sheet, len(sheets)), int(cell[len(letters) :] or 0), len(letters), letters, one.rule
