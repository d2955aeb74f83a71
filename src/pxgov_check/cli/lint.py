"""pxcheck lint: what is well-formed in a pack and wrong all the same."""

from __future__ import annotations

from pathlib import Path

from pxgov_check.cli.options import DebugOption, LangOption, PackArgument, PackFormatOption, PolicyOption
from pxgov_check.cli.output import say, say_document
from pxgov_check.cli.session import as_lang, as_pack_format
from pxgov_check.errors import PolicyError, Problem
from pxgov_check.formats import lint as report
from pxgov_check.judging.example_words import example_problems
from pxgov_check.judging.rule_problems import rule_problems
from pxgov_check.policy.lint import CHECKS, lint
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import find_pack
from pxgov_check.policy.messages import load_messages
from pxgov_check.policy.pack import Policy

WRONG = PolicyError.exit_code


def command(  # noqa: D103 (its help is in the catalogue)
    pack: PackArgument = None,
    pack_format: PackFormatOption = "text",
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    m = load_messages(as_lang(lang))
    wanted = as_pack_format(pack_format)
    loaded, problems = _load(find_pack(pack or policy))
    remarks = [report.of_problem(problem, m) for problem in problems]
    if loaded is not None:
        remarks += [report.of_fault(fault, m) for fault in lint(loaded)]
    code = WRONG if remarks else 0
    if wanted == "json":
        say_document(report.document(remarks, code))
    elif remarks or loaded is None:
        say(report.text(remarks) + m("lint.failed", n=str(len(remarks))))
    else:
        counts = {"indicators": loaded.indicators, "tasks": loaded.tasks, "rules": loaded.rules, "checks": CHECKS}
        say(m("lint.ok", **{name: str(len(entries)) for name, entries in counts.items()}))
    return code


def _load(root: Path) -> tuple[Policy | None, tuple[Problem, ...]]:
    """Return the pack where it loads, and what keeps it from loading or from being run."""
    try:
        policy = load_policy(root)
    except PolicyError as error:
        return None, error.problems
    return policy, (*rule_problems(policy), *example_problems(policy))
