"""pxcheck explain: everything about one indicator, task, commitment or audit rule."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from pxgov_check.cli.options import DebugOption, LangOption, PolicyOption
from pxgov_check.cli.output import make_folder, say, say_document, write_file
from pxgov_check.cli.session import Session, open_session
from pxgov_check.errors import PolicyError, UsageError
from pxgov_check.formats import pages
from pxgov_check.formats.clean import clean
from pxgov_check.judging.example_words import example_problems
from pxgov_check.policy.messages import load_messages
from pxgov_check.policy.models import Basis, Erratum, Fact, Source
from pxgov_check.policy.rule_models import AuditRule, Dated
from pxgov_check.submission.figures import plain

Line = tuple[str, str]
_FORMATS = ("text", "markdown")


def command(  # noqa: D103 (its help is in the catalogue)
    entry: Annotated[str | None, typer.Argument(metavar="[ID]", help="help.entry")] = None,
    every: Annotated[bool, typer.Option("--all", help="help.explain_all")] = False,
    form: Annotated[str, typer.Option("-f", "--format", metavar="text|markdown", help="help.explain_format")] = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="help.explain_output")] = None,
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    session = open_session(lang, policy)
    if form not in _FORMATS:
        raise UsageError("error.bad_format", found=form, known=", ".join(_FORMATS))
    misspelt = example_problems(session.policy) if form == "markdown" else []
    if misspelt:
        raise PolicyError(misspelt)
    if every and form == "markdown" and output is not None and entry is None:
        return _write_pages(session, output)
    if entry is None or every or output is not None:
        raise UsageError("error.explain_what")
    wanted = _resolve(session, entry)
    if form == "markdown" and wanted not in session.policy.commitments:
        say_document(pages.page(session.policy, wanted, _catalogue()))
        return 0
    for label, text in _lines(session, wanted):
        say(clean(f"{label}: {text}" if label else text))
    return 0


def _write_pages(session: Session, folder: Path) -> int:
    make_folder(folder)
    for name, text in pages.pages(session.policy, _catalogue()).items():
        write_file(folder / name, text.encode())
        say((folder / name).as_posix())
    return 0


def _catalogue() -> pages.Catalogue:
    return {"zh": load_messages("zh"), "en": load_messages("en")}


def _resolve(session: Session, entry: str) -> str:
    """Return the id meant; a digit less will do (I3).

    Raises:
        UsageError: there is no such entry.

    """
    letter, digits = entry.strip()[:1].upper(), entry.strip()[1:]
    wanted = letter + digits.rjust(2, "0")
    pack = session.policy
    known = [*pack.indicators, *pack.tasks, *pack.commitments, *pack.rules]
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.3) or known[:1]
        raise UsageError("error.unknown_id", found=entry, nearest=", ".join(near))
    return wanted


def _lines(session: Session, wanted: str) -> Iterator[Line]:
    pack = session.policy
    if wanted in pack.indicators:
        return _indicator(session, wanted)
    if wanted in pack.tasks:
        return _task(session, wanted)
    if wanted in pack.commitments:
        return _commitment(session, wanted)
    return (line for rule in pack.every_rule() if rule.id == wanted for line in _rule(session, rule))


def _indicator(session: Session, wanted: str) -> Iterator[Line]:
    m, one = session.messages, session.policy.indicators[wanted]
    yield "", f"{one.id} {session.policy.subject_title(wanted, session.lang)}"
    yield m("entry.category"), one.category
    yield m("entry.unit"), _fact(session, one.unit, one.unit.value or "—")
    for target in (t for t in session.policy.every_target() if t.indicator == wanted):
        yield from _window(session, target)
        for milestone in target.milestones:
            text = f"{milestone.due.isoformat()} {milestone.op} {plain(milestone.value)}{one.unit.value}"
            note = milestone.note if milestone.basis is Basis.INFERRED else None
            yield m("entry.target"), text + (_inferred(session, note) if note else "")
    owner = one.reporting.value.reported_by or m("entry.each_unit")
    yield m("entry.reporting"), _fact(session, one.reporting, owner)
    yield m("entry.aggregate"), _fact(session, one.aggregate, m(f"entry.aggregate.{one.aggregate.value}"))
    for key, part in (("numerator", one.numerator), ("denominator", one.denominator)):
        if part is not None:
            yield m(f"entry.{key}"), _fact(session, part, part.value)
    yield m("entry.cumulative"), _fact(session, one.cumulative, m("entry.yes" if one.cumulative.value else "entry.no"))
    yield m("entry.baseline"), _fact(session, one.baseline, f"{one.baseline.value.on} {one.baseline.value.value}")
    yield m("entry.driven_by"), _fact(session, one.driven_by, ", ".join(one.driven_by.value))
    yield m("entry.attribute"), one.attribute
    yield m("entry.aliases"), "、".join(one.aliases)
    yield from _provenance(session, one.source, one.erratum)


def _task(session: Session, wanted: str) -> Iterator[Line]:
    m, one = session.messages, session.policy.tasks[wanted]
    yield "", f"{one.id} {session.policy.subject_title(wanted, session.lang)}"
    yield m("entry.area"), one.area
    yield m("entry.units"), "、".join(one.units) + (" " + m("entry.open_ended") if one.open_ended else "")
    due = one.due.isoformat() if one.due else m("entry.ongoing")
    yield m("entry.deadline"), f"{due} ({m('entry.printed', text=one.deadline_text)})"
    yield from _provenance(session, one.source, one.erratum)


def _commitment(session: Session, wanted: str) -> Iterator[Line]:
    m, one = session.messages, session.policy.commitments[wanted]
    yield "", f"{one.id} {one.title if session.lang == 'zh' else one.title_en}"
    if one.demand is not None:
        text = f"{one.demand.op} {plain(one.demand.value)}{one.demand.unit}"
        yield m("entry.target"), text + (_inferred(session, one.demand.note) if one.demand.note else "")
    if one.due is not None:
        yield m("entry.due"), one.due.isoformat()
    for subject in one.subjects:
        yield m("entry.subjects"), f"{subject} {session.policy.subject_title(subject, session.lang)}"
    if one.manual is not None:
        yield m("entry.manual"), one.manual
    yield from _provenance(session, one.source, one.erratum)


def _rule(session: Session, one: AuditRule) -> Iterator[Line]:
    m, lang = session.messages, session.lang
    yield "", f"{one.id} {one.title[lang]}"
    yield from _window(session, one)
    yield m("entry.severity"), session.policy.info.severities[one.severity][lang]
    yield m("entry.message"), one.message[lang]
    yield m("entry.hint"), one.hint[lang]
    parameters = ", ".join(f"{k}={v}" for k, v in one.check.params.items())
    yield m("entry.check"), f"{one.check.kind} {parameters}".strip()
    for example in one.examples:
        given = ", ".join(f"{k}={_shown(v)}" for k, v in example.given.items()) or "—"
        yield m("entry.finds" if example.finds else "entry.passes"), given


def _window(session: Session, entry: Dated) -> Iterator[Line]:
    if entry.is_dated:
        first, last = entry.effective_from, entry.effective_to
        yield session.messages("entry.in_force"), f"{first or '…'} – {last or '…'}"


def _provenance(session: Session, source: Source, errata: tuple[Erratum, ...]) -> Iterator[Line]:
    yield session.messages("entry.source"), f"{source.section} “{source.quote}”"
    for erratum in errata:
        yield session.messages("entry.erratum"), f"{erratum.id} {erratum.note}"


def _fact(session: Session, fact: Fact[Any], text: str) -> str:
    return text + (_inferred(session, fact.note) if fact.basis is Basis.INFERRED and fact.note else "")


def _shown(value: object) -> str:
    """Return a value of an example as its YAML would read."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_shown(v)}" for k, v in value.items()) + "}"
    return "—" if value is None else str(value)


def _inferred(session: Session, note: str) -> str:
    return f" ({session.messages('entry.inferred', note=note)})"
