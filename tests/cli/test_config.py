from __future__ import annotations

from pathlib import Path

import pytest

from pxgov_check.cli.config import read_config
from pxgov_check.errors import UsageError
from running import make_form, run


def _config(folder: Path, text: str) -> Path:
    path = folder / "pxcheck.toml"
    path.write_text(text, "utf-8")
    return path


def test_no_file_is_no_configuration(tmp_path: Path) -> None:
    """The file is optional."""
    assert read_config(tmp_path / "pxcheck.toml") == {}


def test_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    """A mistyped option would otherwise be silently ignored."""
    with pytest.raises(UsageError) as caught:
        read_config(_config(tmp_path, 'fail_on = "data"'))
    assert "fail_on" in caught.value.params["detail"]


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
