"""Running the examples that targets and audit rules carry: a change to a clean form, and what must come of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from pxgov_check.errors import SubmissionError
from pxgov_check.frozen import frozen
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.across import Across, across
from pxgov_check.judging.audit import audit
from pxgov_check.judging.clean_form import Form, clean_form, met_row, unit_for
from pxgov_check.judging.gist import gist_of
from pxgov_check.judging.hits import Case
from pxgov_check.judging.targets import stand
from pxgov_check.judging.terms import Terms
from pxgov_check.model import Finding, Lang, Period, SubmissionResult
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule, RuleExample
from pxgov_check.submission.cells import Cell, CellType, Sheet, Workbook, sheet_of
from pxgov_check.submission.layout import BASICS, BASICS_SHEET, IDENTITY_SHEET, INDICATORS, TASKS, Table
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook
from pxgov_check.submission.read import read_submissions

# The period of a made form.
PERIOD = Period("2025Q4")
EARLIER = Period("2025Q3")

# The row of a made form that holds the column titles; reported rows follow it.
HEAD = 3


@frozen
class ExampleFailure:
    """An example that does not come out as written: the entry's key in the pack, and what came instead.

    ``path`` leads to the example inside the entry.
    """

    key: str
    example: str
    wanted: str
    came: str
    path: tuple[str | int, ...] = ()


def run_examples(policy: Policy) -> Iterator[ExampleFailure]:
    """Yield every example of the pack that does not hold."""
    for target in policy.every_target():
        for number, case in enumerate(target.examples):
            came = stand(target, case.value, case.as_of).status
            if came != case.status:
                given = f"{case.value} @ {case.as_of}"
                path = ("examples", number)
                yield ExampleFailure(target.key, given, str(case.status), str(came), path)
    for rule in policy.own_rules():
        for number, example in enumerate(rule.examples):
            found = rule_finds(policy, rule, example)
            if found != example.finds:
                path = ("examples", number)
                yield ExampleFailure(rule.key, _told(example.given), str(example.finds), str(found), path)


def rule_finds(policy: Policy, rule: AuditRule, example: RuleExample) -> bool:
    """Whether a rule finds something in a clean form changed as the example says."""
    given = example.given
    if {"file", "limit"} & given.keys():
        refused = refusal(given)
        return refused is not None and refused.rule == rule.id
    found = [f for f in findings_for(policy, rule, given, "zh") if f.rule == rule.id]
    # What is found about another subject than the example's is no answer to it.
    about = None if "forms" in given else given.get("id_instead", given.get("subject"))
    return any(f.subject is None or about in {None, f.subject} for f in found)


def findings_for(policy: Policy, rule: AuditRule, given: Mapping[str, Any], lang: Lang) -> tuple[Finding, ...]:
    """Return what is found in the form, or over the forms, that an example describes."""
    if "forms" in given:
        return findings_across(policy, given["forms"], lang)
    return findings_of(policy, rule, given, lang)


def findings_of(policy: Policy, rule: AuditRule, given: Mapping[str, Any], lang: Lang) -> tuple[Finding, ...]:
    """Return what the audit finds in a clean form changed as ``given`` says, at a time when a rule is in force."""
    first, last = rule.window
    day = PERIOD.end if rule.applies_on(PERIOD.end) else (first if first > PERIOD.end else last)
    return audit(case_of(policy, given, PERIOD if day == PERIOD.end else Period(f"{day:%Y-%m}"), day), lang)


def findings_across(policy: Policy, forms: Any, lang: Lang) -> tuple[Finding, ...]:  # noqa: ANN401 (what YAML holds)
    """Return what is found over several clean forms, each changed as it says; ``all`` is one of every unit."""
    wanted: list[Mapping[str, Any]] = [{"unit": unit} for unit in policy.units] if forms == "all" else forms
    results: list[SubmissionResult] = []
    for number, given in enumerate(wanted, 1):
        subject = given.get("subject")
        form = clean_form(policy, given.get("unit") or unit_for(policy, subject), PERIOD)
        if subject is not None and given.get("row_added"):
            form.tables["indicators"].append(met_row(policy, policy.indicators[subject], PERIOD))
        workbook = Workbook("example", _changed(form, given))
        results += judge_workbook(policy, workbook, Terms(lang), file=f"{number}.xlsx", digest=f"{number}")
    return across(policy, (gist_of(one, policy) for one in results), Across(lang, complete=True))


def case_of(policy: Policy, given: Mapping[str, Any], period: Period, as_of: date | None = None) -> Case:
    """Return a clean form for a period, changed as ``given`` says, to be judged at its end or for another day."""
    policy = policy.on(as_of or period.end)
    form = clean_form(policy, unit_for(policy, given.get("subject")), period)
    sheets = _changed(form, given)
    known = given.get("formats") != "unknown"
    earlier = _earlier(policy, given)
    submission = next(read_submissions(Workbook(container="example", sheets=sheets, formats_known=known), policy))
    return Case(policy, submission, as_of or period.end, earlier=earlier)


def _earlier(policy: Policy, given: Mapping[str, Any]) -> SubmissionResult | None:
    """Return the judged form of the period before that an example speaks of: a clean one, changed as it says."""
    if "earlier" not in given:
        return None
    form = clean_form(policy, unit_for(policy, given.get("subject")), EARLIER)
    sheets = _changed(form, {"subject": given.get("subject", "I03"), **given["earlier"]})
    (result,) = judge_workbook(policy, Workbook("example", sheets), Terms(), file="earlier.xlsx", digest="")
    return result


def refusal(given: Mapping[str, Any]) -> SubmissionError | None:
    """Return why the reader refuses the file or the limit that an example gives; None where it reads it."""
    if not {"file", "limit"} & given.keys():
        return None
    known = {f.name for f in fields(Limits)}
    limits = Limits(**{k: v for k, v in given.get("limit", {}).items() if k in known})
    data = given["file"].encode() if "file" in given else b"PK\x03\x04" + bytes(100)
    try:
        read_workbook(data, limits)
    except SubmissionError as refused:
        return refused
    return None


def _changed(form: Form, given: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """Apply an example's changes and build the sheets. Keys are column or label titles, or one of the words below."""
    subject = given.get("subject", "I03")
    table = INDICATORS if str(subject).startswith("I") else TASKS
    rows = form.tables[table.key]
    row = next((r for r in rows if r["id"] == subject), rows[0])
    titles = {c.title: c.key for c in table.columns}
    for word, value in given.items():
        if word in titles:
            row[titles[word]] = value
    form.identity.update(given.get("identity", {}))
    labels = {label.title: label.key for label in BASICS}
    form.basics.update({labels[title]: value for title, value in given.get("basics", {}).items()})
    _reshape(form, given, table, row)
    return tuple(s for s in _sheets(form) if s.name != given.get("sheet_removed"))


