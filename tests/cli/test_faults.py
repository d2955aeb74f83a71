from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from packages import package, worksheet
from pxgov_check.policy.locate import builtin_root
from running import make_form

EXAMPLE = builtin_root() / "examples" / "report-2025Q4.xlsx"


def call(
    folder: Path,
    *arguments: str,
    before: Callable[[], None] | None = None,
    stdout: int = subprocess.DEVNULL,
    stderr: int = subprocess.PIPE,
) -> tuple[int, str]:
    """Call pxcheck with some streams of one's own; returns the exit code and what was said of errors."""
    command = [sys.executable, "-m", "pxgov_check", *arguments]
    done = subprocess.run(
        command, cwd=folder, preexec_fn=before, stdout=stdout, stderr=stderr, timeout=120, check=False
    )
    return done.returncode, (done.stderr or b"").decode()


def long_run(folder: Path, unbuffered: str = "") -> subprocess.Popen[bytes]:
    """Start a run that says more than a pipe holds, and so waits for whoever reads it."""
    for number in range(8):
        form = folder / f"{number}.xlsx"
        form.write_bytes(EXAMPLE.read_bytes())
        with zipfile.ZipFile(form, "a") as archive:
            archive.comment = b"%d" % number
    command = [sys.executable, "-m", "pxgov_check", "validate", ".", "-q", "-f", "json"]
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


def names(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


if sys.platform == "linux":
    import fcntl
    import resource
    import termios

    @pytest.mark.parametrize("arguments", [("validate", str(EXAMPLE)), ("list",), ("--help",)])
    def test_a_full_disk_behind_standard_output_is_an_output_that_cannot_be_written(
        tmp_path: Path, arguments: tuple[str, ...]
    ) -> None:
        """Exit code 4 and one line that says why, not a bug of pxcheck."""
        with Path("/dev/full").open("wb") as full:
            code, said = call(tmp_path, *arguments, stdout=full.fileno())
        assert (code, said.count("\n")) == (4, 1)
        assert "stdout" in said

    def test_that_standard_error_is_full_changes_no_exit_code(tmp_path: Path) -> None:
        """What cannot be said is not said, and nothing else happens."""
        with Path("/dev/full").open("wb") as full:
            assert call(tmp_path, "validate", str(EXAMPLE), "-f", "json", stderr=full.fileno()) == (1, "")
            assert call(tmp_path, "no-such-command", stderr=full.fileno()) == (2, "")

    def test_closed_streams_are_no_fault(tmp_path: Path) -> None:
        """A job without standard streams writes its files as ever, and none of them in place of a stream."""

        def close() -> None:
            os.closerange(0, 3)

        assert call(tmp_path, "validate", str(EXAMPLE), "-o", "told.json", before=close)[0] == 1
        assert (tmp_path / "told.json").read_bytes().startswith(b"{")
        assert (tmp_path / "told.json").read_bytes().endswith(b"}\n")

    @pytest.mark.parametrize("output", ["told.json", "told.txt"])
    def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path, output: str) -> None:
        """Exit code 4, the file named, the old one intact and no temporary one beside it."""
        (tmp_path / output).write_text("old")

        def fill() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

        code, said = call(tmp_path, "validate", str(EXAMPLE), "-o", output, before=fill)
        assert code == 4
        assert output in said
        assert "Traceback" not in said
        assert (tmp_path / output).read_text() == "old"
        assert names(tmp_path) == [output]

    def test_a_disk_that_fills_up_leaves_returned_forms_alone(tmp_path: Path) -> None:
        """A form that cannot be written back is exit code 4, and there is no half of it."""
        make_form(tmp_path)

        def fill() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

        code, said = call(tmp_path, "validate", ".", "--annotate", "back", before=fill)
        assert (code, "Traceback" in said) == (4, False)
        assert [name for name in names(tmp_path / "back") if name.endswith(".xlsx") or "-" in name[1:]] in (
            [],
            [".pxcheck-returned"],
        )

    def test_a_folder_that_takes_no_files_is_an_output_error(tmp_path: Path) -> None:
        """Whoever one is, nothing can be written into the list of processes."""
        code, said = call(tmp_path, "validate", str(EXAMPLE), "-o", "/proc/told.json")
        assert code == 4
        assert "/proc/told.json" in said

    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_an_interrupted_run_ends_with_its_code_and_no_word(tmp_path: Path, number: int, code: int) -> None:
        """The run is stopped while it waits for whoever reads its output."""
        with long_run(tmp_path) as running:
            assert running.stdout is not None
            assert running.stderr is not None
            _wait_until_full(running.stdout.fileno())
            running.send_signal(number)
            assert running.wait(30) == code
            assert running.stderr.read() == b""

    @pytest.mark.parametrize("unbuffered", ["", "1"])
    def test_a_pipe_that_is_read_no_further_is_an_output_that_cannot_be_written(
        tmp_path: Path, unbuffered: str
    ) -> None:
        """Exit code 4 without a word, since whoever left knows."""
        with long_run(tmp_path, unbuffered) as running:
            assert running.stdout is not None
            assert running.stderr is not None
            _wait_until_full(running.stdout.fileno())
            running.stdout.close()
            assert running.wait(60) == 4
            assert running.stderr.read() == b""

    def _wait_until_full(pipe: int) -> None:
        waiting, ends = bytearray(4), time.monotonic() + 60
        # Of the sixteen pages that a pipe holds, one may hold the few bytes of the first write.
        while int.from_bytes(waiting, sys.byteorder) < 15 << 12:
            fcntl.ioctl(pipe, termios.FIONREAD, waiting)
            assert time.monotonic() < ends
            time.sleep(0.01)


def test_a_file_over_its_time_is_a_finding_and_the_others_are_judged(tmp_path: Path) -> None:
    """Time is bounded a file, in a batch too: what takes too long is F014 with the option that raises the limit."""
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}"><v>1</v></c></row>' for r in range(1, 600_001))
    (tmp_path / "a.xlsx").write_bytes(package(worksheet(rows)))
    (tmp_path / "b.xlsx").write_bytes(EXAMPLE.read_bytes())
    code, _ = call(tmp_path, "validate", ".", "--limit", "seconds=1", "-o", "told.json")
    told = (tmp_path / "told.json").read_text("utf-8")
    assert code == 3
    assert "--limit seconds=" in told
    assert "A103" in told
