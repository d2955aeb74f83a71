"""What is kept of a pack between runs, and what is not believed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pxgov_check.errors import PolicyError, Problem
from pxgov_check.judging.rule_problems import rule_problems
from pxgov_check.policy import cache, ready
from pxgov_check.policy.compiled import dump_policy, load_compiled
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root, starter_root
from pxgov_check.policy.messages import load_texts
from pxgov_check.policy.pack import Policy
from running import make_form, run

PLANTED = Path(__file__).parent / "planted"
EXPRESSION = """
rules:
  - id: A901
    title: {zh: 自定, en: Own}
    severity: verify
    check:
      kind: expression
      require: 'value > 1.0'
    message: {zh: 不对。, en: Wrong.}
    hint: {zh: 请改正。, en: Correct it.}
    examples:
      - {given: {subject: I03, 分子: 1.50, 分母: 3, 情况说明: null, 数据来源: {number: 0.85, format: 0%}}, finds: false}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty cache folder of this test's own."""
    monkeypatch.setenv("PXCHECK_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a copy of the small pack, which inherits."""
    return Path(shutil.copytree(starter_root(), tmp_path / "pack"))


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes reading a pack's YAML an error from there on."""

    def forbid(root: Path) -> Policy:
        raise AssertionError(root)

    return lambda: monkeypatch.setattr("pxgov_check.policy.load.load_policy", forbid)


def content(policy_folder: Path) -> Policy:
    return ready.ready_policy(policy_folder, rule_problems)


def entry(folder: Path) -> Path:
    (found,) = folder.glob("policy-*")
    return found


@pytest.mark.parametrize("root", [builtin_root(), starter_root(), PLANTED], ids=["shipped", "init", "planted"])
def test_a_policy_survives_as_bytes(root: Path) -> None:
    """What comes back is equal to what went in, its digest and its bytes too."""
    policy = load_policy(root)
    data = dump_policy(policy)
    again = load_compiled(data)
    assert again == policy
    assert (again.digest, again.inherited, dump_policy(again)) == (policy.digest, policy.inherited, data)
    bare = replace(policy, inherited=frozenset())
    assert repr(replace(again, inherited=frozenset())) == repr(bare)


def test_an_expression_keeps_its_place(pack: Path) -> None:
    """A rule that is an expression says the line of its check from bytes too, for it may fail while it judges."""
    (pack / "rules/audit/own.yaml").write_text(EXPRESSION, "utf-8")
    policy = load_policy(pack)
    again = load_compiled(dump_policy(policy))
    assert again == policy
    assert again.rules["A901"].examples == policy.rules["A901"].examples
    assert again.place("A901", "check", "require") == policy.place("A901", "check", "require")
    assert again.place("A901", "check", "require") == ("rules/audit/own.yaml", 8)


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.pop("info"),
        lambda said: said["info"].update({"=": "Task"}),
        lambda said: said["info"].update({"=": "os.system"}),
        lambda said: said["info"].update({"unheard": "of"}),
        lambda said: said["info"].pop("title"),
        lambda said: said["indicators"]["of"].append(["I99", "no indicator"]),
        lambda said: said["rules"].update({"of": 7}),
        lambda said: said.update({"digest": 7}),
        lambda said: said.update({"places": {"=": "map", "of": [["A101", 1]]}}),
        lambda said: said.update({"more": 1}),
    ],
)
def test_bytes_that_are_no_policy_are_refused(change: Callable[[dict[str, object]], object]) -> None:
    """A part that is missing, strange, or of another kind makes a ValueError, never half a policy."""
    said = json.loads(dump_policy(load_policy(starter_root())))
    change(said)
    with pytest.raises(ValueError):  # noqa: PT011 (what it says is nobody's contract)
        load_compiled(json.dumps(said).encode())


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"=": "map"}'])
def test_bytes_that_are_nothing_are_refused(data: bytes) -> None:
    """Whatever the bytes are, it is a ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011 (same)
        load_compiled(data)


def test_a_pack_is_read_once(folder: Path, pack: Path, unread: Callable[[], None]) -> None:
    """The second time nothing of the YAML is parsed, and the policy is equal."""
    first = content(pack)
    unread()
    assert content(pack) == first
    assert (folder.stat().st_mode & 0o777, entry(folder).stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize("file", ["data/tasks.yaml", "rules/audit/own.yaml", "rules/targets/quality.yaml"])
def test_an_edit_is_seen_at_once(folder: Path, pack: Path, file: str) -> None:
    """A byte more in any file, a comment even, and the pack is read anew; taken back, the old entry holds again."""
    before = content(pack)
    text = (pack / file).read_bytes()
    (pack / file).write_bytes(text + b"# more\n")
    assert content(pack) == before
    assert len(list(folder.glob("policy-*"))) == 2
    (pack / file).write_bytes(text)
    content(pack)
    assert len(list(folder.glob("policy-*"))) == 2


def test_a_file_more_is_seen(folder: Path, pack: Path) -> None:
    """A file that is added, or is called otherwise, counts like an edit."""
    content(pack)
    (pack / "rules/targets/quality.yaml").rename(pack / "rules/targets/named.yaml")
    assert content(pack).lines["target:I01"][0] in {"rules/targets/named.yaml", "rules/targets/reading.yaml"}
    assert len(list(folder.glob("policy-*"))) == 2


def test_what_a_pack_inherits_counts(folder: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other rules of the program make another policy of the same pack."""
    content(pack)
    program = Path(shutil.copytree(builtin_root() / "rules", tmp_path / "program" / "rules")).parent
    shutil.copytree(builtin_root() / "data", program / "data")
    (program / "rules/tasks.yaml").write_text((program / "rules/tasks.yaml").read_text("utf-8") + "# more\n", "utf-8")
    monkeypatch.setattr("pxgov_check.policy.files.builtin_root", lambda: program)
    content(pack)
    assert len(list(folder.glob("policy-*"))) == 2


