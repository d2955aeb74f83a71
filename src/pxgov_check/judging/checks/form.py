"""Checks of the form as a whole: its sheets and columns, where it came from, who sent it and for when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pxgov_check.judging.hits import Case, Hit
from pxgov_check.policy.folding import title_key
from pxgov_check.submission.layout import BASICS, IDENTITY_SHEET, TABLES, TEMPLATE_VERSION
from pxgov_check.submission.rows import Basic, LayoutFault

_NOTHING = Basic("", None)
_ANSWERS = frozenset(column.key for table in TABLES for column in table.columns if column.answer)


def layout_fault(case: Case, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each fault of the kind ``fault`` that was met while reading the sheets."""
    wanted = LayoutFault(params["fault"])
    for fault in case.submission.faults:
        if fault.kind is wanted:
            sheet = fault.name if wanted is LayoutFault.SHEET_MISSING and fault.sheet is None else fault.sheet
            yield Hit(
                sheet=sheet,
                cell=fault.cell,
                found=fault.nearest or fault.name,
                expected=fault.name,
                params={"what": fault.name, "nearest": fault.nearest or "—"},
            )


def template(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield where the form names another policy, or carries another version of the template or of the pack."""
    info, identity = case.policy.info, case.submission.identity
    written = _basic(case, "document_no")
    same = not written.text or written.text == info.document_no
    if not same and title_key(written.text) != title_key(info.document_no):
        yield Hit(
            sheet=case.submission.basics_sheet,
            cell=written.ref,
            found=written.text,
            expected=info.document_no,
        )
    ours = {"policy": info.id, "policy_version": info.version, "version": TEMPLATE_VERSION}
    for key, value in ours.items():
        if identity.get(key, value) != value:
            yield Hit(sheet=IDENTITY_SHEET, found=identity[key], expected=value)
            return


def unit(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield when the reporting unit is blank or not on the roster."""
    form = case.submission
    if form.unit is None and (form.basics_sheet is not None or form.lone):
        near = case.policy.nearest_units(form.unit_text) if form.unit_text else []
        yield Hit(
            sheet=form.unit_sheet,
            cell=form.unit_ref,
            found=form.unit_text,
            params={"nearest": "、".join(near) or "—"},
        )


def period(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield when the period is blank, unreadable or not the one asked for."""
    form, written = case.submission, _basic(case, "period")
    if form.basics_sheet is None and not form.lone:
        return
    if form.period is None or (case.asked is not None and form.period != case.asked):
        expected = str(case.asked) if case.asked else "2025Q4"
        yield Hit(sheet=form.basics_sheet or form.unit_sheet, cell=written.ref, found=written.text, expected=expected)


def basics_blank(case: Case, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each of the lines ``fields`` of 基本信息 that is blank."""
    if case.submission.basics_sheet is None:
        return
    for label in BASICS:
        if label.key in params["fields"]:
            written = _basic(case, label.key)
            if not written.text:
                yield Hit(
                    sheet=case.submission.basics_sheet,
                    cell=written.ref,
                    found="",
                    expected=label.title,
                    params={"what": label.title},
                )


def formats_unknown(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield for a file in a format whose number formats and error values can't be told."""
    if not case.submission.formats_known:
        yield Hit()


def nothing(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield when not one answer was given, so that nothing could be checked."""
    rows = (*case.submission.indicators, *case.submission.tasks)
    if all(_ANSWERS.isdisjoint(row.cells) for row in rows):
        yield Hit()


def _basic(case: Case, key: str) -> Basic:
    return case.submission.basics.get(key, _NOTHING)
