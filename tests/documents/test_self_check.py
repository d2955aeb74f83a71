from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.cell.cell import Cell

from conftest import Judge
from filling import PERIOD, columns, filled, plant, rows
from pxgov_check.documents.self_check import BASICS_FORMULAS, FORMULAS
from pxgov_check.documents.template import HEAD_ROW, template
from pxgov_check.judging.checks import CHECKS
from pxgov_check.judging.rule_problems import rule_problems
from pxgov_check.model import Lang, Severity
from pxgov_check.policy.messages import Messages, load_messages, placeholders
from pxgov_check.policy.models import Text
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Check
from pxgov_check.submission.layout import IDENTITY_SHEET, SELF_CHECK

UNIT, INDICATORS, TASKS = "市大数据中心", "指标填报", "任务填报"

# Known to Excel, WPS and LibreOffice under these names, without a prefix in the file.
SHARED = re.compile(
    "(ABS|ADDRESS|AND|ASC|CELL|CHAR|CHOOSE|COLUMN|DATE|DATEVALUE|ERROR.TYPE|FIND|IF|IFERROR|INT|ISERROR|ISNUMBER|LEFT|"
    "LEN|MID|N|NOT|OR|RIGHT|ROUND|ROW|SUBSTITUTE|SUMPRODUCT|TEXT|TRIM|VALUE)"
)
_STRING = re.compile(r'"(?:[^"]|"")*"')


def form(policy: Policy, messages: Messages, unit: str = UNIT) -> openpyxl.Workbook:
    """Return a template as it is opened."""
    return openpyxl.load_workbook(io.BytesIO(template(policy, unit, PERIOD, messages)))


def formulas(book: openpyxl.Workbook) -> Iterator[Cell]:
    """Yield every cell with a formula."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (c for c in row if isinstance(c, Cell) and c.data_type == "f")


def self_checks(book: openpyxl.Workbook, sheet: str) -> dict[str, str]:
    """Return the formulas of 自查 by id."""
    page = book[sheet]
    column = columns(page)[SELF_CHECK.title]
    return {subject: str(page.cell(row, column).value) for subject, row in rows(page).items()}


def deepest(formula: str) -> int:
    """Return how deep the brackets of a formula nest."""
    depth = most = 0
    for mark in _STRING.sub("", formula):
        depth += (mark == "(") - (mark == ")")
        most = max(most, depth)
    return most


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_formulas_keep_to_what_all_spreadsheets_share(policy: Policy, lang: Lang) -> None:
    """Formulas of any unit use shared functions only, below Excel's limits of length, nesting and literals."""
    messages = load_messages(lang)
    for unit in (UNIT, "市政务服务中心", "市委网信办", "市档案馆"):
        for cell in formulas(form(policy, messages, unit)):
            text = str(cell.value)
            assert all(map(SHARED.fullmatch, re.findall(r"([A-Za-z_.]+)\(", _STRING.sub("", text)))), cell.coordinate
            assert len(text) <= 8192
            assert deepest(text) <= 64
            assert all(len(literal) - 2 <= 255 for literal in _STRING.findall(text))


def test_colours_follow_from_the_sheet_alone(policy: Policy, messages: Messages) -> None:
    """Conditional formats name no other sheet and hold no array constant, which Excel refuses there."""
    found = [
        str(formula)
        for sheet in form(policy, messages).worksheets
        for area in sheet.conditional_formatting
        for rule in area.rules
        for formula in rule.formula
    ]
    assert len(found) == 4 + 3 + 2 * 6
    assert not [f for f in found if re.search(r"[!{]", f) or len(f) > 255]


def test_the_column_stands_beside_the_table(policy: Policy, messages: Messages) -> None:
    """自查 is the last column of both tables, a formula in every row, locked, and outside of what is printed."""
    book = form(policy, messages)
    for name, last in ((INDICATORS, "J"), (TASKS, "K")):
        sheet = book[name]
        column = columns(sheet)[SELF_CHECK.title]
        assert column == max(columns(sheet).values())
        assert all(text.startswith("=MID(") for text in self_checks(book, name).values())
        assert all(sheet.cell(row, column).protection.locked for row in rows(sheet).values())
        assert str(sheet.print_area).endswith(f"${last}${HEAD_ROW + len(rows(sheet)) + 2}")
        assert "COUNT" not in str(sheet["A3"].value)
        assert sheet["A3"].protection.locked
    assert book[IDENTITY_SHEET].protection.sheet


