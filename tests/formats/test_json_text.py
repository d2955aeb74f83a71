from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pxgov_check.formats.clean import clean_json
from pxgov_check.formats.json_text import Members, Record, Shape, json_line, json_text, records

TEXTS = st.text(
    st.characters(exclude_categories=()) | st.sampled_from('#"\\\n\u202e\u2028\x85\ud800[]{}:,'), max_size=8
)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def _cleaned(value: Any) -> Any:  # noqa: ANN401 (a tree of plain values)
    if isinstance(value, str):
        return clean_json(value)
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value


@given(TREES)
def test_a_tree_reads_back_as_it_was_and_lies_as_json_dumps_lays_it(tree: Any) -> None:  # noqa: ANN401 (a tree)
    """Whatever the texts, the document means what it meant, and its lines are those of json.dumps with two blanks."""
    text = json_text(tree)
    assert json.loads(text) == _cleaned(tree)
    # What steers is escaped by more characters, and by nothing else does the text differ.
    expected = json.dumps(_cleaned(tree), ensure_ascii=False, indent=2)
    assert len(text.split("\n")) == len(expected.split("\n"))
    assert [line[: len(line) - len(line.lstrip(" "))] for line in text.split("\n")] == [
        line[: len(line) - len(line.lstrip(" "))] for line in expected.split("\n")
    ]


@given(TREES)
def test_nothing_in_a_document_steers_a_terminal_or_a_runner(tree: Any) -> None:  # noqa: ANN401 (a tree)
    """No control, no bidirectional mark, no separator of lines and no two hash signs in a row reach the text."""
    text = json_text(tree)
    assert not set(text) & {
        *map(chr, range(0x7F, 0xA0)),
        *map(chr, range(0x200B, 0x2010)),
        "\u2028",
        "\u202e",
        "\ufeff",
    }
    assert "##" not in text


def test_figures_and_days_are_strings() -> None:
    """Decimals come without exponent and days as the calendar writes them."""
    assert json_text([Decimal("7.680E+1"), Decimal("1E+3"), date(2025, 12, 31), True, 3], 1) == (
        '[\n    "76.8",\n    "1000",\n    "2025-12-31",\n    true,\n    3\n  ]'
    )


def test_a_line_holds_a_whole_tree() -> None:
    """On one line stands the same document, and no line feed."""
    tree = {"a": [1, {"b": "x\ny"}, []], "c": {}, "d": Decimal("7.680E+1")}
    assert json_line(tree) == '{"a": [1, {"b": "x\\ny"}, []], "c": {}, "d": "76.8"}'


def test_a_shape_writes_what_a_tree_would() -> None:
    """An object of a shape is the same text as the same object spelled out, per cent signs in its texts included."""

    @dataclass(frozen=True)
    class Clause:
        quote: str

    @dataclass(frozen=True)
    class One:
        title: str
        value: Decimal | None
        clause: Clause
        parts: tuple[str, ...] = ()

    shape = Shape({"title": "title", "value": "value", "source": {"quote": "clause.quote"}, "parts": "parts"})
    for one in (One("100%s", None, Clause("≥80%"), ("a", "b")), One("##[x]\u202e", Decimal("0.50"), Clause("\n"))):
        spelled = {"title": one.title, "value": one.value, "source": {"quote": one.clause.quote}, "parts": one.parts}
        assert shape(one) == json_line(spelled)


@dataclass(frozen=True)
class _Entry:
    name: str
    title: str
    text: str | None = None
    value: Decimal | None = None
    on: date | None = None
    count: int | None = None
    waived: tuple[str, ...] = ()


_PLAINLY = ("name", "title", "on", "count", "waived")
_MEMBERS: Members = {
    **{key: key for key in _PLAINLY},
    "told": {"text": "text", "value": "value"},
}


def _spelled(one: _Entry) -> dict[str, Any]:
    return {**{key: getattr(one, key) for key in _PLAINLY}, "told": {"text": one.text, "value": one.value}}


@given(
    st.lists(
        st.builds(
            _Entry,
            name=st.sampled_from("ab"),
            title=st.sampled_from(("100%s", "##[x]\u202e\n", "")),
            text=st.none() | TEXTS,
            value=st.sampled_from((None, Decimal("7.680E+1"), Decimal(0))),
            on=st.sampled_from((None, date(2025, 12, 31))),
            count=st.sampled_from((None, 3)),
            waived=st.sampled_from(((), ("甲", "乙\n"))),
        )
    )
)
def test_records_are_written_as_a_tree_would_be(entries: list[_Entry]) -> None:
    """Whatever one entry of a name said, the next is written as it says, hostile texts included."""
    record = Record(_MEMBERS, 2, own=("text", "value", "on", "count"), name=("name",))
    assert "".join(records(entries, {_Entry: record}, 1)) == json_text([json_line(_spelled(one)) for one in entries], 1)
