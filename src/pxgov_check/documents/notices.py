"""督办通知单: one paper a unit with an open gap or an overdue task, one matter a row, and a receipt to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pxgov_check.documents.file_names import safe_name
from pxgov_check.documents.official.blocks import Block, Column, Paper, Paragraph, Part, Table
from pxgov_check.documents.official.layout import to_bytes
from pxgov_check.documents.official.punctuation import official_messages, ours
from pxgov_check.documents.official.visible import visible
from pxgov_check.frozen import frozen
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.indicator_nouns import CityIndicator
from pxgov_check.rollup.report import GapReport, Step
from pxgov_check.rollup.task_nouns import CityTask
from pxgov_check.rollup.wording import GapWording, figure_text

_GAPS = frozenset({"close_gap", "catch_up"})
# A row of the receipt leaves room to write by hand.
_ROOM = 900
_DIGEST_SHOWN = slice(len("sha256:"), len("sha256:") + 12)


@frozen
class _Matter:
    """One thing that a unit is asked to do; ``silent``: it has not said why, or what it will do."""

    step: Step
    silent: bool


def notices(report: GapReport, messages: Messages) -> dict[str, bytes]:
    """Return the notices as .docx by file name, in the order of the roster."""
    w = GapWording(official_messages(messages), report, visible)
    made: dict[str, bytes] = {}
    for unit, matters in _by_unit(report).items():
        name = w.messages("notice.file", unit=safe_name(unit))
        # Two units whose names differ in case or in unsafe characters alone.
        while name.casefold() in {other.casefold() for other in made}:
            name = "_" + name
        made[name] = to_bytes(_notice(w, unit, matters), w.messages, report.as_of)
    return made


def _by_unit(report: GapReport) -> Mapping[str, list[_Matter]]:
    silent = {(step.unit, step.subject) for step in report.steps if step.kind == "give_reason"}
    held: dict[str, list[_Matter]] = {unit.unit: [] for unit in report.units}
    for step in report.steps:
        if step.kind in _GAPS or (step.kind == "finish" and step.days_overdue is not None):
            held.setdefault(step.unit, []).append(_Matter(step, (step.unit, step.subject) in silent))
    return {unit: matters for unit, matters in held.items() if matters}


def _notice(w: GapWording, unit: str, matters: Sequence[_Matter]) -> Paper:
    m, report = w.messages, w.report
    kinds = {matter.step.kind in _GAPS for matter in matters}
    about = "both" if len(kinds) > 1 else "gaps" if kinds.pop() else "overdue"
    opening = m(
        "notice.opening",
        about=m(f"notice.about.{about}"),
        title=w.safe(report.about.title),
        document_no=w.safe(report.policy.document_no),
        day=w.day(report.as_of),
        n=str(len(matters)),
    )
    return Paper(
        title=(m("notice.title"),),
        addressee=m("notice.addressee", unit=w.safe(unit)),
        sections=[Part("", (Paragraph(opening), _matters(w, matters)))],
        annexes=[Part(m("notice.receipt"), tuple(_receipt(w, unit, matters)))],
        signed=(m("notice.issuer"), m("notice.date")),
    )


def _matters(w: GapWording, matters: Sequence[_Matter]) -> Table:
    told = (("number", 10), ("matter", 30), ("clause", 26), ("due", 21), ("standing", 40), ("demand", 22))
    rows = [[str(number), *_matter(w, matter), ""] for number, matter in enumerate(matters, 1)]
    return Table("", _columns(w, (*told, ("reply_by", 15))), rows, flows=True, legend=_basis(w))


def _basis(w: GapWording) -> str:
    """Return what the notice was made from."""
    report = w.report
    return w.messages(
        "notice.basis",
        policy=report.policy.digest[_DIGEST_SHOWN],
        inputs=report.inputs_digest[_DIGEST_SHOWN],
        version=report.tool.version,
    )


def _matter(w: GapWording, matter: _Matter) -> list[str]:
    """Return matter, clause, original due day, standing and demand."""
    step, m = matter.step, w.messages
    subjects: tuple[CityIndicator | CityTask, ...] = (*w.report.indicators, *w.report.tasks)
    about = next(one for one in subjects if one.subject == step.subject)
    asked, standing = _of_indicator(w, about, step) if isinstance(about, CityIndicator) else _of_task(w, about, step)
    if matter.silent:
        asked += m("notice.demand.reason")
    return [ours(w, about.title), ours(w, about.source.section), w.day(step.due), standing, asked]


def _of_indicator(w: GapWording, about: CityIndicator, step: Step) -> tuple[str, str]:
    m = w.messages
    own = next(figure for figure in about.by_unit if figure.unit == step.unit)
    standing = m(
        "notice.standing.indicator",
        value=w.value(own, about),
        target=w.target(about),
        gap=w.gap(own, about),
    )
    items = m("notice.demand.close_gap_items", n=str(step.count)) if step.count else m("notice.demand.close_gap")
    return items, standing


def _of_task(w: GapWording, about: CityTask, step: Step) -> tuple[str, str]:
    m = w.messages
    own = next(report for report in about.units if report.unit == step.unit)
    key = "task" if step.days_overdue else "task_today"
    standing = m(f"notice.standing.{key}", n=str(step.days_overdue))
    if own.progress is not None:
        standing += m("notice.standing.progress", progress=figure_text(own.progress, "%"))
    return m("notice.demand.finish"), standing


def _receipt(w: GapWording, unit: str, matters: Sequence[_Matter]) -> Iterator[Block]:
    m = w.messages
    yield Paragraph(m("notice.receipt.unit", unit=w.safe(unit)), "plain")
    told = (("number", 10), ("matter", 34), ("done", 54), ("will_be_done", 28), ("evidence", 30))
    rows = [[str(number), ours(w, matter.step.title or ""), "", "", ""] for number, matter in enumerate(matters, 1)]
    yield Table("", _columns(w, told), rows, row_height=_ROOM, flows=True)
    yield Paragraph(m("notice.receipt.signed"), "plain")
    yield Paragraph(m("notice.receipt.date"), "plain")


def _columns(w: GapWording, told: Sequence[tuple[str, float]]) -> list[Column]:
    return [Column(w.messages(f"notice.column.{key}"), share) for key, share in told]
