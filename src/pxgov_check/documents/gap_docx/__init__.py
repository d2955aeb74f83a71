"""The gap report as a paper for the leading group: layout only, every figure and sentence is the report's."""

from __future__ import annotations

from pxgov_check.documents.gap_docx.annex_data import excluded, explained, method, missing
from pxgov_check.documents.gap_docx.annex_tables import indicators, matrix, shares, task_groups, tasks, units
from pxgov_check.documents.gap_docx.gaps import gaps
from pxgov_check.documents.gap_docx.overview import overall, scope
from pxgov_check.documents.gap_docx.steps import problems, steps
from pxgov_check.documents.gap_docx.work import work
from pxgov_check.documents.official.blocks import Paper, Part
from pxgov_check.documents.official.layout import to_bytes
from pxgov_check.documents.official.punctuation import official_messages
from pxgov_check.documents.official.visible import visible
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.wording import GapWording

_SECTIONS = {
    "scope": scope,
    "overall": overall,
    "gaps": gaps,
    "tasks": work,
    "problems": problems,
    "steps": steps,
}
_ANNEXES = {
    "indicators": indicators,
    "matrix": matrix,
    "shares": shares,
    "tasks": tasks,
    "task_groups": task_groups,
    "units": units,
    "missing": missing,
    "excluded": excluded,
    "explained": explained,
    "method": method,
}


def render(report: GapReport, messages: Messages) -> bytes:
    """Return the paper as .docx; the same report gives the same bytes."""
    w = GapWording(official_messages(messages), report, visible)
    return to_bytes(paper(w), w.messages, report.as_of)


def paper(w: GapWording) -> Paper:
    """Return the paper as blocks; a section that has nothing to say is empty."""
    m = w.messages
    return Paper(
        title=(
            m("paper.title.policy", title=w.safe(w.report.about.title)),
            m("paper.title.report", period=w.period(w.report.period)),
        ),
        sections=[Part(m(f"paper.heading.{key}"), tuple(blocks(w))) for key, blocks in _SECTIONS.items()],
        annexes=[Part(m(f"paper.annex.{key}"), tuple(blocks(w))) for key, blocks in _ANNEXES.items()],
    )
