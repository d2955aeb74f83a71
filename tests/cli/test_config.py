from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from pxgov_check.cli.commands import COMMANDS, load_command
from pxgov_check.cli.config_file import ConfigFile, read_config
from pxgov_check.cli.settings import settings_of
from pxgov_check.errors import UsageError
from pxgov_check.policy.locate import builtin_root, starter_root
from running import make_form, run


def _config(folder: Path, text: str) -> Path:
    path = folder / "pxcheck.toml"
    path.write_text(text, "utf-8")
    return path


def test_no_file_is_no_configuration(tmp_path: Path) -> None:
    """The file is optional."""
    assert read_config(tmp_path / "pxcheck.toml") == ConfigFile()


def test_unknown_settings_are_refused_all_at_once(tmp_path: Path) -> None:
    """A mistyped name would otherwise be silently ignored; each is named with its line and the nearest."""
    _config(tmp_path, 'lang = "en"\nfail_on = "data"\n\nfromat = "json"\n')
    done = run(tmp_path, "list")
    assert (done.returncode, done.stdout) == (2, "")
    assert "pxcheck.toml:2 fail_on → fail-on" in done.stderr
    assert "pxcheck.toml:4 fromat → format" in done.stderr


def test_a_setting_of_another_command_is_no_mistake(tmp_path: Path) -> None:
    """One file serves all commands."""
    _config(tmp_path, 'fail-on = "data"\ntemplate-output = "forms"\n')
    assert run(tmp_path, "list", "rules").returncode == 0


def test_a_table_is_no_value(tmp_path: Path) -> None:
    """It is named with its line."""
    _config(tmp_path, "[lang]\nx = 1\n")
    done = run(tmp_path, "list")
    assert done.returncode == 2
    assert "pxcheck.toml:1" in done.stderr


def test_broken_toml_is_a_usage_error(tmp_path: Path) -> None:
    """The parser's words say where."""
    with pytest.raises(UsageError):
        read_config(_config(tmp_path, "fail-on = "))


def test_flag_over_variable_over_file(tmp_path: Path) -> None:
    """The same option from three places: the nearest to the user wins."""
    form = make_form(tmp_path)
    _config(tmp_path, 'fail-on = "never"')
    assert run(tmp_path, "validate", form.name).returncode == 0
    assert run(tmp_path, "validate", form.name, PXCHECK_FAIL_ON="data").returncode == 1
    assert run(tmp_path, "validate", form.name, "--fail-on", "never", PXCHECK_FAIL_ON="data").returncode == 0


@pytest.mark.parametrize("text", ["as-of = 2025-12-31", 'as-of = "2025-12-31"'])
def test_a_day_may_be_written_as_a_toml_date(tmp_path: Path, text: str) -> None:
    """TOML has dates of its own; people will use them."""
    form = make_form(tmp_path)
    _config(tmp_path, text)
    assert run(tmp_path, "validate", form.name, "--fail-on", "never").returncode == 0


def test_the_language_of_the_file_counts(tmp_path: Path) -> None:
    """Lang = "en" gives English reports."""
    form = make_form(tmp_path)
    _config(tmp_path, 'lang = "en"')
    assert "return for correction" in run(tmp_path, "validate", form.name).stdout.lower()


def test_every_option_has_a_variable_and_a_name_of_its_own() -> None:
    """PXCHECK_X, x in the file; two options of one command never share one."""
    for name in COMMANDS:
        settings = settings_of(load_command(name))
        assert all(s.variable == "PXCHECK_" + s.name.upper().replace("-", "_") for s in settings)
        assert len({s.name for s in settings}) == len(settings)
    assert {"fail-on", "format", "output", "as-of", "rule-pages"} <= {
        s.name for s in settings_of(load_command("validate"))
    }


