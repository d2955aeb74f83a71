"""The sections of a rule page in one language: what, why with the clause, how, examples, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pxgov_check.formats.examples import in_words
from pxgov_check.judging.examples import findings_for, refusal
from pxgov_check.model import Finding, Status
from pxgov_check.policy.messages import Messages, placeholders
from pxgov_check.policy.models import Basis, Erratum, Indicator, Source, Task
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule, Dated, Milestone, RuleExample, Target
from pxgov_check.submission.figures import plain

_PLACEHOLDER = re.compile(r"\{\w+\}")
_MARKUP = re.compile(r"([\\`*_\[\]<|])")
_GOOD = frozenset({Status.MET, Status.ON_TRACK})
_BAD = frozenset({Status.UNMET, Status.BEHIND})


class Section(NamedTuple):
    """A heading and the Markdown under it."""

    heading: str
    text: str


def rule_sections(policy: Policy, rule: AuditRule, m: Messages) -> Iterator[Section]:
    """Yield the sections of one audit rule."""
    # A message that is one placeholder (the reader's own reason) says nothing here; the title does.
    bare = not _PLACEHOLDER.sub("", rule.message[m.lang]).strip()
    message = rule.title[m.lang] if bare else _PLACEHOLDER.sub("…", rule.message[m.lang])
    what = [*_window(rule, m), _escaped(message)]
    yield Section(m("page.what"), _paragraphs(what))
    why = [_escaped(rule.why[m.lang])] if rule.why else []
    clause = [_clause(rule.source, m)] if rule.source else []
    yield Section(m("page.why"), _paragraphs([*why, *clause, m(f"page.severity.{rule.severity}")]))
    how = [_check(rule, m)]
    if rule.yields_to:
        how.append(m("page.yields", rules=", ".join(_link(i) for i in rule.yields_to)))
    yield Section(m("page.how"), _paragraphs(how))
    for key, finds in (("page.passes", False), ("page.fails", True)):
        rows = [_example_row(policy, rule, e, m) for e in rule.examples if e.finds is finds]
        head = [m("page.given"), *([m("page.told")] if finds else [])]
        yield Section(m(key), table(head, rows) if rows else "—")
    yield Section(m("page.todo"), _escaped(_PLACEHOLDER.sub("…", rule.hint[m.lang])))


def indicator_sections(policy: Policy, subject: str, m: Messages) -> Iterator[Section]:
    """Yield the sections of one indicator and its targets of all times."""
    one = policy.indicators[subject]
    targets = [t for t in policy.every_target() if t.indicator == subject]
    yield Section(m("page.measured"), _list(_measured(one, m)))
    sources = list(dict.fromkeys(_clause(s, m) for s in (one.source, *(t.source for t in targets))))
    yield Section(m("page.why"), _paragraphs([*sources, *_errata(one.erratum, m)]))
    how = [part for target in targets for part in _target(target, one, m)]
    yield Section(m("page.how"), _paragraphs([*how, m("page.judged", **_statuses(policy, m))]))
    for key, statuses in (("page.passes", _GOOD), ("page.fails", _BAD)):
        yield Section(m(key), _standings(policy, one, targets, statuses, m))
    drivers = ", ".join(f"{_link(t)} {policy.subject_title(t, m.lang)}" for t in one.driven_by.value)
    todo = [m("page.indicator_todo"), *([m("page.indicator_drivers", tasks=drivers)] if drivers else [])]
    yield Section(m("page.todo"), _paragraphs(todo))


def task_sections(policy: Policy, task: Task, m: Messages) -> Iterator[Section]:
    """Yield the sections of one task."""
    due = task.due.isoformat() if task.due else m("entry.ongoing")
    units = "、".join(task.units) + (" " + m("entry.open_ended") if task.open_ended else "")
    facts = [("entry.area", task.area), ("entry.units", units), ("entry.deadline", due)]
    yield Section(m("page.task"), _list(f"{m(key)}: {_escaped(value)}" for key, value in facts))
    yield Section(m("page.why"), _paragraphs([_clause(task.source, m), *_errata(task.erratum, m)]))
    words = _statuses(policy, m)
    days = str(policy.task_rules.due_soon_days)
    how = m("page.task_judged", **words, days=days) if task.due else m("page.ongoing_judged", **words)
    yield Section(m("page.how"), _paragraphs([how, m("page.manual_examples")]))
    yield Section(m("page.todo"), m("page.task_todo"))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _check(rule: AuditRule, m: Messages) -> str:
    """Return how a kind of check judges, with the rule's parameters; its bare name where the catalogue has no words."""
    key, params = f"check.{rule.check.kind}", {k: str(v) for k, v in rule.check.params.items()}
    if key in m and placeholders(m.texts[key][m.lang]) <= params.keys():
        return m(key, **params)
    return m("page.own_check", kind=_escaped(" ".join([rule.check.kind, *(f"{k}={v}" for k, v in params.items())])))


