"""pxcheck verify: prove the pack against the policy's text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pxgov_check.cli.options import DebugOption, LangOption, PolicyOption
from pxgov_check.cli.output import say
from pxgov_check.cli.session import Session, open_session
from pxgov_check.errors import UsageError
from pxgov_check.formats.clean import clean
from pxgov_check.policy.verify import verify


def command(  # noqa: D103 (its help is in the catalogue)
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="help.source")],
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    session = open_session(lang, policy)
    problems = verify(session.policy, _read(source))
    for problem in problems:
        say(clean(session.messages.problem(problem)))
    if problems:
        say(session.messages("verify.failed", n=str(len(problems))))
        return 1
    say(_all_hold(session))
    return 0


def _read(path: Path) -> str:
    try:
        # The digest is over the characters; a checkout that turned the line ends must not change it.
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError:
        raise UsageError("error.no_file", path=str(path)) from None
    except UnicodeDecodeError:
        raise UsageError("verify.not_text", path=str(path)) from None


def _all_hold(session: Session) -> str:
    policy = session.policy
    counts = {
        "indicators": len(policy.indicators),
        "milestones": sum(len(t.milestones) for t in policy.targets.values()),
        "tasks": len(policy.tasks),
        "units": len(policy.units),
        "groups": len(policy.groups),
        "commitments": len(policy.commitments),
    }
    entries = (policy.indicators, policy.targets, policy.tasks, policy.units, policy.groups, policy.commitments)
    quotes = sum(len(e) for e in entries) + 2
    return session.messages("verify.ok", quotes=str(quotes), **{k: str(v) for k, v in counts.items()})
