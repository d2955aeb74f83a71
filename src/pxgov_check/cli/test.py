"""pxcheck test: do the pack's examples hold, do the boundaries of its targets, and what do the examples not show."""

from __future__ import annotations

from pxgov_check.cli.options import DebugOption, LangOption, PackArgument, PackFormatOption, PolicyOption
from pxgov_check.cli.output import say, say_document
from pxgov_check.cli.session import as_pack_format, open_written
from pxgov_check.errors import PolicyError
from pxgov_check.formats import pack_test as report
from pxgov_check.formats.pack_test import PackTest, Proof
from pxgov_check.judging.boundaries import count_boundaries, run_boundaries
from pxgov_check.judging.coverage import uncovered
from pxgov_check.judging.example_words import example_problems
from pxgov_check.judging.examples import run_examples
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy


def command(  # noqa: D103 (its help is in the catalogue)
    pack: PackArgument = None,
    pack_format: PackFormatOption = "text",
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    wanted = as_pack_format(pack_format)
    session = open_written(lang, pack or policy)
    if misspelt := example_problems(session.policy):
        raise PolicyError(misspelt)
    test = _run(session.policy, session.messages)
    code = PolicyError.exit_code if test.objections else 0
    if wanted == "json":
        say_document(report.document(test, code))
    else:
        say(report.text(test, session.messages))
    return code


def _run(policy: Policy, m: Messages) -> PackTest:
    objections = [
        *report.failed(policy, Proof.EXAMPLE, run_examples(policy), m),
        *report.failed(policy, Proof.BOUNDARY, run_boundaries(policy), m),
        *report.lacking(policy, uncovered(policy), m),
    ]
    return PackTest(policy.ref(), _examples(policy), count_boundaries(policy), objections)


def _examples(policy: Policy) -> int:
    of_targets = sum(len(target.examples) for target in policy.every_target())
    return of_targets + sum(len(rule.examples) for rule in policy.own_rules())
