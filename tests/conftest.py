from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import settings

from made_results import FINDING, SUBMISSION
from pxgov_check.documents.returned.workbook import returned_workbook
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.terms import Terms
from pxgov_check.model import Period, SubmissionResult
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.open import open_workbook
from pxgov_check.submission.remembered_cells import MEMORY
from returning import Sent, rich_form

# A busy machine is no fault of what is tested.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# What needs a program that a user's machine may lack is left out by name, and said at the end of the run; so is what
# installs pxcheck from the package registry into environments of its own, unless REGISTRY_TESTS is set.
NEEDS = {
    "test_gap_html_browser.py": ("chromium", "pdftotext"),
    "test_gap_xlsx_libreoffice.py": ("soffice",),
    "test_libreoffice.py": ("soffice",),
    "test_libreoffice_returned.py": ("soffice",),
    "test_paper_libreoffice.py": ("soffice", "pdftotext"),
    "test_self_check_libreoffice.py": ("soffice",),
}
REGISTRY = "ci/test_registry.py"
collect_ignore = [f"documents/{name}" for name, programs in NEEDS.items() if not all(map(shutil.which, programs))]
if not os.environ.get("REGISTRY_TESTS"):
    collect_ignore.append(REGISTRY)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, programs in NEEDS.items():
        if f"documents/{name}" in collect_ignore:
            lacking = ", ".join(program for program in programs if shutil.which(program) is None)
            terminalreporter.write_line(f"left out: {name} ({lacking} is not on this machine)")
    if REGISTRY in collect_ignore:
        terminalreporter.write_line(f"left out: {REGISTRY} (run it with REGISTRY_TESTS=1; it installs packages)")


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the tests out of the user's own cache, and those of one run beside each other."""
    folder = tmp_path_factory.mktemp("cache", numbered=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PXCHECK_CACHE_DIR", str(folder))
        yield folder


@pytest.fixture
def nothing_remembered() -> Iterator[None]:
    """Begin and end with no cell of any workbook in memory."""
    MEMORY.forget()
    yield
    MEMORY.forget()


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy(builtin_root())


@pytest.fixture(scope="session")
def messages() -> Messages:
    return load_messages("zh")


Judge = Callable[..., SubmissionResult]


@pytest.fixture
def judge(policy: Policy, tmp_path: Path) -> Judge:
    """Return a function that saves a workbook, reads it back from disk and judges it."""

    def run(book: openpyxl.Workbook, as_of: date | None = None, period: Period | None = None) -> SubmissionResult:
        path = tmp_path / "form.xlsx"
        book.save(path)
        workbook, digest = open_workbook(path)
        (result,) = judge_workbook(policy, workbook, Terms("zh", as_of, period), file=path.name, digest=digest)
        return result

    return run


Give = Callable[..., bytes]


@pytest.fixture
def give(policy: Policy, messages: Messages) -> Give:
    """Return a function that returns a workbook with findings at some cells of its sheet 表."""

    def run(data: bytes, *cells: str) -> bytes:
        findings = tuple(replace(FINDING, sheet="表", cell=cell) for cell in cells)
        return returned_workbook(data, [replace(SUBMISSION, findings=findings)], policy.info, messages)

    return run


@pytest.fixture
def rich(policy: Policy, messages: Messages) -> Sent:
    """Return a form with planted defects and everything in it that a careless program would lose."""
    return rich_form(policy, messages)
