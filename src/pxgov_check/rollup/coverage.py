"""Who has reported: the nouns, and counting them from a selection."""

from __future__ import annotations

from collections.abc import Iterable

from pxgov_check.frozen import frozen
from pxgov_check.model import Finding, SubmissionResult
from pxgov_check.policy.pack import Policy
from pxgov_check.rollup.selection import Form, Selection


@frozen
class Input:
    """A file that was read; ``digest`` is None for one that could not be."""

    file: str
    digest: str | None


@frozen
class Stopped:
    """A unit that reported earlier and not for the period that counts."""

    unit: str
    last_period: str
    file: str


@frozen
class Reason:
    """An audit rule that keeps a form from being accepted, and how often."""

    rule: str
    title: str
    count: int


@frozen
class Returned:
    """A form with open mandatory findings: not accepted, though its sound figures count."""

    unit: str
    period: str
    file: str
    reasons: tuple[Reason, ...]


@frozen
class Conflict:
    """One unit, one period, different forms: none of them counts (X301)."""

    unit: str
    period: str
    files: tuple[str, ...]


@frozen
class LeftAside:
    """A file or form that can't be placed: not readable (F001, F014), no unit (F006), no period (F007)."""

    file: str
    unit: str | None
    period: str | None
    rule: str
    message: str


@frozen
class Coverage:
    """How many units of how many: ``expected`` on the roster, ``received`` for the period that counts, ``accepted``.

    ``missing`` are the units not received, in the order of the roster; ``stopped`` those of them that reported before.
    """

    expected: int
    received: int
    accepted: int
    missing: tuple[str, ...]
    stopped: tuple[Stopped, ...]
    returned: tuple[Returned, ...]
    conflicting: tuple[Conflict, ...]
    unreadable: tuple[LeftAside, ...]
    left_aside: tuple[LeftAside, ...]


def coverage(policy: Policy, chosen: Selection) -> Coverage:
    """Return who has reported and whose form was accepted."""
    forms = [chosen.counted[unit] for unit in policy.units if unit in chosen.counted]
    missing = tuple(unit for unit in policy.units if unit not in chosen.counted)
    return Coverage(
        expected=len(policy.units),
        received=len(forms),
        accepted=sum(form.accepted for form in forms),
        missing=missing,
        stopped=tuple(_stopped(chosen.last[unit]) for unit in missing if unit in chosen.last),
        returned=tuple(_returned(form) for form in forms if not form.accepted and not form.conflicting),
        conflicting=tuple(_conflict(form) for form in forms if form.conflicting),
        unreadable=tuple(left_aside(r) for r in chosen.unreadable),
        left_aside=tuple(left_aside(r) for r in chosen.left_aside),
    )


def _stopped(form: Form) -> Stopped:
    return Stopped(form.unit, str(form.period), form.files[0].file)


def _returned(form: Form) -> Returned:
    file = next(part.file for part in form.files if not part.accepted)
    return Returned(form.unit, str(form.period), file, reasons(form.findings))


def reasons(findings: Iterable[Finding]) -> tuple[Reason, ...]:
    """Return the rules that keep a form from being accepted, in the order of their ids."""
    blocking = [f for f in findings if f.blocks]
    titles = {f.rule: f.title for f in blocking}
    return tuple(Reason(rule, titles[rule], sum(f.rule == rule for f in blocking)) for rule in sorted(titles))


def _conflict(form: Form) -> Conflict:
    return Conflict(form.unit, str(form.period), tuple(part.file for part in form.files))


def left_aside(result: SubmissionResult) -> LeftAside:
    """Return a file that can't be read or placed, with the finding that says why; those about unit and period first."""
    blocking = sorted((f for f in result.findings if f.blocks), key=lambda f: f.rule not in {"F006", "F007"})
    first = next(iter(blocking if result.readable else result.findings), None)
    rule, message = (first.rule, first.message) if first else ("F007", "")
    return LeftAside(result.file, result.unit, result.period, rule, message)
