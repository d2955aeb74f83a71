"""A policy ready to judge by: from the cache where its pack was read and proved before, else from its YAML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pxgov_check.errors import PolicyError, Problem
from pxgov_check.on_demand import on_demand
from pxgov_check.policy import cache
from pxgov_check.policy.compiled import dump_policy, load_compiled
from pxgov_check.policy.files import sources
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import EXPRESSION

if TYPE_CHECKING:
    from pxgov_check.policy import load
else:
    load = on_demand("pxgov_check.policy.load")

Proof = Callable[[Policy], Sequence[Problem]]


def ready_policy(root: Path, proof: Proof) -> Policy:
    """Return the policy of the pack in a folder; only one without problems is kept in the cache.

    Where it says where things are written (``Policy.place``), one from the cache knows no more than the line of the
    entry, but for the rules that are expressions.

    Raises:
        PolicyError: the pack is wrong, by its own files or by ``proof``; carries every problem.

    """
    key = _key(root)
    policy = _recalled(key)
    # Whether an expression can be evaluated hangs on what is installed today.
    if policy is not None and not (_has_expressions(policy) and proof(policy)):
        return policy
    policy = proved(load.load_policy(root), proof)
    # One that was edited while it was read has another key now.
    if key is not None and key == _key(root):
        cache.keep(key, dump_policy(policy))
    return policy


def proved(policy: Policy, proof: Proof) -> Policy:
    """Return a policy.

    Raises:
        PolicyError: ``proof`` finds something.

    """
    problems = proof(policy)
    if problems:
        raise PolicyError(problems)
    return policy


def _key(root: Path) -> str | None:
    """Return what the pack goes by in the cache; None where a file can't be read, which loading will say."""
    try:
        return cache.key_of("policy", sources(root))
    except OSError:
        return None


def _recalled(key: str | None) -> Policy | None:
    data = cache.recall(key) if key is not None else None
    try:
        return load_compiled(data) if data is not None else None
    except ValueError:
        return None


def _has_expressions(policy: Policy) -> bool:
    return any(rule.check.kind == EXPRESSION for rule in policy.every_rule())
