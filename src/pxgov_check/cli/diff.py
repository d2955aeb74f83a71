"""pxcheck diff: what changed between two packs, and which verdicts change with it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pxgov_check.batch.copies import sources
from pxgov_check.cli.options import AsOfOption, DebugOption, LangOption, LimitOption, PackFormatOption, PolicyOption
from pxgov_check.cli.output import say, say_document
from pxgov_check.cli.revisions import at_revision
from pxgov_check.cli.runs import How, judge_whole
from pxgov_check.cli.session import Session, as_day, as_limits, as_pack_format, open_revision, open_session
from pxgov_check.cli.workbooks import find_workbooks
from pxgov_check.errors import PolicyError
from pxgov_check.formats import diff as report
from pxgov_check.judging.terms import Terms
from pxgov_check.judging.verdict_changes import VerdictChange, verdict_changes
from pxgov_check.policy.compare import compare
from pxgov_check.policy.locate import builtin_root, find_pack
from pxgov_check.submission.limits import Limits


def command(  # noqa: D103 (its help is in the catalogue)
    old: Annotated[str, typer.Argument(metavar="OLD", help="help.diff_old")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="help.diff_new")],
    submissions: Annotated[
        list[str] | None, typer.Option("--submissions", metavar="PATH", help="help.diff_submissions")
    ] = None,
    as_of: AsOfOption = None,
    limit: LimitOption = None,
    pack_format: PackFormatOption = "text",
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    wanted, day, limits = as_pack_format(pack_format), as_day(as_of), as_limits(limit or ())
    with ExitStack() as stack:
        before, after = (_open(stack, name, policy, lang) for name in (old, new))
    files = find_workbooks(submissions) if submissions else None
    verdicts = None if files is None else _verdicts(before, after, files, day, limits)
    difference = report.Difference(before.policy, after.policy, compare(before.policy, after.policy), verdicts)
    if wanted == "json":
        say_document(report.document(difference, after.messages))
    else:
        say(report.text(difference, after.messages))
    return 0


def _open(stack: ExitStack, name: str, policy: Path | None, lang: str) -> Session:
    """Load the pack that an argument names: a folder, else a revision of the pack in force.

    Raises:
        UsageError: it is neither.
        PolicyError: the pack is wrong; its places begin with the argument, for there are two packs.

    """
    folder, pack = Path(name), find_pack(policy)
    try:
        if name and folder.is_dir():
            return open_session(lang, folder)
        root = stack.enter_context(at_revision(pack, name))
        return open_revision(lang, root, inherits=pack != builtin_root())
    except PolicyError as error:
        raise PolicyError([replace(p, file=f"{name}:{p.file}") for p in error.problems]) from None


def _verdicts(
    old: Session, new: Session, files: Sequence[str], day: date | None, limits: Limits
) -> list[VerdictChange]:
    wanted = sources(files, limits)
    before, after = (judge_whole(session, wanted, Terms(session.lang, day), limits, How()) for session in (old, new))
    return list(verdict_changes(before, after))
