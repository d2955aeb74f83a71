"""Many submissions × policy → one gap report: roster, city figures, gaps, trends. Pure: no clock, no disk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pxgov_check import __version__
from pxgov_check.judging.across import Across, across
from pxgov_check.judging.gist import gist_of
from pxgov_check.model import Lang, Result
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.waivers import Waiver
from pxgov_check.rollup.audit import audit_findings, rule_uses, unit_standings
from pxgov_check.rollup.by_unit import Ground
from pxgov_check.rollup.coverage import Input, coverage
from pxgov_check.rollup.indicators import by_category, city_indicators, errata_notes
from pxgov_check.rollup.report import About, GapReport, Tool, Wording
from pxgov_check.rollup.selection import Scope, select
from pxgov_check.rollup.steps import next_steps
from pxgov_check.rollup.tasks import burn_down, city_tasks, task_groups


def roll_up(
    policy: Policy,
    result: Result,
    scope: Scope,
    messages: Messages,
    as_of: date | None = None,
    waivers: Sequence[Waiver] = (),
) -> GapReport:
    """Return the gap report of a period (DESIGN section 5), the same for any order of the submissions.

    ``as_of`` is by default the closing day of the period that counts, or of the period asked for where nobody
    reported. Each verdict is judged for that day anew. ``waivers`` are for findings across the forms; those on a form
    were marked when it was judged.
    """
    chosen = select(policy, result.submissions, scope)
    day = as_of or (chosen.current.on if chosen.current else scope.period.end)
    in_force = policy.on(day)
    ground = Ground(in_force, chosen, day, messages)
    indicators, tasks, told = city_indicators(ground), city_tasks(ground), coverage(in_force, chosen)
    files = [file for form in chosen.counted.values() for file in form.files]
    # Who has sent another period of the same closing day is not missing.
    complete = len({one.period for one in files}) == 1
    gists = (gist_of(file, in_force) for file in files)
    found = across(in_force, gists, Across(messages.lang, complete=complete, waivers=waivers))
    findings = audit_findings(in_force, chosen, found)
    units = unit_standings(in_force, chosen, told, indicators, tasks)
    return GapReport(
        tool=Tool("pxcheck", __version__),
        policy=result.policy,
        about=_about(in_force, messages.lang),
        lang=messages.lang,
        period=str(scope.period),
        counted_period=chosen.current.period if chosen.current else None,
        as_of=day,
        coverage=told,
        indicators=indicators,
        indicator_groups=by_category(indicators),
        tasks=tasks,
        task_groups=task_groups(tasks),
        burn_down=burn_down(tasks, day),
        units=units,
        findings=findings,
        rules=rule_uses(in_force, findings, messages.lang),
        steps=next_steps(told, units, indicators, tasks, findings),
        wording=_wording(in_force, messages.lang),
        inputs=_inputs(result),
    )


def _about(policy: Policy, lang: Lang) -> About:
    info = policy.info
    return About(
        title=info.title if lang == "zh" else info.title_en,
        city=info.city,
        issuer=info.issuer,
        issued_on=info.issued_on.value,
        errata=errata_notes(info.erratum),
    )


def _wording(policy: Policy, lang: Lang) -> Wording:
    info = policy.info
    return Wording(
        statuses={str(key): words[lang] for key, words in info.statuses.items()},
        severities={str(key): words[lang] for key, words in info.severities.items()},
    )


def _inputs(result: Result) -> tuple[Input, ...]:
    """Return the files read, each once, in the order of their names."""
    digests = {file: one.digest for one in result.submissions for file in (one.file, *one.copies)}
    return tuple(Input(file, digests[file]) for file in sorted(digests))
