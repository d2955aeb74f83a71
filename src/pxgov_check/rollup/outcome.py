"""The exit code of a gap report."""

from __future__ import annotations

from pxgov_check.judging.outcome import UNREADABLE, finding_fails
from pxgov_check.rollup.report import GapReport


def gap_exit_code(report: GapReport, fail_on: frozenset[str]) -> int:
    """Return 3 when a file could not be read, else 1 when something in ``fail_on`` was found, else 0.

    ``unmet``, ``behind``, ``overdue`` and ``missing`` are about the city's verdicts, ``missing`` also about units that
    have not reported; ``data`` and ``verify`` about the forms that count.
    """
    if report.coverage.unreadable:
        return UNREADABLE
    statuses = {str(one.status) for one in report.indicators} | {str(one.status) for one in report.tasks}
    if report.coverage.missing:
        statuses.add("missing")
    return int(bool(statuses & fail_on) or any(finding_fails(one.finding, fail_on) for one in report.findings))
