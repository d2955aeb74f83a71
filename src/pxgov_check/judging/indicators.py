"""From an indicator's row and findings to its verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pxgov_check.judging.asked import UNDETERMINED, Asked, asked_of
from pxgov_check.model import IndicatorVerdict, Lang, Status
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.figures import Flaw
from pxgov_check.submission.rows import IndicatorRow


def judge_indicator(asked: Asked, row: IndicatorRow | None, *, invalid: bool) -> IndicatorVerdict:
    """Return the verdict of one indicator.

    ``row`` is None where the form has no row for it; ``invalid`` says that a finding keeps its figure from counting.
    """
    if row is None:
        return _unreported(asked)
    figure, explanation = row.value, row.text("explanation") or None
    value = over = under = None
    if figure.not_applicable:
        status = Status.NOT_APPLICABLE if explanation else Status.MISSING
        measured = asked.demanded(status)._replace(reference=None)
    elif figure.flaw is Flaw.BLANK:
        measured = asked.demanded(Status.MISSING)
    elif invalid or row.exact is None:
        measured = asked.demanded(Status.INVALID)
    else:
        value, over, under = row.exact, row.numerator.value, row.denominator.value
        if over is None or not under:
            over = under = None
        measured = asked.measured(value, over, under)
    status, op, target, due, reference, gap, gap_unit, items_needed = measured
    # By place: names for that many take as long as all that stands above.
    return IndicatorVerdict(
        asked.subject,
        asked.title,
        status,
        asked.unit,
        asked.clause,
        value,
        figure.text or None,
        op,
        target,
        due,
        reference,
        gap,
        gap_unit,
        items_needed,
        over,
        under,
        explanation,
        row.sheet,
        row.ref("value"),
    )


def unreported(policy: Policy, subject: str, as_of: date | None, lang: Lang) -> IndicatorVerdict:
    """Return the verdict of an indicator for which there is no figure: ``missing``, with what is demanded."""
    return _unreported(asked_of(policy, as_of, lang)[subject])


def _unreported(asked: Asked) -> IndicatorVerdict:
    demanded = asked.demanded(Status.MISSING)._asdict()
    return IndicatorVerdict(subject=asked.subject, title=asked.title, unit=asked.unit, clause=asked.clause, **demanded)


def measure(verdict: IndicatorVerdict, policy: Policy, as_of: date | None) -> IndicatorVerdict:
    """Judge the ``value`` of a verdict for a day, whatever it was judged for before."""
    # The language is that of the verdict already.
    asked = asked_of(policy, as_of, "zh")[verdict.subject]
    if verdict.value is None or asked.yardstick is None:
        # What was demanded before stays beside it.
        kept = UNDETERMINED._replace(op=verdict.op, target=verdict.target, due=verdict.due)
        return replace(verdict, **kept._asdict())
    return replace(verdict, **asked.measured(verdict.value, verdict.numerator, verdict.denominator)._asdict())