def _example_row(policy: Policy, rule: AuditRule, example: RuleExample, m: Messages) -> list[str]:
    given = _escaped(in_words(example.given, m))
    if not example.finds:
        return [given]
    refused = refusal(example.given)
    if refused is not None:
        return [given, _escaped(m(refused.key, **refused.params))]
    # An inherited rule's examples speak of the forms of the pack that it comes from.
    found: Sequence[Finding] = ()
    if rule.id not in policy.inherited:
        found = findings_for(policy, rule, example.given, m.lang)
    told = next((f.message for f in found if f.rule == rule.id), _PLACEHOLDER.sub("…", rule.message[m.lang]))
    return [given, _escaped(told)]


def _measured(one: Indicator, m: Messages) -> Iterator[str]:
    yield f"{m('entry.category')}: {_escaped(one.category)}"
    yield f"{m('entry.unit')}: {_escaped(one.unit.value) or '—'}{_inferred(one.unit.basis, one.unit.note, m)}"
    owner = one.reporting.value.reported_by or m("entry.each_unit")
    yield f"{m('entry.reporting')}: {owner}{_inferred(one.reporting.basis, one.reporting.note, m)}"
    yield f"{m('entry.aggregate')}: {m(f'entry.aggregate.{one.aggregate.value}')}"
    for key, part in (("numerator", one.numerator), ("denominator", one.denominator)):
        if part is not None:
            yield f"{m(f'entry.{key}')}: {_escaped(part.value)}{_inferred(part.basis, part.note, m)}"
    yield f"{m('entry.attribute')}: {one.attribute}"


def _target(target: Target, one: Indicator, m: Messages) -> Iterator[str]:
    yield from _window(target, m)
    rows = [
        [
            milestone.due.isoformat(),
            f"{milestone.op.replace('>=', '≥').replace('<=', '≤')}{plain(milestone.value)}{one.unit.value}",
            _basis(milestone, m),
        ]
        for milestone in target.milestones
    ]
    yield table([m("page.due"), m("page.target"), m("page.basis")], rows)


def _basis(milestone: Milestone, m: Messages) -> str:
    if milestone.basis is Basis.STATED:
        return m("page.stated")
    return _escaped(m("entry.inferred", note=milestone.note or ""))


def _standings(
    policy: Policy, one: Indicator, targets: Sequence[Target], statuses: frozenset[Status], m: Messages
) -> str:
    rows = [
        [f"{plain(e.value)}{one.unit.value}", e.as_of.isoformat(), policy.info.statuses[e.status][m.lang]]
        for target in targets
        for e in target.examples
        if e.status in statuses
    ]
    return table([m("page.value"), m("page.as_of"), m("page.status")], rows) if rows else "—"


def _statuses(policy: Policy, m: Messages) -> dict[str, str]:
    return {str(status): text[m.lang] for status, text in policy.info.statuses.items()}


def _window(entry: Dated, m: Messages) -> list[str]:
    if not entry.is_dated:
        return []
    return [f"{m('entry.in_force')}: {entry.effective_from or '…'} – {entry.effective_to or '…'}"]


def _clause(source: Source, m: Messages) -> str:
    return _escaped(m("page.clause", section=source.section, quote=source.quote))


def _errata(errata: Sequence[Erratum], m: Messages) -> Iterator[str]:
    if errata:
        yield _list(f"{m('entry.erratum')} {one.id}: {_escaped(one.note)}" for one in errata)


def _inferred(basis: Basis, note: str | None, m: Messages) -> str:
    return f" ({_escaped(m('entry.inferred', note=note or ''))})" if basis is Basis.INFERRED else ""


def _link(entry: str) -> str:
    return f"[{entry}]({entry}.md)"


def _list(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _paragraphs(parts: Sequence[str]) -> str:
    return "\n\n".join(parts)


def _escaped(text: str) -> str:
    """Return words of the pack so that Markdown shows them as they are."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