def test_a_wrong_pack_is_not_kept(folder: Path, pack: Path) -> None:
    """A pack with problems, of its files or of its rules, says them each time."""
    rule = (pack / "rules/audit/own.yaml").read_text("utf-8")
    (pack / "rules/audit/own.yaml").write_text(rule.replace("kind: ", "kind: no_", 1), "utf-8")
    for _ in range(2):
        with pytest.raises(PolicyError):
            content(pack)
    assert list(folder.glob("policy-*")) == []


def test_an_expression_is_proved_each_time(folder: Path, pack: Path) -> None:
    """Whether an expression can be evaluated hangs on what is installed, so that a kept one is proved again."""
    (pack / "rules/audit/own.yaml").write_text(EXPRESSION, "utf-8")
    content(pack)
    assert entry(folder).exists()

    def missing(_policy: Policy) -> Sequence[Problem]:
        return [Problem("rules/audit/own.yaml", 8, "pack.expression_extra", {})]

    with pytest.raises(PolicyError) as caught:
        ready.ready_policy(pack, missing)
    assert caught.value.problems[0].line == 8


def _other_entry(path: Path) -> None:
    path.write_bytes(next(path.parent.glob("messages-*")).read_bytes())


def _as_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _as_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _sealed(path: Path, data: bytes) -> None:
    path.unlink()
    cache.keep(path.name, data)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b" "),
    "changed": lambda path: path.write_bytes(path.read_bytes().replace(b"T01", b"T02", 1)),
    "random": lambda path: path.write_bytes(bytes(range(256)) * 99),
    "other entry": _other_entry,
    "link": _as_link,
    "folder": _as_folder,
    "pipe": _as_pipe,
    "others write": lambda path: path.chmod(0o666),
    "group writes the folder": lambda path: path.parent.chmod(0o770),
    "sealed but no JSON": lambda path: _sealed(path, b"no"),
    "sealed but no policy": lambda path: _sealed(path, b'{"info": 1}'),
    "sealed and deep": lambda path: _sealed(path, b"[" * 200_000),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_odd_is_made_anew(folder: Path, pack: Path, damage: Callable[[Path], object]) -> None:
    """However an entry was damaged or put there, the policy is the one that the files say."""
    expected = load_policy(pack)
    cache.keep(cache.key_of("messages", []), b"{}")
    content(pack)
    damage(entry(folder))
    assert content(pack) == expected
    assert content(pack) == expected


