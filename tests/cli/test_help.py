"""Help pages and what is said of a command line that is wrong, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from pxgov_check.cli.commands import COMMANDS
from running import run

# What Click says in English when nobody puts it into words.
_CLICKS_OWN = re.compile(r"Usage|Options|Arguments|Commands|Show this|env var|default:|required")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_a_help_page_is_in_one_language_and_fits_the_screen(tmp_path: Path, command: str) -> None:
    """Chinese by default with nothing of Click's English, English when asked, no line wider than 80 cells."""
    line = [command] if command else []
    for asked in ("-h", "--help"):
        chinese = run(tmp_path, *line, asked).stdout
        assert chinese.startswith("用法: pxcheck")
        assert not _CLICKS_OWN.search(chinese)
        assert max(cell_len(one) for one in chinese.splitlines()) <= 80
    english = run(tmp_path, "--lang", "en", *line, "--help").stdout
    assert english.startswith("Usage: pxcheck")
    assert not re.search(r"[\u4e00-\u9fff]", english.replace("-退回", ""))
    options = [re.findall(r"^  (-.*?)(?:  |$)", page, re.MULTILINE) for page in (chinese, english)]
    assert options[0] == options[1] != []


def test_the_language_may_stand_before_the_command(tmp_path: Path) -> None:
    """It wins over a variable as any flag does, and what follows the command is the command's."""
    for line in (["--lang", "en", "list"], ["--lang=en", "list"], ["list", "--lang", "en"]):
        assert "20 indicators" in run(tmp_path, *line, PXCHECK_LANG="zh").stdout
    done = run(tmp_path, "--lang", "en", "config", "--format", "json", "validate", "--fail-on", "never")
    assert '"never"' in done.stdout
    assert run(tmp_path, "--lang", "en", "--version").stdout.startswith("pxcheck ")


@pytest.mark.parametrize(
    ("line", "chinese", "english"),
    [
        (["valdate"], "最接近的是 validate", "the nearest is validate"),
        (["zzzz"], "请用:validate template", "Choose one of: validate template"),
        (["--lang", "zh"], "没有写命令", "No command"),
        (["lint", "a", "b"], "多出了 b", "b is too much"),
        (["validate", "x", "--period"], "--period 后面要写一个值", "--period needs a value"),
        (["validate", "x", "--quiet=3"], "--quiet 后面不写值", "--quiet takes no value"),
        (["validate", "x", "--nope"], "没有选项 --nope", "no option --nope"),
        (["validate"], "缺少 PATH", "PATH... is missing"),
        (["template"], "缺少 --period", "--period is missing"),
        (["list", "things"], "请用:indicators tasks", "Choose one of: indicators tasks"),
        (["config", "valdate"], "没有命令“valdate”", "no command “valdate”"),
        (["config", "validate", "--nope"], "没有选项 --nope", "no option --nope"),
        (["config", "validate", "--period"], "--period 后面要写一个值", "--period needs a value"),
        (["validate", "x", "--rule-pages", "javascript:x"], "“javascript:x”不能用", "is no address"),
        (["validate", "x", "--rule-pages", "https://a b/"], "“https://a b/”不能用", "is no address"),
    ],
)
def test_a_wrong_command_line_is_one_sentence_with_a_remedy(
    tmp_path: Path, line: list[str], chinese: str, english: str
) -> None:
    """Exit code 2, nothing on standard output, one line in the user's language."""
    for lang, words in (("zh", chinese), ("en", english)):
        done = run(tmp_path, *[lang if one == "zh" else one for one in line], PXCHECK_LANG=lang)
        assert (done.returncode, done.stdout) == (2, "")
        (said,) = done.stderr.splitlines()
        assert words in said


def test_a_variable_that_is_neither_true_nor_false_is_named(tmp_path: Path) -> None:
    """A switch in the environment takes what people write for yes and no, and nothing else."""
    done = run(tmp_path, "validate", "x", PXCHECK_QUIET="maybe")
    assert (done.returncode, done.stderr.splitlines()) == (2, ["pxcheck: --quiet 只能是 true 或 false。请改正。"])
