"""The form as a whole, as formulas; judging/checks/form.py says the same of a submission."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.self_check.expressions import literal, says
from pxgov_check.documents.self_check.readings import ANSWERS
from pxgov_check.documents.self_check.rows import Basics, Line, Row
from pxgov_check.policy.rule_models import AuditRule
from pxgov_check.submission.layout import BASICS


def nothing(_: Row, __: AuditRule) -> Iterator[Line]:
    """Say that not one answer is given."""
    yield Line(None, f"{ANSWERS}=0")


def basics_blank(basics: Basics, rule: AuditRule) -> Iterator[Line]:
    """Say which of the lines ``fields`` of 基本信息 are blank."""
    for label in BASICS:
        if label.key in rule.check.params["fields"] and label.key in basics.cells:
            title = literal(label.title)
            yield Line(label.key, says(basics.cells[label.key], [""]), {"what": title})
