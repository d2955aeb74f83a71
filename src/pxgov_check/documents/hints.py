"""The hints of the audit rules as a form can show them before anything is wrong."""

from __future__ import annotations

import re
from datetime import date

from pxgov_check.model import Lang
from pxgov_check.policy.messages import fill, placeholders
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule

# A remark in brackets that only a finding can fill in.
_REMARK = re.compile(r" ?[((][^()()]*\{\w+\}[^()()]*[))]")


def hint(policy: Policy, rule: AuditRule, as_of: date, lang: Lang) -> str:
    """Return the hint of a rule for a form that is judged for ``as_of``.

    Its placeholders are filled by a finding. What the form knows already stands here; remarks in brackets that it
    can't fill are left out, and … stands for the rest.
    """
    known = {
        "status_unknown": " / ".join(policy.task_rules.vocabulary.values()),
        "completion_date": f"≤{as_of.isoformat()}",
    }
    text = rule.hint[lang]
    if rule.check.kind not in known:
        text = _REMARK.sub("", text)
    return fill(text, dict.fromkeys(placeholders(text), known.get(rule.check.kind, "…")))
