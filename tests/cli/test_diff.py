"""pxcheck diff: between folders and between git revisions, in words, as JSON, and in verdicts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from filling import filled, plant, save
from pxgov_check.formats import diff as report
from pxgov_check.policy.compare import TEXT, ChangeKind, Effect, compare
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root, starter_root
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy
from running import run

TARGETS = Path("rules") / "targets" / "digital-base.yaml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the shipped pack."""
    for folder in ("data", "rules"):
        shutil.copytree(builtin_root() / folder, tmp_path / "pack" / folder)
    return tmp_path / "pack"


def edit(path: Path, after: str, old: str, new: str) -> None:
    """Replace the first text after a mark."""
    before, mark, rest = path.read_text("utf-8").partition(after)
    assert old in rest
    path.write_text(before + mark + rest.replace(old, new, 1), "utf-8")


def raise_the_seal(pack: Path) -> None:
    """Edit the e-seal target from 50 to 60."""
    edit(pack / TARGETS, "indicator: I05", "value: 50", "value: 60")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, whatever the machine's settings."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = {f"GIT_{role}_{what}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(  # git is where the user has it
        ["git", *arguments],  # noqa: S607
        cwd=folder,
        env={**os.environ, **settings, **who},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def repository(copy: Path) -> Path:
    """Return a repository of two commits; the second raises the e-seal target."""
    git(copy, "init", "-q", "-b", "main")
    for change in (lambda _: None, raise_the_seal):
        change(copy)
        git(copy, "add", "-A")
        git(copy, "commit", "-q", "-m", "pack")
    return copy


def test_one_edited_target_is_one_line(copy: Path, tmp_path: Path) -> None:
    """The e-seal target raised from 50 to 60 is told in one line, as stricter, in both languages."""
    raise_the_seal(copy)
    for lang, line in (
        ("zh", "目标 I05 电子印章应用覆盖率:2025-12-31 的目标由 ≥50% 改为 ≥60%(要求提高)。"),
        ("en", "target I05 E-seal coverage: the value due 2025-12-31 changed from ≥50% to ≥60% (stricter)."),
    ):
        done = run(tmp_path, "diff", str(builtin_root()), "pack", "--lang", lang)
        assert (done.returncode, done.stdout.splitlines()[:-1]) == (0, [line])


def test_test_and_verify_object_to_it(copy: Path, tmp_path: Path) -> None:
    """The same edit is objected to by test, and by verify against the quotes of the pack."""
    raise_the_seal(copy)
    (tmp_path / "text.txt").write_text("5 电子印章应用覆盖率(%) 30 ≥50 预期性", "utf-8")
    told = run(tmp_path, "verify", "text.txt", "--policy", "pack").stdout
    assert "I05:“30 ≥60”与引文" in told
    assert "I05:“30 ≥50”与引文" not in run(tmp_path, "verify", "text.txt").stdout
    assert run(tmp_path, "test", "pack").returncode == 2


def test_exactly_the_units_whose_verdict_changes(
    copy: Path, policy: Policy, messages: Messages, tmp_path: Path
) -> None:
    """Of three units at 45, 55 and 65 %, only the one at 55 % is listed, from met to unmet."""
    (tmp_path / "forms").mkdir()
    for unit, rate in (("市档案馆", 0.45), ("市发改委", 0.55), ("市司法局", 0.65)):
        book = filled(policy, unit, messages)
        for column in ("分子", "分母"):
            plant(book, "指标填报", "I05", column, None)
        plant(book, "指标填报", "I05", "本期完成值", rate)
        save(book, tmp_path / "forms" / f"{unit}.xlsx")
    raise_the_seal(copy)
    arguments = ("diff", str(builtin_root()), "pack", "--submissions", "forms")
    document = json.loads(run(tmp_path, *arguments, "-f", "json").stdout)
    assert document["verdicts"] == [
        {
            "file": "forms/市发改委.xlsx",
            "unit": "市发改委",
            "period": "2025Q4",
            "subject": "I05",
            "title": "电子印章应用覆盖率",
            "old": "met",
            "new": "unmet",
        }
    ]
    told = run(tmp_path, *arguments).stdout.splitlines()
    assert told[2] == "市发改委 2025Q4 I05 电子印章应用覆盖率:达标 → 未达到预期目标(forms/市发改委.xlsx)"
    assert told[3].startswith("随之改变的判定 1 项,涉及 1 个单位")
    # On the day before it falls due, 55 % is under way by the new target and past it by the old one.
    early = json.loads(run(tmp_path, *arguments, "-f", "json", "--as-of", "2025-12-30").stdout)
    assert [(v["unit"], v["old"], v["new"]) for v in early["verdicts"]] == [("市发改委", "met", "behind")]


