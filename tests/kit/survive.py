"""What must hold for any file at all: it is read or refused in words, in time, and nothing else happens."""

from __future__ import annotations

import contextlib
import io
import json
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kit.damage import Damaged, damaged
from kit.watch import Spent, watch
from pxgov_check.cli.main import main
from pxgov_check.errors import SubmissionError
from pxgov_check.judging import judge_workbook, unreadable
from pxgov_check.judging.terms import Terms
from pxgov_check.model import Finding
from pxgov_check.policy.messages import load_messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.cells import Workbook
from pxgov_check.submission.guard import guarded
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook

# Damage of the file's own bytes: a zip's checksums see it, so what is read all the same is read as it was stored.
_BLIND = frozenset({"cut", "flip", "splice", "overwrite", "repeat"})
# Far below the limits of a run (120 s, 1 GiB), and far above what any of these small files may need.
MOST_SECONDS, MOST_BYTES = 5.0, 200 << 20
_LIMITS = Limits(seconds=30)
_CODES = frozenset({0, 1, 3})


@dataclass(slots=True)
class Survival:
    """How a run over many files went: ``ends`` counts how they ended, ``faults`` are all that must not be."""

    files: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")

    def take(self, other: Survival) -> None:
        """Add what another run saw."""
        self.files += other.files
        self.ends += other.ends
        self.faults += other.faults
        self.slowest = max(self.slowest, other.slowest)
        self.largest = max(self.largest, other.largest)

    def spent(self, name: str, spent: Spent) -> None:
        """Note what one file took."""
        self.slowest = max(self.slowest, (spent.seconds, name))
        self.largest = max(self.largest, (spent.bytes, name))
        if spent.seconds > MOST_SECONDS or spent.bytes > MOST_BYTES:
            self.faults.append(f"{name}: {spent.seconds:.1f} s, {spent.bytes >> 20} MB")


class Survivor:
    """Reads broken files, judges what can be read, and now and then sends one through the whole program."""

    def __init__(self, policy: Policy, whole: Sequence[bytes], folder: Path, through_cli: int) -> None:
        """Take the policy, the whole workbooks, a folder to write to, and every which file goes through the program."""
        self._policy, self._whole, self._folder, self._through_cli = policy, whole, folder, through_cli
        self._messages = load_messages("zh")
        self._contents = {content(read_workbook(data)) for data in whole}

    def run(self, seeds: range) -> Survival:
        """Try the broken files of some seeds."""
        seen = Survival()
        for seed in seeds:
            broken = damaged(seed, self._whole)
            name = f"seed {seed} ({broken.how})"
            with watch() as spent:
                faults = list(self._faults(broken, seen))
                if self._through_cli and seed % self._through_cli == 0:
                    faults += through_cli(broken.data, self._folder)
            seen.files += 1
            seen.faults += (f"{name}: {fault}" for fault in faults)
            seen.spent(name, spent)
        return seen

    def _faults(self, broken: Damaged, seen: Survival) -> Iterator[str]:
        try:
            with guarded(_LIMITS):
                book = read_workbook(broken.data, _LIMITS)
                list(judge_workbook(self._policy, book, Terms(), file="x.xlsx", digest=""))
        except SubmissionError as error:
            seen.ends[error.key] += 1
            if error.key in {"limit.seconds", "limit.memory_bytes"}:
                yield error.key
            result = unreadable(self._policy, error, self._messages, file="x.xlsx", lang="zh")
            yield from (fault for finding in result.findings if (fault := wordless(finding)))
        except Exception:  # noqa: BLE001 (whatever else it is, it is what this looks for)
            seen.ends["traceback"] += 1
            yield traceback.format_exc(limit=-3)
        else:
            seen.ends["read"] += 1
            # Only a zip has checksums: an old .xls says nothing of what it held.
            if broken.how in _BLIND and broken.data[:2] == b"PK" and content(book) not in self._contents:
                yield "read as something that nobody stored"


def content(book: Workbook) -> object:
    """Return all that was read, to be compared."""
    return book.date1904, tuple((s.name, s.visibility, s.merged, tuple(s.rows())) for s in book.sheets)


def through_cli(data: bytes, folder: Path) -> Iterator[str]:
    """Validate a file as a user does, within this process, and yield what must not be."""
    path, told = folder / "市档案馆.xlsx", folder / "told.json"
    path.write_bytes(data)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(["validate", str(path), "--output", str(told), "--quiet"])
    if code not in _CODES or said.getvalue():
        yield f"exit code {code}, and said: {said.getvalue()}"
        return
    submissions = json.loads(told.read_bytes())["submissions"]
    if (code == 3) != any(not one["readable"] for one in submissions):
        yield f"exit code {code} for {[one['readable'] for one in submissions]}"
    for one in submissions:
        if not one["readable"] and not one["findings"]:
            yield "refused without a finding"
        yield from (
            f"{found['rule']} has no words" for found in one["findings"] if not (found["message"] and found["hint"])
        )


def wordless(finding: Finding) -> str | None:
    """Return what a refusal fails to say: which file, what is wrong, and what to do."""
    said = finding.found == "x.xlsx" and finding.message and finding.hint
    return None if said else f"a refusal without place, reason or remedy: {finding}"
