"""pxcheck list: what a pack holds, a line an entry, with the count at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated

import typer

from pxgov_check.cli.options import DebugOption, LangOption, PolicyOption
from pxgov_check.cli.output import say
from pxgov_check.cli.session import Session, open_session
from pxgov_check.errors import UsageError
from pxgov_check.formats.clean import clean


def command(  # noqa: D103 (its help is in the catalogue)
    what: Annotated[str | None, typer.Argument(metavar="[WHAT]", help="help.what")] = None,
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    session = open_session(lang, policy)
    if what is not None and what not in _LISTS:
        raise UsageError("error.unknown_list", found=what, known=" ".join(_LISTS))
    for name in [what] if what else _LISTS:
        lines = list(_LISTS[name](session))
        for line in lines if what else lines[-1:]:
            say(clean(line))
    return 0


def _indicators(session: Session) -> Iterator[str]:
    policy = session.policy
    for indicator in policy.indicators.values():
        milestones = policy.targets[indicator.id].milestones
        told = "  ".join(f"{m.due.year}: {m.op_text}{m.value}" for m in milestones)
        title = policy.subject_title(indicator.id, session.lang)
        yield f"{indicator.id}  {title}  [{indicator.unit.value}]  {told}"
    count = sum(len(t.milestones) for t in policy.targets.values())
    yield session.messages("list.indicators", n=str(len(policy.indicators)), milestones=str(count))


def _tasks(session: Session) -> Iterator[str]:
    ongoing = session.messages("entry.ongoing")
    by_deadline: Counter[str] = Counter()
    for task in session.policy.tasks.values():
        due = task.due.isoformat() if task.due else ongoing
        by_deadline[due[:4] if task.due else ongoing] += 1
        title = session.policy.subject_title(task.id, session.lang)
        yield f"{task.id}  {title}  {due}  {'、'.join(task.units)}{'等' if task.open_ended else ''}"
    told = ", ".join(f"{due}: {n}" for due, n in sorted(by_deadline.items()))
    yield session.messages("list.tasks", n=str(len(session.policy.tasks)), by_deadline=told)


def _units(session: Session) -> Iterator[str]:
    policy = session.policy
    for unit in policy.units.values():
        name = unit.name if session.lang == "zh" else f"{unit.name} ({unit.name_en})"
        indicators, tasks = policy.expected_indicators(unit.name), policy.expected_tasks(unit.name)
        yield f"{name}  {unit.kind}  I×{len(indicators)} T×{len(tasks)}"
    for group in policy.groups.values():
        yield f"{group.name}  {session.messages('list.nobody')}"
    yield session.messages("list.units", n=str(len(policy.units)), groups=str(len(policy.groups)))


def _rules(session: Session) -> Iterator[str]:
    info = session.policy.info
    for rule in session.policy.rules.values():
        yield f"{rule.id}  {info.severities[rule.severity][session.lang]}  {rule.title[session.lang]}"
    yield session.messages("list.rules", n=str(len(session.policy.rules)))


def _commitments(session: Session) -> Iterator[str]:
    commitments = session.policy.commitments.values()
    for one in commitments:
        title = one.title if session.lang == "zh" else one.title_en
        settled = ", ".join(one.subjects) or session.messages("entry.manual")
        yield f"{one.id}  {title}  → {settled}"
    manual = sum(not one.subjects for one in commitments)
    yield session.messages("list.commitments", n=str(len(commitments)), manual=str(manual))


_LISTS: Mapping[str, Callable[[Session], Iterator[str]]] = MappingProxyType(
    {"indicators": _indicators, "tasks": _tasks, "units": _units, "rules": _rules, "commitments": _commitments}
)