def test_a_pack_is_no_different_from_itself(tmp_path: Path) -> None:
    """Two times the same pack: nothing, and code 0."""
    done = run(tmp_path, "diff", str(builtin_root()), str(builtin_root()))
    assert (done.returncode, done.stdout) == (0, "两个规则包没有不同。\n")


@pytest.mark.parametrize(
    ("file", "after", "old", "new", "expected"),
    [
        (
            "data/tasks.yaml",
            "id: T29",
            'deadline: "2023-12-31"',
            'deadline: "2024-12-31"',
            ("task", "T29", "deadline", "2023-12-31", "2024-12-31", Effect.LOOSER),
        ),
        (
            "data/tasks.yaml",
            "id: T39",
            "deadline: ongoing",
            'deadline: "2025-12-31"',
            ("task", "T39", "deadline", "ongoing", "2025-12-31", None),
        ),
        (
            "data/tasks.yaml",
            "id: T01",
            '"市大数据中心", "市国家密码局"',
            '"市大数据中心"',
            ("task", "T01", "units", "市大数据中心、市国家密码局", "市大数据中心", None),
        ),
        (
            "rules/audit/values.yaml",
            "id: A103",
            "tolerance: 0.05",
            "tolerance: 0.1",
            ("rule", "A103", "check.tolerance", "0.05", "0.1", None),
        ),
        (
            "rules/audit/values.yaml",
            "id: A111",
            "severity: verify",
            "severity: mandatory",
            ("rule", "A111", "severity", "verify", "mandatory", None),
        ),
        (
            "data/commitments.yaml",
            "id: C02",
            "value: 50",
            "value: 40",
            ("commitment", "C02", "demand", "≥50%", "≥40%", Effect.LOOSER),
        ),
        (
            "data/policy.yaml",
            "statuses",
            "达标",
            "完成",
            ("wording", "met", "wording", "达标", "完成", None),
        ),
        ("data/units.yaml", "units:", "政府部门", "其他", ("unit", "市工信局", "kind", "政府部门", "其他", None)),
        (
            "data/policy.yaml",
            "id:",
            "萍府发〔2023〕21号",
            "萍府发〔2026〕1号",
            ("policy", "萍府发〔2026〕1号", "document_no", "萍府发〔2023〕21号", "萍府发〔2026〕1号", None),
        ),
    ],
)
def test_each_kind_of_change_is_one_change(
    copy: Path, policy: Policy, file: str, after: str, old: str, new: str, expected: tuple[str | None, ...]
) -> None:
    """A changed deadline, unit list, parameter, severity, demand or word is one change with its two values."""
    edit(copy / file, after, old, new)
    (change,) = compare(policy, load_policy(copy))
    assert (change.what, change.entry, change.fact, change.old, change.new, change.effect) == expected
    for lang in ("zh", "en"):
        assert "{" not in report.sentence(change, load_messages(lang))


def test_what_is_no_demand_is_said_too(copy: Path, policy: Policy) -> None:
    """A note, a quote or an example alone is one change of text: whatever changes the digest is in the list."""
    edit(copy / TARGETS, "indicator: I05", "按不低于理解", "按不少于理解")
    edit(copy / "data" / "units.yaml", "units:", "通行的简称与全称", "简称与全称")
    changes = compare(policy, load_policy(copy))
    assert [(c.what, c.entry, c.fact) for c in changes] == [("target", "I05", TEXT), ("unit", "市大数据中心", TEXT)]


def test_what_comes_and_goes_is_told_whole(policy: Policy, messages: Messages) -> None:
    """Between two policies every entry of one only is one line, and every sentence is complete in both languages."""
    other = load_policy(starter_root())
    there, back = compare(policy, other), compare(other, policy)
    assert len(there) == len(back)
    assert {(c.what, c.entry) for c in there if c.kind is ChangeKind.REMOVED and c.fact is None} == {
        (c.what, c.entry) for c in back if c.kind is ChangeKind.ADDED and c.fact is None
    }
    removed = [c for c in there if c.what == "task" and c.fact is None]
    assert len(removed) == len(policy.tasks) - len(other.tasks)
    for lang in ("zh", "en"):
        for change in (*there, *back):
            told = report.sentence(change, load_messages(lang))
            assert "{" not in told
            assert "—" not in told, told
    assert report.sentence(removed[-1], messages).startswith("取消任务 T56 ")


