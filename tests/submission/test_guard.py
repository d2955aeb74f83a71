from __future__ import annotations

import signal
import sys
import time

import pytest

from packages import package, worksheet
from pxgov_check.errors import SubmissionError
from pxgov_check.submission.guard import guarded
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_bytes, read_workbook


def test_time_that_runs_out_is_a_refusal() -> None:
    """Work without end stops at the limit, and what was set up for that is taken down."""
    began = time.monotonic()
    with pytest.raises(SubmissionError) as refused, guarded(Limits(seconds=1)):
        time.sleep(60)
    assert (refused.value.rule, refused.value.key) == ("F014", "limit.seconds")
    assert time.monotonic() - began < 5
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_work_within_the_limits_is_left_alone() -> None:
    """No alarm goes off later."""
    with guarded(Limits(seconds=1)):
        pass
    time.sleep(1.1)


if sys.platform == "linux":

    def test_a_part_that_swells_in_memory_is_a_refusal() -> None:
        """Small elements by the million, within every counted limit, end at the memory limit; the next file is read."""
        styles = "<styleSheet><cellXfs>" + "<xf/>" * 3_000_000 + "</cellXfs></styleSheet>"
        swollen = package(worksheet(""), parts={"xl/styles.xml": styles})
        limits = Limits(memory_bytes=100 << 20, ratio=10_000)
        with pytest.raises(SubmissionError) as refused, guarded(limits):
            read_workbook(swollen, limits)
        assert (refused.value.rule, refused.value.key) == ("F014", "limit.memory_bytes")
        with guarded(Limits(memory_bytes=100 << 20)):
            assert len(read_workbook(package(worksheet(""))).sheets) == 1

    def test_a_file_that_does_not_say_how_long_it_is_is_read_whole() -> None:
        """The system's own files have no length; what is in them counts, and towards the limit too."""
        assert read_bytes("/proc/self/status").startswith(b"Name:")
        assert read_bytes("/proc/self/status").count(b"\n") > 5
        assert len(read_bytes("/proc/self/status", Limits(file_bytes=10))) == 11
