"""Lint against a pack whose files say, in a comment on the line, which codes must be reported there."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pxgov_check.formats import lint as report
from pxgov_check.policy.lint import CHECKS, LOADING, lint
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.messages import load_texts, placeholders
from pxgov_check.policy.pack import Policy
from running import run

PLANTED = Path(__file__).parent / "planted"


def planted() -> set[tuple[str, int, str]]:
    """Return file, line and code of every fault that the planted pack announces."""
    return {
        (path.relative_to(PLANTED).as_posix(), number, code)
        for path in PLANTED.rglob("*.yaml")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for code in re.findall(r"L\d{3}", line.partition("  #")[2])
    }


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the shipped pack that a test may break."""
    for folder in ("data", "rules"):
        shutil.copytree(builtin_root() / folder, tmp_path / folder)
    return tmp_path


def test_the_planted_faults_are_named_and_nothing_else() -> None:
    """Each of the planted faults (25 and more) is found at its line under its code, and nothing besides."""
    announced = planted()
    found = {(f.file, f.line, f.code) for f in lint(load_policy(PLANTED))}
    assert found == announced
    assert len(announced) >= 25


def test_every_check_has_a_planted_fault() -> None:
    """No check is in the list that the planted pack does not set off."""
    assert {code for _, _, code in planted()} == set(CHECKS)


def test_the_shipped_pack_is_clean(policy: Policy) -> None:
    """Lint finds nothing in the pack that ships."""
    assert lint(policy) == []


def test_every_code_says_what_is_wrong_and_what_to_do() -> None:
    """Each code has its sentence and its remedy, and no remedy asks for a word that its sentence does not."""
    texts = load_texts()
    for code in CHECKS:
        for lang in ("zh", "en"):
            assert placeholders(texts[f"lint.{code}.fix"][lang]) <= placeholders(texts[f"lint.{code}"][lang]), code


def test_a_target_edited_alone_is_named_at_its_line(copy: Path) -> None:
    """The e-seal target raised from 50 to 60 no longer agrees with its quote, nor with the commitment of that day."""
    path = copy / "rules/targets/digital-base.yaml"
    before, after = path.read_text("utf-8").split("indicator: I05")
    path.write_text(f"{before}indicator: I05{after.replace('value: 50', 'value: 60', 1)}", "utf-8")
    line = before.count("\n") + after[: after.index("value: 50")].count("\n") + 1
    found = [(f.code, f.entry, f.line) for f in lint(load_policy(copy))]
    assert found[-1] == ("L021", "target:I05", line)
    assert [(code, entry) for code, entry, _ in found[:-1]] == [("L024", "C02")]


def test_lint_ends_with_2_and_speaks_both_languages(tmp_path: Path) -> None:
    """A clean pack is 0; a wrong one is 2, a line a fault with file, line, code and remedy."""
    clean = run(tmp_path, "lint")
    assert (clean.returncode, clean.stdout[:1]) == (0, "√")
    for lang in ("zh", "en"):
        wrong = run(tmp_path, "lint", str(PLANTED), "--lang", lang)
        assert wrong.returncode == 2
        lines = wrong.stdout.splitlines()
        assert {tuple(re.match(r"(.+?):(\d+): (L\d+) ", line).groups()) for line in lines[:-1]} == {  # type: ignore[union-attr]
            (file, str(line), code) for file, line, code in planted()
        }
        assert str(len(planted())) in lines[-1]


def test_the_json_is_as_published(tmp_path: Path) -> None:
    """The document validates against its schema, and its total is the length of its list."""
    for pack, code in ((PLANTED, 2), (builtin_root(), 0)):
        done = run(tmp_path, "lint", str(pack), "-f", "json")
        document = json.loads(done.stdout)
        Draft202012Validator(report.schema()).validate(document)
        assert document["exit_code"] == done.returncode == code
        assert document["summary"]["findings"] == len(document["findings"])


def test_what_the_loader_finds_is_told_too(copy: Path, tmp_path: Path) -> None:
    """A pack that does not load is told with the loader's places, under the code for that."""
    path = copy / "data/tasks.yaml"
    path.write_text(path.read_text("utf-8").replace("    area:", "    areas:", 1), "utf-8")
    done = run(tmp_path, "lint", str(copy), "-f", "json")
    findings = json.loads(done.stdout)["findings"]
    assert done.returncode == 2
    assert {(f["code"], f["file"]) for f in findings} == {(LOADING, "data/tasks.yaml")}
    assert len(findings) == 2


def test_a_misspelt_check_is_named(copy: Path, tmp_path: Path) -> None:
    """What only the judging side can see of a pack is told by lint as well."""
    path = copy / "rules/audit/values.yaml"
    path.write_text(path.read_text("utf-8").replace('kind: "blank"', 'kind: "blnak"', 1), "utf-8")
    done = run(tmp_path, "lint", str(copy))
    assert done.returncode == 2
    assert "blnak" in done.stdout