def _reshape(form: Form, given: Mapping[str, Any], table: Table, row: dict[str, Any]) -> None:
    rows, columns = form.tables[table.key], form.columns[table.key]
    titles = {c.title: c.key for c in table.columns}
    if "id_instead" in given:
        row |= {"id": given["id_instead"], "name": ""}
    if given.get("row_removed"):
        rows.remove(row)
    if given.get("row_repeated"):
        rows.append(dict(row))
    if given.get("cleared"):
        answers = {c.key for t in (INDICATORS, TASKS) for c in t.columns if c.answer}
        for each in (*form.tables["indicators"], *form.tables["tasks"]):
            each.update(dict.fromkeys(answers & each.keys()))
    if "column_removed" in given:
        columns.remove(titles[given["column_removed"]])
    if "column_twice" in given:
        columns.append(titles[given["column_twice"]])
    what, _, title = str(given.get("hidden", "")).partition(" ")
    if what == "row":
        form.hidden_rows.add(row["id"])
    elif what == "column":
        form.hidden_columns.add(titles[title])


def _sheets(form: Form) -> Iterator[Sheet]:
    labels = [(label.title, form.basics.get(label.key)) for label in BASICS]
    yield sheet_of(BASICS_SHEET, [_cells(n, [title, value]) for n, (title, value) in enumerate(labels, 1)])
    for table in (INDICATORS, TASKS):
        columns = form.columns[table.key]
        titles = [table.column(key).title for key in columns]
        hidden = [key in form.hidden_columns for key in columns]
        body = [
            _cells(n, [row.get(key) for key in columns], [h or row["id"] in form.hidden_rows for h in hidden])
            for n, row in enumerate(form.tables[table.key], HEAD + 1)
        ]
        yield sheet_of(table.title, [_cells(HEAD, titles), *body])
    if form.identity:
        yield sheet_of(IDENTITY_SHEET, [_cells(n, list(pair)) for n, pair in enumerate(form.identity.items(), 1)])


def _cells(row: int, values: list[Any], hidden: list[bool] | None = None) -> tuple[Cell, ...]:
    flags = hidden or [False] * len(values)
    made = (
        _cell(row, column, value, concealed)
        for column, (value, concealed) in enumerate(zip(values, flags, strict=True), 1)
    )
    return tuple(cell for cell in made if cell is not None)


def _cell(row: int, column: int, value: Any, hidden: bool) -> Cell | None:  # noqa: ANN401 (what YAML holds)
    """Return the cell that an example's value describes; see CONTRIBUTING, "How to add a rule"."""
    if value is None or value == "":
        return None
    made = Cell(row, column, CellType.TEXT, str(value), hidden=hidden)
    if isinstance(value, Mapping):
        if "error" in value:
            return made._replace(type=CellType.ERROR, raw=value["error"])
        if "formula" in value:
            cached = value.get("cached")
            kind = CellType.BLANK if cached is None else CellType.NUMBER
            return made._replace(type=kind, raw="" if cached is None else str(cached), formula=value["formula"])
        return made._replace(
            type=CellType.NUMBER, raw=str(value["number"]), number_format=value.get("format", "General")
        )
    if isinstance(value, int | Decimal):
        return made._replace(type=CellType.NUMBER)
    return made


def _told(given: Mapping[str, Any]) -> str:
    """Return what an example gives, as its YAML would read."""
    return "{" + ", ".join(f"{k}: {_told(v) if isinstance(v, Mapping) else v}" for k, v in given.items()) + "}"
