"""Running the audit rules over one submission: hits become findings, follow-on findings are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pxgov_check.judging.checks import ACROSS_KINDS, CHECKS, EARLIER_KINDS, READER_KINDS
from pxgov_check.judging.hits import Case, Hit
from pxgov_check.model import Finding, FindingState, Lang, Severity
from pxgov_check.policy.messages import fill
from pxgov_check.policy.rule_models import AuditRule


def audit(case: Case, lang: Lang) -> tuple[Finding, ...]:
    """Return the findings of one submission in the order of sheets, cells and rules.

    Raises:
        KeyError: a rule names a check that does not exist.

    """
    findings = [f for rule in case.policy.rules.values() for f in _apply(case, rule, lang)]
    return tuple(sorted(_without_follow_ons(case, findings), key=lambda f: _order(case, f)))


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


def _apply(case: Case, rule: AuditRule, lang: Lang) -> Iterator[Finding]:
    if rule.check.kind in READER_KINDS | ACROSS_KINDS:
        return
    for hit in CHECKS[rule.check.kind](case, rule.check.params):
        name = case.policy.subject_title(hit.subject, lang) if hit.subject else ""
        yield finding(rule, hit, name, lang)


def _without_follow_ons(case: Case, findings: list[Finding]) -> Iterable[Finding]:
    wrong = {one.subject for one in findings if one.severity is Severity.MANDATORY}
    for one in findings:
        rule = case.policy.rules[one.rule]
        if rule.check.kind in EARLIER_KINDS and one.subject in wrong:
            continue
        if not any(other.rule in rule.yields_to and _covers(other, one) for other in findings):
            yield one


def _covers(wide: Finding, narrow: Finding) -> bool:
    """Whether a finding is at the place of another, or at the whole sheet or form around it."""
    if wide.cell is None and wide.subject is None:
        return wide.sheet is None or wide.sheet == narrow.sheet
    return (wide.sheet, wide.cell) == (narrow.sheet, narrow.cell)


def _order(case: Case, one: Finding) -> tuple[int, int, int, str, str]:
    sheets = [case.submission.basics_sheet, *case.submission.sheets.values()]
    sheet = sheets.index(one.sheet) if one.sheet in sheets else (-1 if one.sheet is None else len(sheets))
    digits = "".join(filter(str.isdigit, one.cell or ""))
    letters = "".join(filter(str.isalpha, one.cell or ""))
    return sheet, int(digits or 0), len(letters), letters, one.rule
