"""The hints of the audit rules as a form can show them before anything is wrong."""

from __future__ import annotations

from datetime import date

from pxgov_check.model import Lang
from pxgov_check.policy.messages import pieces
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule


def hint(policy: Policy, rule: AuditRule, as_of: date, lang: Lang) -> str:
    """Return the hint of a rule for a form that is judged for ``as_of``.

    Its placeholders are filled by a finding; what the form knows already stands here, and … for the rest.
    """
    known = {
        "status_unknown": " / ".join(policy.task_rules.vocabulary.values()),
        "completion_date": f"≤{as_of.isoformat()}",
    }
    text = known.get(rule.check.kind, "…")
    return "".join(text if is_name else piece for piece, is_name in pieces(rule.hint[lang]))