@pytest.mark.parametrize("value", ["1", '"yes"', "true"])
def test_a_switch_may_be_a_number_a_word_or_a_truth(tmp_path: Path, value: str) -> None:
    """People write all three; none of them is a bug of the program."""
    form = make_form(tmp_path)
    _config(tmp_path, f"quiet = {value}\n")
    done = run(tmp_path, "validate", form.name)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_lists_in_the_file_are_lists_of_options(tmp_path: Path) -> None:
    """For an option that is repeatable and for one that takes commas."""
    form = make_form(tmp_path)
    _config(tmp_path, 'format = ["json=a.json", "csv=b.csv"]\nfail-on = ["data", "unmet"]\nquiet = true\n')
    done = run(tmp_path, "validate", form.name)
    assert (done.returncode, done.stdout) == (1, "")
    assert (tmp_path / "a.json").exists()
    assert (tmp_path / "b.csv").exists()


def test_formats_and_outputs_from_variables(tmp_path: Path) -> None:
    """Formats are separated by blanks, files as in PATH."""
    form = make_form(tmp_path)
    names = {"PXCHECK_FORMAT": "github csv=b.csv", "PXCHECK_OUTPUT": os.pathsep.join(("a.json", "c.sarif"))}
    done = run(tmp_path, "validate", form.name, **names)
    assert done.stdout.startswith("::error")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "b.csv", "c.sarif", form.name]


def _settings(folder: Path, *arguments: str, **variables: str) -> dict[str, dict[str, object]]:
    told = json.loads(run(folder, "config", "--format", "json", *arguments, **variables).stdout)
    assert told["schema"] == "pxcheck/config/1"
    return {one["name"]: one for one in told["settings"]}


def test_config_says_what_is_in_force_and_why(tmp_path: Path) -> None:
    """A flag over a variable over the file over the default, each with its place."""
    _config(tmp_path, '# ours\nperiod = "2025Q4"\nfail-on = "data"\nlang = "en"\n')
    told = _settings(tmp_path, "validate", "--lang", "zh", "-f", "csv=a.csv", PXCHECK_FAIL_ON="unmet")
    assert (told["lang"]["value"], told["lang"]["source"], told["lang"]["from"]) == ("zh", "flag", "--lang")
    assert told["format"]["value"] == ["csv=a.csv"]
    assert (told["fail-on"]["value"], told["fail-on"]["from"]) == ("unmet", "PXCHECK_FAIL_ON")
    assert (told["period"]["value"], told["period"]["from"]) == ("2025Q4", "pxcheck.toml:2")
    assert (told["as-of"]["value"], told["as-of"]["source"]) == (None, "default")


def test_config_lists_every_setting_once(tmp_path: Path) -> None:
    """Commands for which a setting is the same share its line; the text has a line a setting."""
    told = _settings(tmp_path)
    names = {s.name for name in COMMANDS if name != "config" for s in settings_of(load_command(name))}
    assert set(told) == names
    lines = run(tmp_path, "config", "--lang", "en").stdout.splitlines()
    assert len(lines) >= len(names)
    assert next(line for line in lines if line.startswith("lang ")).split() == ["lang", "zh", "default"]


def test_config_names_the_pack_in_force(tmp_path: Path) -> None:
    """Where nothing was chosen it is the working folder's own, else the one that came with the program."""
    assert (builtin_root().as_posix(), "default") == tuple(
        _settings(tmp_path, "validate")["policy"][k] for k in ("value", "source")
    )
    shutil.copytree(starter_root() / "data", tmp_path / "data")
    shutil.copytree(starter_root() / "rules", tmp_path / "rules")
    assert _settings(tmp_path, "validate")["policy"]["value"] == tmp_path.resolve().as_posix()


def test_config_speaks_of_variables_in_chinese(tmp_path: Path) -> None:
    """The sources are words of the catalogue."""
    text = run(tmp_path, "config", "validate", PXCHECK_POLICY="包").stdout
    line = next(line for line in text.splitlines() if line.startswith("policy"))
    assert line.split() == ["policy", "包", "环境变量", "PXCHECK_POLICY"]


def test_config_of_a_command_that_is_none(tmp_path: Path) -> None:
    """It is a usage error that names the commands."""
    done = run(tmp_path, "config", "valdate")
    assert done.returncode == 2
    assert "validate" in done.stderr
    assert run(tmp_path, "config", "--format", "xml").returncode == 2