def test_everything_is_calculated_when_the_form_is_opened(policy: Policy, messages: Messages) -> None:
    """The workbook asks for a full calculation on load, and its formulas hold an empty result until then."""
    with zipfile.ZipFile(io.BytesIO(template(policy, UNIT, PERIOD, messages))) as package:
        assert b'fullCalcOnLoad="1"' in package.read("xl/workbook.xml")
        sheets = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
    assert sum(text.count("<f>") for text in sheets) == sum(text.count("</f><v></v>") for text in sheets) > 100


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_input_messages_are_the_hints_of_the_rules(policy: Policy, lang: Lang) -> None:
    """Each message beside a cell is one or two hints, word for word but for what the form knows already."""
    known = {"{expected}": " / ".join(policy.task_rules.vocabulary.values()), " ({expected})": " (≤2025-12-31)"}
    hints = {load_messages(lang)("template.explanation")}
    for rule in policy.rules.values():
        text = rule.hint[lang]
        hints |= {text, *(text.replace(*pair) for pair in known.items())}
        hints.add(text.replace("({expected})", "(≤2025-12-31)"))
    book = form(policy, load_messages(lang))
    prompts = [v.prompt for name in (INDICATORS, TASKS) for v in book[name].data_validations.dataValidation]
    assert len(prompts) == 4 + 7
    for prompt in prompts:
        left = prompt
        for hint in sorted(hints, key=len, reverse=True):
            left = left.replace(hint, "").strip()
        assert (left, len(prompt) <= 255, "{" in prompt) == ("", True, False)


def test_what_is_listed_is_a_check(policy: Policy) -> None:
    """Each kind with a formula is a check of judging/, and is used by a rule."""
    kinds = {kind for listed in (*FORMULAS.values(), BASICS_FORMULAS) for kind in listed}
    assert kinds <= set(CHECKS)
    assert kinds <= {rule.check.kind for rule in policy.rules.values()}


def test_a_rule_that_is_dropped_leaves_the_form(policy: Policy, messages: Messages) -> None:
    """Without A106 the form says nothing about numerators above denominators; all else stays."""
    without = replace(policy, rules={i: rule for i, rule in policy.rules.items() if i != "A106"})
    before, after = (self_checks(form(pack, messages), INDICATORS)["I03"] for pack in (policy, without))
    assert "_pxcheck!F6>_pxcheck!G6" in before
    assert "_pxcheck!F6>_pxcheck!G6" not in after
    assert policy.rules["A118"].message.zh in after


def test_a_pack_without_rules_still_has_a_form(policy: Policy, messages: Messages) -> None:
    """Where nothing is checked the form is the same and 自查 is blank."""
    book = form(replace(policy, rules={}), messages)
    assert set(self_checks(book, TASKS).values()) == {'=""'}


def test_severity_and_parameters_come_from_the_rule(policy: Policy, messages: Messages) -> None:
    """A rule made softer changes its mark and can be explained; another tolerance changes the formula."""
    old = policy.rules["A103"]
    softer = replace(
        old, severity=Severity.VERIFY, check=Check(kind=old.check.kind, **{**old.check.params, "tolerance": 2})
    )
    pack = replace(policy, rules={**policy.rules, "A103": softer})
    before, after = (self_checks(form(p, messages), INDICATORS)["I03"] for p in (policy, pack))
    assert "▲" not in before
    assert "▲" in after
    assert 'TRIM(J6)=""' in after
    assert ">IF(ROUND(_pxcheck!H6,0)=_pxcheck!H6,0.5,0.05)" in before
    assert "*100),9)>2" in after


def test_every_word_that_a_rule_may_use_can_be_filled_in(policy: Policy, messages: Messages) -> None:
    """A sentence may use each placeholder that its check gives; the form has an expression for it."""
    words = {w for r in policy.rules.values() for t in (r.message, r.hint) for w in placeholders(t.zh)}
    for rule in policy.rules.values():
        allowed = [w for w in sorted(words) if not rule_problems(_saying(policy, rule.id, f"{{{w}}}"))]
        pack = _saying(policy, rule.id, "".join(f"{{{w}}}" for w in allowed))
        assert form(pack, messages)


def test_the_words_of_a_pack_are_text_in_a_formula(policy: Policy, messages: Messages) -> None:
    """Quotes and formulas in a sentence stay inside a literal."""
    pack = _saying(policy, "A118", '"&HYPERLINK("http://example.org","x")&"')
    formula = self_checks(form(pack, messages), INDICATORS)["I03"]
    assert '"""&HYPERLINK(""http://example.org"",""x"")&"""' in formula
    assert "HYPERLINK" not in _STRING.sub("", formula)


def test_the_reader_passes_over_the_column(policy: Policy, messages: Messages, judge: Judge) -> None:
    """自查 hidden, moved, typed over or taken away: the form is as clean as before."""
    hidden, typed, gone = (filled(policy, UNIT, messages) for _ in range(3))
    for name in (INDICATORS, TASKS):
        letter = openpyxl.utils.get_column_letter(columns(hidden[name])[SELF_CHECK.title])
        hidden[name].column_dimensions[letter].hidden = True
        plant(typed, name, "I03" if name == INDICATORS else "T29", SELF_CHECK.title, "都没有问题")
        gone[name].delete_cols(columns(gone[name])[SELF_CHECK.title])
    assert [judge(book).findings for book in (hidden, typed, gone)] == [(), (), ()]


def _saying(policy: Policy, rule: str, sentence: str) -> Policy:
    """Return the pack with another message in one rule."""
    said = replace(policy.rules[rule], message=Text(zh=sentence, en=sentence))
    return replace(policy, rules={**policy.rules, rule: said})
