"""Whole workbooks to damage: a template, a form filled in, the example, and generated ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from filling import PERIOD, filled
from kit.workbooks import make
from pxgov_check.documents.package import to_bytes
from pxgov_check.documents.template import template
from pxgov_check.policy.messages import load_messages
from pxgov_check.policy.pack import Policy

_EXAMPLE = Path(__file__).parents[2] / "examples" / "report-2025Q4.xlsx"
_UNITS = ("市档案馆", "市大数据中心")


def sources(policy: Policy) -> list[bytes]:
    """Return the workbooks; those that people send weigh as much as the generated ones."""
    messages = load_messages("zh")
    forms = [to_bytes(filled(policy, unit, messages), date(2026, 1, 5)) for unit in _UNITS]
    return [_EXAMPLE.read_bytes(), template(policy, _UNITS[0], PERIOD, messages), *forms] * 2 + [
        make(seed).data for seed in range(8)
    ]
