from __future__ import annotations

import difflib
import shutil
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pxgov_check.errors import PolicyError, UsageError
from pxgov_check.formats.schemas import output_schemas
from pxgov_check.policy.folding import unit_key
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root, find_pack
from pxgov_check.policy.messages import load_texts, placeholders
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.schemas import pack_schemas, render
from pxgov_check.policy.yaml_gate import parse

ROOT = Path(__file__).parents[2]
SCHEMA_OF = {
    "data/policy.yaml": "policy",
    "data/indicators.yaml": "indicators",
    "data/tasks.yaml": "tasks",
    "data/units.yaml": "units",
    "data/commitments.yaml": "commitments",
    "rules/tasks.yaml": "task-rules",
    "rules/targets": "targets",
    "rules/audit": "audit",
    "rules/messages": "messages",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the shipped pack that a test may break."""
    for folder in ("data", "rules"):
        shutil.copytree(builtin_root() / folder, tmp_path / folder)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def plain_values(tree: object) -> object:
    """Return a parsed tree with its decimals as JSON numbers."""
    if isinstance(tree, dict):
        return {key: plain_values(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain_values(value) for value in tree]
    return float(tree) if isinstance(tree, Decimal) else tree


def keys(root: Path) -> list[tuple[str, str]]:
    """Return file and key of every problem of a pack."""
    with pytest.raises(PolicyError) as wrong:
        load_policy(root)
    assert all(p.line >= 1 for p in wrong.value.problems)
    return [(p.file, p.key) for p in wrong.value.problems]


def test_the_pack_is_complete(policy: Policy) -> None:
    """Twenty indicators, 40 milestones, 56 tasks by deadline, 37 units and the group, 47 commitments."""
    assert Counter(i.category for i in policy.indicators.values()) == {
        "数字底座": 5,
        "数据共享": 3,
        "一网通办": 7,
        "一网统管": 1,
        "一网协同": 4,
    }
    assert sum(len(t.milestones) for t in policy.targets.values()) == 40
    assert Counter(t.section for t in policy.tasks.values()) == dict(
        zip("一二三四五六七", (3, 33, 2, 4, 1, 5, 8), strict=True)
    )
    assert Counter(t.due.year if t.due else None for t in policy.tasks.values()) == {
        2023: 13,
        2024: 27,
        2025: 8,
        None: 8,
    }
    assert sum(t.open_ended for t in policy.tasks.values()) == 37
    assert (len(policy.units), list(policy.groups), len(policy.commitments)) == (37, ["市直有关部门"], 47)
    assert {t.id for t in policy.tasks.values() if "O" in t.deadline_text} == {f"T{n}" for n in range(25, 37)}


def test_decimals_keep_their_places(policy: Policy) -> None:
    """98.80 stays a decimal with two places."""
    assert str(policy.targets["I02"].milestones[0].value) == "98.80"


@pytest.mark.parametrize("written", ["发改委", "市发改委", "萍乡市发改委", "萍乡市发展和改革委员会", " 市发改委 "])
def test_a_unit_is_known_by_any_of_its_names(policy: Policy, written: str) -> None:
    """With or without the city's name, short or in full, it is one unit."""
    assert policy.resolve_unit(written) == "市发改委"


def test_all_problems_are_reported_together(copy: Path) -> None:
    """A wrong figure, an unknown key, a duplicate key and a missing file are told at once, each with its line."""
    edit(copy / "rules/targets/digital-base.yaml", "value: 5500", "value: many")
    edit(copy / "data/tasks.yaml", "    area:", "    areas:")
    edit(copy / "data/units.yaml", "    kind:", "    name: 重复\n    kind:")
    (copy / "data/commitments.yaml").unlink()
    found = keys(copy)
    assert ("rules/targets/digital-base.yaml", "pack.not_number") in found
    assert {("data/tasks.yaml", "pack.missing"), ("data/tasks.yaml", "pack.unknown_key")} <= set(found)
    assert ("data/units.yaml", "pack.duplicate_key") in found
    assert ("data/commitments.yaml", "pack.no_file") in found


@pytest.mark.parametrize("surprise", ["no", "Yes", "on", "1:30", "010", "0x1F", ".inf", "1e3"])
def test_yaml_surprises_are_refused(copy: Path, surprise: str) -> None:
    """What older YAML reads as something else has to be quoted."""
    edit(copy / "data/policy.yaml", 'version: "1"', f"version: {surprise}")
    assert ("data/policy.yaml", "pack.surprising") in keys(copy)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("[" * 50_000, "pack.too_deep"),
        ("a: &x 1\nb: *x\n", "pack.anchor"),
        ("a: !!python/object:os.system 1\n", "pack.tag"),
        ("a: {<<: {b: 1}}\n", "pack.anchor"),
        ("a: 1\n---\nb: 2\n", "pack.second_document"),
        ("a: [1\n", "pack.syntax"),
        ("# " + "x" * 1_100_000, "pack.too_large"),
    ],
)
def test_the_gate_refuses_what_could_hurt(copy: Path, content: str, key: str) -> None:
    """Nesting, anchors, tags, merges, a second document and size are refused before anything is built."""
    (copy / "data/policy.yaml").write_text(content, "utf-8")
    assert ("data/policy.yaml", key) in keys(copy)