def test_the_json_is_as_published(copy: Path, tmp_path: Path) -> None:
    """With and without submissions the document validates, and its totals are the lengths of its lists."""
    validator = Draft202012Validator(report.schema())
    shutil.copy(builtin_root() / "examples" / "report-2025Q4.xlsx", tmp_path)
    raise_the_seal(copy)
    for pack in (copy, starter_root()):
        for more in ([], ["--submissions", "report-2025Q4.xlsx"]):
            document = json.loads(run(tmp_path, "diff", str(builtin_root()), str(pack), "-f", "json", *more).stdout)
            validator.validate(document)
            assert document["summary"]["changes"] == len(document["changes"]) > 0
            assert document["summary"]["verdicts"] == (len(document["verdicts"]) if more else None)


def test_revisions_of_a_repository(repository: Path, tmp_path: Path) -> None:
    """HEAD~1 and HEAD of the repository that holds the pack, from any folder; the checkout stays as it is."""
    edit(repository / TARGETS, "indicator: I01", "value: 9000", "value: 9999")
    for folder, more in ((repository, ()), (tmp_path, ("--policy", str(repository)))):
        done = run(folder, "diff", "HEAD~1", "HEAD", *more, "--lang", "en", PXCHECK_POLICY=str(repository))
        assert "I05" in done.stdout.splitlines()[0], done.stderr
        assert done.stdout.splitlines()[1:] == ["Changes: 1."]
    # A folder and a revision can be compared too: what is not committed yet.
    done = run(repository, "diff", "HEAD", ".", "--lang", "en", PXCHECK_POLICY=str(repository))
    assert "9000" in done.stdout
    assert git(repository, "status", "--porcelain").split() == ["M", TARGETS.as_posix()]


def test_the_working_folders_pack_needs_no_option(repository: Path) -> None:
    """Who stands in the repository of a pack means that pack, for revisions and for every other command."""
    done = run(repository, "diff", "HEAD~1", "HEAD", "--lang", "en")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Changes: 1."), done.stderr
    assert run(repository, "lint").returncode == 2


def test_a_pack_in_a_subfolder_of_its_repository(tmp_path: Path) -> None:
    """The pack may lie anywhere in its repository."""
    pack = tmp_path / "deep" / "pack"
    shutil.copytree(starter_root(), pack)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "pack")
    done = run(tmp_path, "diff", "main", "deep/pack", "--policy", "deep/pack")
    assert (done.returncode, done.stdout) == (0, "两个规则包没有不同。\n")


@pytest.mark.parametrize(
    "revision",
    ["--output=stolen", "-h", "--upload-pack=touch stolen", "HEAD; touch stolen", "$(touch stolen)", "HEAD:data", ""],
)
def test_a_hostile_revision_is_a_usage_error(repository: Path, revision: str) -> None:
    """Whatever is typed for a revision is no option and no command."""
    done = run(repository, "diff", "--policy", ".", "--", revision, "HEAD")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert not (repository / "stolen").exists()


def test_a_revision_without_a_pack_is_named(tmp_path: Path) -> None:
    """A commit from before the pack was there is a usage error that says so."""
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "nothing")
    shutil.copytree(starter_root(), tmp_path / "pack")
    done = run(tmp_path, "diff", "HEAD", "pack", "--policy", "pack", "--lang", "en")
    assert done.returncode == 2
    assert "no pack" in done.stderr


def test_problems_say_which_of_the_two_packs(repository: Path) -> None:
    """A revision that does not load is told with its name before the file and line."""
    edit(repository / TARGETS, "indicator: I05", "value: 60", "value: many")
    git(repository, "commit", "-q", "-a", "-m", "broken")
    done = run(repository, "diff", "HEAD~1", "HEAD", "--policy", ".")
    assert done.returncode == 2
    assert "HEAD:rules/targets/digital-base.yaml:" in done.stderr


def test_links_in_a_revision_are_not_followed(repository: Path, tmp_path: Path) -> None:
    """A symbolic link committed in place of a file is no file of the pack."""
    secret = tmp_path / "secret.yaml"
    secret.write_text("secret: 1", "utf-8")
    (repository / "data" / "commitments.yaml").unlink()
    (repository / "data" / "commitments.yaml").symlink_to(secret)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "link")
    done = run(repository, "diff", "HEAD~1", "HEAD", "--policy", ".")
    assert done.returncode == 2
    assert "secret" not in done.stderr
    assert "HEAD:data/commitments.yaml" in done.stderr
