"""Filling a template in as a person would, and planting what people get wrong."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents.template import HEAD_ROW, template
from pxgov_check.model import Period
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy

PERIOD = Period("2025Q4")


def columns(sheet: Worksheet) -> dict[str, int]:
    """Return the columns of a table by title."""
    return {str(cell.value): cell.column for cell in sheet[HEAD_ROW] if cell.value}


def rows(sheet: Worksheet) -> dict[str, int]:
    """Return the rows of a table by id."""
    return {str(sheet.cell(r, 1).value): r for r in range(HEAD_ROW + 1, sheet.max_row + 1) if sheet.cell(r, 2).value}


def filled(policy: Policy, unit: str, messages: Messages, period: Period = PERIOD) -> openpyxl.Workbook:
    """Return the template of a unit filled in without a fault: every target met, every task done in time."""
    book = openpyxl.load_workbook(io.BytesIO(template(policy, unit, period, messages)))
    basics = book["基本信息"]
    people = {"填报人": "甘某", "联系电话": "0799-6330000", "审核人": "黎某", "单位负责人": "文某"}
    for row in range(3, 11):
        label = str(basics.cell(row, 1).value)
        if label in people:
            basics.cell(row, 2).value = people[label]
        elif label == "填报日期":
            basics.cell(row, 2).value = date(2026, 1, 5)
    _fill_indicators(book["指标填报"], policy)
    _fill_tasks(book["任务填报"], policy)
    return book


def plant(
    book: openpyxl.Workbook, sheet: str, subject: str, column: str, value: object, number_format: str = ""
) -> str:
    """Write a value into an answer cell and return its reference."""
    page = book[sheet]
    cell = page.cell(rows(page)[subject], columns(page)[column])
    cell.value = value  # type: ignore[assignment]
    if number_format:
        cell.number_format = number_format
    return cell.coordinate


def save(book: openpyxl.Workbook, path: Path) -> Path:
    """Save a workbook and return where."""
    book.save(path)
    return path


def _fill_indicators(sheet: Worksheet, policy: Policy) -> None:
    column = columns(sheet)
    for subject, row in rows(sheet).items():
        indicator, target = policy.indicators[subject], policy.targets[subject]
        value = target.milestones[-1].value
        if indicator.numerator is not None:
            sheet.cell(row, column["分子"]).value = 22 if indicator.parts else 150
            sheet.cell(row, column["分母"]).value = 22 if indicator.parts else 150
            sheet.cell(row, column["本期完成值"]).value = 1
        else:
            sheet.cell(row, column["本期完成值"]).value = 1 if indicator.is_percent else int(value) + 1
        sheet.cell(row, column["数据来源"]).value = "省平台月报"


def _fill_tasks(sheet: Worksheet, policy: Policy) -> None:
    column = columns(sheet)
    for subject, row in rows(sheet).items():
        due = policy.tasks[subject].due
        sheet.cell(row, column["佐证材料"]).value = f"验收材料{subject}.pdf"
        if due is None:
            sheet.cell(row, column["完成状态"]).value = "常态推进"
            continue
        sheet.cell(row, column["完成状态"]).value = "已完成"
        sheet.cell(row, column["完成进度(%)"]).value = 1
        sheet.cell(row, column["完成日期"]).value = date(due.year, 11, 20)