def test_the_catalogue_is_kept_and_not_believed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentences come from the cache, and from their files again when what is there is no catalogue."""
    load_texts.cache_clear()
    expected = load_texts()
    (kept,) = folder.glob("messages-*")
    for data in (b"{}x", b'{"a": {"zh": 1, "en": "b"}}', b'{"a": {"zh": "b"}}', b"[]"):
        _sealed(kept, data)
        load_texts.cache_clear()
        assert load_texts() == expected
    monkeypatch.setattr("pxgov_check.policy.yaml_gate.parse", lambda *_: pytest.fail("read again"))
    load_texts.cache_clear()
    assert load_texts() == expected


@pytest.mark.parametrize("where", ["below a file", "nowhere", "switched off", "full"])
def test_a_run_needs_no_cache(tmp_path: Path, where: str) -> None:
    """Without a folder that can be written, a home or room on the disk, a run is the same and says nothing of it."""
    form = make_form(tmp_path)
    (tmp_path / "file").write_text("", "utf-8")
    variables = {
        "below a file": {"PXCHECK_CACHE_DIR": str(tmp_path / "file" / "cache")},
        "nowhere": {"PXCHECK_CACHE_DIR": "", "HOME": "", "XDG_CACHE_HOME": "no/absolute/path"},
        "switched off": {"PXCHECK_NO_CACHE": "1", "PXCHECK_CACHE_DIR": str(tmp_path / "none")},
        "full": {"PXCHECK_CACHE_DIR": "/dev/full"},
    }[where]
    usual, other = (run(tmp_path, "validate", form.name, **v) for v in ({}, variables))
    assert (other.returncode, other.stdout, other.stderr) == (usual.returncode, usual.stdout, "")
    assert {path.name for path in tmp_path.iterdir()} == {form.name, "file"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "{form}"),
        ("validate", "{form}", "-f", "json", "-q", "--lang", "en"),
        ("explain", "A103"),
        ("list", "rules"),
        ("template", "--unit", "市档案馆", "--period", "2025Q4", "-o", "{folder}/t.xlsx", "--force"),
        ("test", "{pack}"),
        ("lint", "{pack}"),
    ],
    ids=lambda given: given[0],
)
def test_no_result_hangs_on_the_cache(tmp_path: Path, pack: Path, arguments: tuple[str, ...]) -> None:
    """Cold, warm and without one: the same bytes and the same code."""
    form = make_form(tmp_path)
    given = [a.format(form=form.name, folder=tmp_path, pack=pack) for a in arguments]
    own = {"PXCHECK_CACHE_DIR": str(tmp_path / "cache")}
    told = [run(tmp_path, *given, **v) for v in (own, own, {"PXCHECK_NO_CACHE": "1"})]
    assert len({(one.returncode, one.stdout, one.stderr) for one in told}) == 1
    assert list((tmp_path / "cache").glob("*-*"))


def test_eight_at_once_agree(tmp_path: Path) -> None:
    """Eight processes that find no cache all say the same, and leave one whole entry of each kind and nothing else."""
    form = make_form(tmp_path)
    command = [sys.executable, "-m", "pxgov_check", "validate", form.name, "-f", "json", "-q"]
    variables = {**os.environ, "PXCHECK_CACHE_DIR": str(tmp_path / "cache")}
    started = [subprocess.Popen(command, cwd=tmp_path, env=variables, stdout=subprocess.PIPE) for _ in range(8)]
    assert len({one.communicate(timeout=120)[0] for one in started}) == 1
    kept = sorted(path.name for path in (tmp_path / "cache").iterdir())
    assert [name.partition("-")[0] for name in kept] == ["messages", "policy"]
    assert all(cache_holds(tmp_path / "cache", name) for name in kept)


def cache_holds(folder: Path, name: str) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PXCHECK_CACHE_DIR", str(folder))
        return cache.recall(name) is not None


def test_old_entries_are_swept(folder: Path) -> None:
    """A folder keeps the newest sixteen of a kind, however often a pack is edited, and leaves other kinds alone."""
    cache.keep(cache.key_of("messages", []), b"{}")
    for number in range(20):
        key = cache.key_of("policy", [("n", bytes([number]))])
        cache.keep(key, b"{}")
        os.utime(folder / key, (number, number))
    assert len(list(folder.glob("policy-*"))) == 16
    assert (folder / key).exists()
    assert len(list(folder.glob("messages-*"))) == 1
