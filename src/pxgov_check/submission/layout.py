"""The one place that knows the sheets, columns and labels of a submission workbook (DESIGN section 4).

The template is written from it and the reader finds its way by it, so the two cannot disagree. Titles are matched
after ``title_key``: NFKC, no white space, no asterisk or colon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from pxgov_check.frozen import frozen
from pxgov_check.policy.folding import title_key

TEMPLATE_ID = "pxcheck-template"
TEMPLATE_VERSION = "1"
IDENTITY_SHEET = "_pxcheck"
IDENTITY_NAME = "_pxcheck_identity"
GUIDE_SHEET = "填报说明"
NOT_APPLICABLE = "不适用"
# What a returned workbook has been given: a sheet that lists its problems, and a defined name that points at it, by
# which it is found again under another name. Neither is read.
RETURNED_SHEET = "问题清单"
RETURNED_NAME = "_pxcheck_returned"
# How the files that go back are called: the file's own name with one of these.
RETURNED_SUFFIX, LIST_SUFFIX = "-退回", "-问题清单"
NOTICE_SUFFIX, REMINDER_SUFFIX = "-退回通知", "-催报通知"


@frozen
class Column:
    """A column: ``answer`` columns are filled in by the unit; a missing ``required`` column is F003.

    ``consolidated`` columns stand only where one table carries many units, or is a file of its own.
    """

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    answer: bool = False
    required: bool = False
    consolidated: bool = False
    width: int = 12


@frozen
class Table:
    """A sheet that holds one row an indicator or task; the first column is its id, ``letter`` what ids begin with."""

    key: str
    letter: str
    title: str
    aliases: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """Return a column by key."""
        return next(c for c in self.columns if c.key == key)


_UNIT = Column("unit_name", "填报单位", ("报送单位", "单位名称"), consolidated=True)
_PERIOD = Column("period", "报告期", ("报告期间", "填报期"), consolidated=True)

INDICATORS = Table(
    "indicators",
    "I",
    "指标填报",
    ("指标填报表", "指标", "指标表", "指标完成情况"),
    (
        Column("id", "指标编号", ("编号", "指标代码"), required=True, width=9),
        Column("category", "类别", ("指标类别",), width=10),
        Column("name", "指标名称", ("主要指标", "指标"), required=True, width=30),
        Column("unit", "计量单位", ("单位",), width=8),
        Column("target", "本期目标", ("目标值", "本期目标值"), width=10),
        Column("numerator", "分子", (), answer=True, width=11),
        Column("denominator", "分母", (), answer=True, width=11),
        Column("value", "本期完成值", ("完成值", "实际完成值", "本期值"), answer=True, required=True, width=13),
        Column("origin", "数据来源", ("来源",), answer=True, width=18),
        Column("explanation", "情况说明", ("说明", "备注说明"), answer=True, required=True, width=30),
        _UNIT,
        _PERIOD,
    ),
)

TASKS = Table(
    "tasks",
    "T",
    "任务填报",
    ("任务填报表", "任务", "任务表", "任务完成情况", "重点任务"),
    (
        Column("id", "任务编号", ("编号", "任务代码"), required=True, width=9),
        Column("name", "重点任务", ("任务名称", "具体工作"), required=True, width=30),
        Column("units", "责任单位", (), width=24),
        Column("deadline", "完成时限", ("时限",), width=11),
        Column("status", "完成状态", ("状态", "完成情况"), answer=True, required=True, width=11),
        Column("progress", "完成进度(%)", ("完成进度", "进度", "进度(%)"), answer=True, required=True, width=11),
        Column("completed_on", "完成日期", ("完成时间", "实际完成日期"), answer=True, required=True, width=13),
        Column("evidence", "佐证材料", ("佐证",), answer=True, required=True, width=22),
        Column("problem", "存在问题", ("问题",), answer=True, required=True, width=22),
        Column("next_step", "下一步措施", ("下一步工作", "下步措施"), answer=True, required=True, width=22),
        Column("explanation", "情况说明", ("说明", "备注说明"), answer=True, required=True, width=24),
        _UNIT,
        _PERIOD,
    ),
)

TABLES = (INDICATORS, TASKS)

# The template's own column beside a table; what stands there is nobody's answer, so no table lists it.
SELF_CHECK = Column("self_check", "自查", width=64)

BASICS_SHEET = "基本信息"
BASICS_ALIASES = ("基本情况", "封面")


@frozen
class Label:
    """A line of 基本信息: the label in column A, the value beside it."""

    key: str
    title: str
    aliases: tuple[str, ...] = ()


BASICS = (
    Label("document_no", "政策文号", ("文号",)),
    Label("unit", "填报单位", ("报送单位", "单位名称", "填报单位(盖章)")),
    Label("period", "报告期", ("报告期间", "填报期")),
    Label("reporter", "填报人", ("填表人",)),
    Label("phone", "联系电话", ("电话", "联系方式")),
    Label("reviewer", "审核人", ()),
    Label("head", "单位负责人", ("负责人",)),
    Label("reported_on", "填报日期", ("报送日期", "填表日期")),
)

# Words in the id column that open a line of totals, not a reported row.
TOTAL_ROWS = frozenset({"合计", "小计", "总计"})


def _keys(pairs: tuple[tuple[str, tuple[str, ...]], ...], names: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, titles in pairs:
        for title in titles:
            found.setdefault(title_key(title), key)
    # An exact title of one column wins over an alias of another.
    for (key, _), name in zip(pairs, names, strict=True):
        found[title_key(name)] = key
    return MappingProxyType(found)


COLUMN_KEYS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        table.key: _keys(
            tuple((c.key, c.aliases) for c in table.columns),
            tuple(c.title for c in table.columns),
        )
        for table in TABLES
    }
)
LABEL_KEYS = _keys(tuple((b.key, b.aliases) for b in BASICS), tuple(b.title for b in BASICS))


def sheet_keys(title: str, aliases: tuple[str, ...]) -> frozenset[str]:
    """Return the folded names by which a sheet is known."""
    return frozenset(title_key(t) for t in (title, *aliases))


SHEET_KEYS: Mapping[str, frozenset[str]] = MappingProxyType({t.key: sheet_keys(t.title, t.aliases) for t in TABLES})
BASICS_KEYS = sheet_keys(BASICS_SHEET, BASICS_ALIASES)


def is_called(name: str, keys: frozenset[str]) -> bool:
    """Whether a sheet goes by one of these folded names."""
    return name in keys or _folded(name) in keys


def key_of(title: str, keys: Mapping[str, str]) -> str | None:
    """Return the key of a column or a label by its title as written; None where it is neither."""
    # Most titles are written as we write them, and those are folded already.
    return keys.get(title) or keys.get(_folded(title))


def _folded(title: str) -> str:
    return _folded_before(title) if len(title) <= _KEPT_CHARACTERS else title_key(title)


# What stands in the top rows of the forms of a batch is much the same; no title is as long as this.
_KEPT, _KEPT_CHARACTERS = 1024, 64
_folded_before = lru_cache(_KEPT)(title_key)


_FORM_SHEETS = frozenset({BASICS_SHEET, IDENTITY_SHEET, GUIDE_SHEET, *(table.title for table in TABLES)})

# Excel numbers the copies of a sheet.
_RETURNED = re.compile(rf"{RETURNED_SHEET}(\(\d+\))?\Z")


def returned_list(reference: str) -> str | None:
    """Return the sheet that the defined name RETURNED_NAME points at; None where that is none, or one of the form."""
    name = reference.rpartition("!")[0]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    form = ((BASICS_SHEET, BASICS_ALIASES), *((t.title, t.aliases) for t in TABLES), (IDENTITY_SHEET, (GUIDE_SHEET,)))
    return None if not name or any(title_key(name) in sheet_keys(*one) for one in form) else name


def is_returned_list(name: str) -> bool:
    """Whether a sheet is called as the list of problems is, or is a copy of it."""
    return name not in _FORM_SHEETS and _RETURNED.match(title_key(name)) is not None
