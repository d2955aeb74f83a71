"""What is read is not written over, and nothing is written twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pxgov_check.cli.places import refuse_overwriting, refuse_twice
from pxgov_check.errors import UsageError


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a form, a link to it, and a link to the folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.json").write_text("{}")
    (tmp_path / "other.json").symlink_to("real/a.json")
    (tmp_path / "link").symlink_to("real", target_is_directory=True)
    return tmp_path


@pytest.mark.parametrize("target", ["real/a.json", "./link/../real/a.json", "link/a.json", "other.json", "file://{}"])
@pytest.mark.parametrize("file", ["real/a.json", "link/a.json", "other.json"])
def test_an_output_that_is_an_input_is_refused_whatever_both_are_called(forms: Path, target: str, file: str) -> None:
    """By another path, a link to its folder, a link of another name, or a URL."""
    named = target.format(forms / "real" / "a.json")
    with pytest.raises(UsageError) as caught:
        refuse_overwriting([named], ["real/b.json", file])
    assert (caught.value.key, caught.value.params["path"]) == ("error.over_input", named)


def test_an_output_of_its_own_is_written(forms: Path) -> None:
    """Beside an input, over an earlier output, and in a store."""
    (forms / "real" / "b.json").write_text("{}")
    targets = ["real/b.json", "real/c.json", "memory://store/a.json", "out/a.json"]
    refuse_overwriting(targets, ["real/a.json", "other.json", "memory://store/b.json"])
    refuse_twice(targets)


def test_a_url_of_a_store_is_its_own_place() -> None:
    """As an input and as a second output."""
    with pytest.raises(UsageError):
        refuse_overwriting(["memory://store/a.json"], ["memory://store/a.json"])
    with pytest.raises(UsageError):
        refuse_twice(["memory://store/a.json", "memory://store/a.json"])


def test_an_output_is_not_written_twice(forms: Path) -> None:
    """Whatever it is called."""
    for other in ("link/c.json", f"{forms}{os.sep}real{os.sep}c.json", f"file://{forms}/real/c.json"):
        with pytest.raises(UsageError) as caught:
            refuse_twice(["real/c.json", other])
        assert caught.value.key == "error.same_output"
