"""审核问题: what is wrong with the data, a row a place, and 规则清单: every rule and what it found."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.gap_xlsx.grid import Field, Grid, Tone, Toned, listed
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.model import Place, Severity
from pxgov_check.rollup.report import AuditFinding, RuleUse
from pxgov_check.rollup.wording import GapWording

# The number of the finding, the finding, and one of its places.
Row = tuple[int, AuditFinding, Place]
_TONES: dict[Severity, Tone] = {Severity.MANDATORY: "bad", Severity.VERIFY: "warn", Severity.NOTICE: "fair"}


def findings(w: GapWording) -> Grid:
    """Return every finding of the forms that count; one across forms has a row for each place and one number."""
    return listed(w, _FINDINGS, _rows(w), note=w.messages("ledger.note.findings"), kept=2, pages_wide=2)


def rules(w: GapWording) -> Grid:
    """Return every rule of the policy, those that found nothing or were not in force too."""
    return listed(w, _RULES, w.report.rules, note=w.messages("ledger.note.rules"), kept=2)


def _rows(w: GapWording) -> Iterator[Row]:
    for number, one in enumerate(w.report.findings, 1):
        found = one.finding
        own = Place(one.unit, one.file, found.sheet, found.cell, found.found)
        yield from ((number, one, place) for place in found.places or (own,))


def _period(w: GapWording, row: Row) -> str:
    return w.safe(row[1].period or "")


def _answer(w: GapWording, row: Row) -> str:
    """Return what the unit wrote, or by which decision the finding is waived."""
    found = row[1].finding
    if found.waiver is not None:
        return w.safe(f"{found.waiver.document_no} {found.waiver.justification}".strip())
    return w.safe(found.explanation or "")


def _outcome(w: GapWording, rule: RuleUse) -> str:
    return w.messages("ledger.rule." + ("idle" if not rule.in_force else "hit" if rule.hits else "clean"))


_FINDINGS: tuple[Field[Row], ...] = (
    Field("finding", 7, lambda _, r: r[0]),
    Field("rule", 8, lambda w, r: w.safe(r[1].finding.rule)),
    Field("rule_title", 26, lambda w, r: ours(w, r[1].finding.title)),
    Field(
        "severity",
        10,
        lambda w, r: Toned(w.safe(w.severity(r[1].finding.severity)), _TONES[r[1].finding.severity]),
    ),
    Field("handling", 9, lambda w, r: w.messages(f"ledger.state.{r[1].finding.state}")),
    Field("unit", 20, lambda w, r: w.safe(r[2].unit or "")),
    Field("period", 11, _period),
    Field("about", 8, lambda w, r: w.safe(r[1].finding.subject or "")),
    Field("found_there", 20, lambda w, r: w.safe(r[2].found or "")),
    Field("wanted", 18, lambda w, r: w.safe(r[1].finding.expected or "")),
    Field("message", 40, lambda w, r: ours(w, r[1].finding.message)),
    Field("hint", 40, lambda w, r: ours(w, r[1].finding.hint)),
    Field("answer", 30, _answer),
    Field("file", 34, lambda w, r: w.safe(r[2].file or "")),
    Field("sheet", 12, lambda w, r: w.safe(r[2].sheet or "")),
    Field("cell", 9, lambda w, r: w.safe(r[2].cell or "")),
)
_RULES: tuple[Field[RuleUse], ...] = (
    Field("rule", 8, lambda w, r: w.safe(r.rule)),
    Field("rule_title", 40, lambda w, r: ours(w, r.title)),
    Field("severity", 10, lambda w, r: Toned(w.safe(w.severity(r.severity)), _TONES[r.severity])),
    Field("outcome", 16, _outcome),
    Field("open", 10, lambda _, r: r.open, "most"),
    Field("explained", 10, lambda _, r: r.explained),
    Field("waived", 10, lambda _, r: r.waived),
    Field("units", 12, lambda _, r: r.units),
)
