"""The hidden sheet of a form: where it comes from, and what its drop-downs choose from."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents.cells import put
from pxgov_check.model import Period
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.layout import (
    IDENTITY_NAME,
    IDENTITY_SHEET,
    NOT_APPLICABLE,
    TEMPLATE_ID,
    TEMPLATE_VERSION,
)

# The column of the words that 完成状态 may be.
_WORDS = 4


def write_identity(book: Workbook, policy: Policy, unit: str, period: Period) -> Worksheet:
    """Say three ways where the form comes from: people lose hidden sheets, programs lose properties.

    The sheet also holds the words of 完成状态; it is returned for what else works behind the form.
    """
    identity = {
        "template": TEMPLATE_ID,
        "version": TEMPLATE_VERSION,
        "policy": policy.info.id,
        "policy_version": policy.info.version,
        "digest": policy.digest,
        "unit": unit,
        "period": period.text,
        "formulas": "value",
    }
    sheet: Worksheet = book.create_sheet(IDENTITY_SHEET)
    sheet.sheet_state = "hidden"
    sheet.protection.enable()
    # The published type stubs do not know this attribute yet.
    properties: Any = getattr(book, "custom_doc_props")  # noqa: B009
    for row, (key, value) in enumerate(identity.items(), 1):
        put(sheet, row, 1, key)
        put(sheet, row, 2, value)
        properties.append(StringProperty(name=f"pxcheck.{key}", value=value))
    for row, word in enumerate(status_words(policy), 1):
        put(sheet, row, _WORDS, word)
    told = "|".join(f"{key}={value}" for key, value in identity.items())
    book.defined_names[IDENTITY_NAME] = DefinedName(IDENTITY_NAME, attr_text='"' + told.replace('"', '""') + '"')
    return sheet


def status_words(policy: Policy) -> tuple[str, ...]:
    """Return the words that 完成状态 may be."""
    return (*policy.task_rules.vocabulary.values(), NOT_APPLICABLE)


def status_range(policy: Policy) -> str:
    """Return the range of the hidden sheet that holds them; lists name ranges, for WPS and for their length."""
    letter = get_column_letter(_WORDS)
    return f"{IDENTITY_SHEET}!${letter}$1:${letter}${len(status_words(policy))}"