def test_references_must_exist(copy: Path) -> None:
    """A unit, task or rule that another file does not know is a problem at the entry."""
    edit(copy / "data/tasks.yaml", 'units: ["市大数据中心", "市国家密码局"]', 'units: ["市大数剧中心"]')
    edit(copy / "rules/audit/values.yaml", "yields_to: [F015, F004]", "yields_to: [F099]")
    assert keys(copy) == [
        ("data/tasks.yaml", "pack.unknown_reference"),
        ("rules/audit/values.yaml", "pack.unknown_reference"),
    ]


def test_the_digest_is_of_what_the_pack_says(copy: Path, policy: Policy) -> None:
    """Comments do not change it, a figure does."""
    edit(copy / "data/policy.yaml", "version:", "# a remark\nversion:")
    assert load_policy(copy).digest == policy.digest
    edit(copy / "rules/targets/digital-base.yaml", "value: 9000", "value: 9001")
    assert load_policy(copy).digest != policy.digest


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    """Naming a folder that holds no pack is a usage error."""
    with pytest.raises(UsageError):
        find_pack(tmp_path)


def test_both_languages_say_the_same(policy: Policy) -> None:
    """Every sentence exists in Chinese and English with the same placeholders."""
    for key, text in load_texts().items():
        assert placeholders(text["zh"]) == placeholders(text["en"]), key
    for rule in policy.rules.values():
        assert placeholders(rule.message.zh) == placeholders(rule.message.en), rule.id


def test_the_published_schemas_are_the_models() -> None:
    """The files in schemas/ are what the models say today."""
    for name, schema in {**pack_schemas(), **output_schemas()}.items():
        assert (ROOT / "schemas" / name).read_text("utf-8") == render(schema), name


def test_every_shipped_file_names_its_schema() -> None:
    """The first line of each file leads an editor to the schema that its content is checked against."""
    for place, name in SCHEMA_OF.items():
        path = ROOT / place
        for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
            first = file.read_text("utf-8").splitlines()[0]
            named = first.removeprefix("# yaml-language-server: $schema=")
            assert (file.parent / named).resolve() == ROOT / "schemas" / f"{name}.schema.json", file
    shipped = {p for folder in ("data", "rules") for p in (ROOT / folder).rglob("*.yaml")}
    listed = {f for p in SCHEMA_OF for f in ((ROOT / p).glob("*.yaml") if (ROOT / p).is_dir() else [ROOT / p])}
    assert shipped == listed


def test_every_shipped_file_validates_against_its_schema() -> None:
    """An editor that uses the schemas finds nothing wrong with the shipped pack."""
    schemas = {**pack_schemas(), **output_schemas()}
    for place, name in SCHEMA_OF.items():
        path = ROOT / place
        validator = Draft202012Validator(schemas[f"{name}.schema.json"])
        for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
            content = plain_values(parse(file.read_bytes(), file.name).value)
            assert [e.message for e in validator.iter_errors(content)] == [], file


@pytest.mark.parametrize(
    ("check", "valid"),
    [
        ({"kind": "expression", "require": "value > 1.0"}, True),
        ({"kind": "expression", "scope": "submission", "subjects": ["I01"], "require": "true"}, True),
        ({"kind": "expression"}, False),
        ({"kind": "expression", "require": "true", "requires": "x"}, False),
        ({"kind": "expression", "require": "true", "scope": "rows"}, False),
        ({"kind": "rate_differs", "tolerance": 0.1}, True),
    ],
)
def test_editors_know_the_parameters_of_expressions(check: dict[str, object], valid: bool) -> None:
    """The schema of audit rules checks what an expression rule has, and leaves other kinds to judging."""
    rule = {"id": "A901", "severity": "notice", "check": check}
    words = {key: {"zh": "一", "en": "a"} for key in ("title", "message", "hint")}
    validator = Draft202012Validator(pack_schemas()["audit.schema.json"])
    assert validator.is_valid({"rules": [{**rule, **words}]}) is valid


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.data())
def test_units_that_may_have_been_meant_are_those_that_difflib_finds(policy: Policy, data: st.DataObject) -> None:
    """To look only at names that share enough characters leaves none out and changes no order."""
    name = data.draw(st.sampled_from(sorted(policy.names)))
    more = data.draw(st.text(st.sampled_from("市萍乡局委办公室发展改革0 x"), max_size=4))
    written = data.draw(
        st.permutations([*name[data.draw(st.integers(0, 2)) :], *more]).map("".join) | st.just(name + more)
    )
    near = difflib.get_close_matches(unit_key(written), list(policy.names), n=6, cutoff=0.5)
    assert policy.nearest_units(written) == list(dict.fromkeys(policy.names[key] for key in near))[:3]


def test_what_is_made_of_a_policy_is_made_once(policy: Policy) -> None:
    """A layer above makes what it needs of a policy one time; another policy has its own."""
    made: list[str] = []

    def titles(one: Policy) -> list[str]:
        made.append(one.info.id)
        return [indicator.name for indicator in one.indicators.values()]

    other = replace(policy, indicators={})
    assert policy.once(titles) is policy.once(titles)
    assert other.once(titles) == []
    assert len(made) == 2
