"""pxcheck test: do the pack's examples hold, do the boundaries of its targets, and what do the examples not show."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.cli.options import DebugOption, LangOption, PackArgument, PolicyOption
from pxgov_check.cli.output import say
from pxgov_check.cli.session import Session, open_session
from pxgov_check.errors import PolicyError
from pxgov_check.formats.clean import clean
from pxgov_check.judging.boundaries import count_boundaries, run_boundaries
from pxgov_check.judging.coverage import uncovered
from pxgov_check.judging.examples import ExampleFailure, run_examples


def command(  # noqa: D103 (its help is in the catalogue)
    pack: PackArgument = None,
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    session = open_session(lang, pack or policy)
    failed = [*_told(session, "example", run_examples(session.policy))]
    failed += _told(session, "boundary", run_boundaries(session.policy))
    lacking = list(_lacking(session))
    for line in (*failed, *lacking):
        say(clean(line))
    m = session.messages
    if failed or lacking:
        say(m("test.failed", failed=str(len(failed)), lacking=str(len(lacking))))
        return PolicyError.exit_code
    say(m("test.ok", examples=str(_examples(session)), boundaries=str(count_boundaries(session.policy))))
    return 0


def _told(session: Session, key: str, failures: Iterator[ExampleFailure]) -> Iterator[str]:
    for one in failures:
        file, line = session.policy.place(one.key, *one.path)
        params = {"id": one.key.rpartition(":")[2], "given": one.example}
        outcome = {"wanted": _outcome(session, one.wanted), "came": _outcome(session, one.came)}
        yield f"{file}:{line}: " + session.messages(f"test.{key}", **params, **outcome)


def _lacking(session: Session) -> Iterator[str]:
    for one in uncovered(session.policy):
        file, line = session.policy.place(one.key, *one.path)
        yield f"{file}:{line}: " + session.messages(f"test.lacks.{one.lack}", what=one.what)


def _outcome(session: Session, text: str) -> str:
    """Return statuses and yes or no in words; what else stands there (the rules that refuse a form) stays."""
    words = {str(status): text[session.lang] for status, text in session.policy.info.statuses.items()}
    words |= {"True": session.messages("test.finds"), "False": session.messages("test.passes")}
    return " ".join(words.get(part, part) for part in text.split(" "))


def _examples(session: Session) -> int:
    of_targets = sum(len(target.examples) for target in session.policy.every_target())
    return of_targets + sum(len(rule.examples) for rule in session.policy.own_rules())
