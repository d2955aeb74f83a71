"""What the ledger knows is told without an engine; what it does not know comes from one, each at its place."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from batches import write_forms
from pxgov_check.batch.copies import content_digest, sources
from pxgov_check.batch.engines import in_this_process
from pxgov_check.batch.ledger import Ledger
from pxgov_check.batch.plan import Batch, Done, Judged, Keep, Plan, Source
from pxgov_check.batch.recall import remembering
from pxgov_check.batch.records import named, nameless
from pxgov_check.batch.run import batches
from pxgov_check.batch.terms_digest import terms_digest
from pxgov_check.formats.context import Context
from pxgov_check.formats.json import piece
from pxgov_check.judging.terms import Terms
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.messages import Messages
from pxgov_check.submission.limits import Limits


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_forms(tmp_path_factory.mktemp("run"))


@pytest.fixture
def plan(folder: Path, tmp_path: Path, messages: Messages) -> Plan:
    policy, terms, limits = load_policy(folder / "pack"), Terms(), Limits()
    digest = terms_digest(policy, terms, limits, None)
    context = Context(policy, messages)
    return Plan(context, terms, limits, ("json",), ledger=str(tmp_path / "a.ledger"), terms_digest=digest)


class Asked:
    """An engine that remembers what it was asked."""

    def __init__(self) -> None:
        self.files: list[str] | None = None

    def __call__(self, plan: Plan, given: Iterable[Batch]) -> Generator[Done, None, None]:
        """Judge here."""
        self.files = []
        for batch in given:
            self.files += [one.file for one in batch.sources]
            yield from in_this_process(plan, [batch])


def judged(plan: Plan, wanted: Sequence[Source], keep: Keep = Keep.NONE) -> tuple[Done, list[str] | None]:
    """Judge in batches of a few and write the ledger; returns what came and what an engine was asked."""
    asked = Asked()
    ledger = Ledger(Path(plan.ledger or ""), "test")
    told = list(remembering(asked)(plan, batches(wanted, 2, lambda: keep)))
    for done in told:
        ledger.write(done.learnt, done.seen)
    ledger.close()
    return Done.joined(told), asked.files


def told(done: Done) -> list[Judged]:
    """Return what came back of each submission, whoever remembers it."""
    return [replace(one, remembered=None) for one in done.judged]


def found(folder: Path) -> Sequence[Source]:
    files = sorted(str(path) for path in (folder / "forms").iterdir())
    return known(files)


def known(files: Sequence[str]) -> Sequence[Source]:
    """Return files with the digests of their bytes."""
    told = ((file, content_digest(file, Limits())) for file in files)
    return sources(files, Limits(), {file: digest for file, digest in told if digest})


def test_where_nothing_is_unknown_no_engine_begins(folder: Path, plan: Plan) -> None:
    """And everything is told in the same words, with its copies and by the names of this run."""
    wanted = [one for one in found(folder) if "-2025" in one.file]
    first, asked = judged(plan, wanted)
    again, later = judged(plan, wanted)
    assert asked == [one.file for one in wanted]
    assert later is None
    assert (told(again), again.files, sorted(again.seen)) == (told(first), first.files, sorted(first.seen))
    assert again.learnt == ()


@pytest.mark.parametrize("unknown", [[0], [7], [-1], [0, 1, 2, 11, 12]])
def test_only_what_is_unknown_is_asked_for(folder: Path, plan: Plan, unknown: list[int]) -> None:
    """What comes back stands in the order of the files, wherever the unknown ones stand."""
    wanted = [one for one in found(folder) if "-2025" in one.file]
    new = {wanted[place].file for place in unknown}
    judged(plan, [one for one in wanted if one.file not in new])
    again, asked = judged(plan, wanted)
    assert asked == [one.file for one in wanted if one.file in new]
    fresh = Done.joined(list(in_this_process(plan, [Batch(wanted, Keep.NONE)])))
    assert told(again) == told(fresh)
    assert len(again.learnt) == len(new)


@pytest.mark.parametrize("keep", [Keep.NONE, Keep.RETURNED, Keep.WANTING, Keep.SHOWN])
def test_what_is_remembered_is_made_whole_without_an_engine(folder: Path, plan: Plan, keep: Keep) -> None:
    """A report that shows some forms has of them what a result says."""
    wanted = [one for one in found(folder) if "-2025" in one.file]
    fresh = Done.joined(list(in_this_process(replace(plan, ledger=None), [Batch(wanted, Keep.ALL)])))
    judged(plan, wanted)
    again, asked = judged(plan, wanted, keep)
    assert asked is None
    remembered = [piece(one.remembered()) for one in again.judged if one.remembered]
    assert remembered == [piece(one.whole) for one in fresh.judged if one.whole]


def test_where_only_counts_are_wanted_no_more_is_looked_up(folder: Path, plan: Plan) -> None:
    """For an exit code alone the gists suffice; they are those of a fresh run."""
    plan = replace(plan, streams=())
    wanted = [one for one in found(folder) if "-2025" in one.file]
    judged(plan, wanted)
    again, asked = judged(plan, wanted)
    assert (asked, [one.remembered for one in again.judged]) == (None, [None] * len(again.judged))
    fresh = Done.joined(list(in_this_process(replace(plan, ledger=None), [Batch(wanted, Keep.NONE)])))
    assert told(again) == told(fresh)


def test_results_that_are_wanted_whole_are_made_by_an_engine(folder: Path, plan: Plan) -> None:
    """All of them, from what the ledger holds: nothing is learnt anew."""
    wanted = [one for one in found(folder) if "-2025" in one.file]
    judged(plan, wanted)
    again, asked = judged(plan, wanted, Keep.ALL)
    assert asked == [one.file for one in wanted]
    assert again.learnt == ()
    assert [one.whole.file for one in again.judged if one.whole] == [one.gist.file for one in again.judged]


def test_a_file_that_changed_after_it_was_listed_is_judged_as_it_is_now(
    folder: Path, plan: Plan, tmp_path: Path
) -> None:
    """The ledger remembers it by what was judged."""
    path = tmp_path / "a.xlsx"
    form = next(one.file for one in found(folder) if "-2025" in one.file)
    path.write_bytes(Path(form).read_bytes())
    wanted = known([str(path)])
    path.write_bytes(b"PK\x03\x04 no workbook")
    done, _ = judged(plan, wanted)
    assert [one.gist.counts.readable for one in done.judged] == [False]
    path.write_bytes(Path(form).read_bytes())
    again, asked = judged(plan, known([str(path)]))
    assert (asked, [one.gist.counts.readable for one in again.judged]) == ([str(path)], [True])


@pytest.mark.parametrize("unit", ["市教育局", '"copies": []', '"file": "",\n "copies": []\ud800', None])
@pytest.mark.parametrize("copies", [(), ("b.xlsx", '"copies": [].xlsx')])
def test_a_piece_gets_its_names_whatever_the_form_says(
    folder: Path, plan: Plan, unit: str | None, copies: tuple[str, ...]
) -> None:
    """What was remembered without names is, with them, what would be written without a ledger."""
    form = next(one for one in found(folder) if "-2025" in one.file)
    (told,) = in_this_process(replace(plan, ledger=None), [Batch([form], Keep.ALL)])
    assert told.judged[0].whole is not None
    one = replace(told.judged[0].whole, unit=unit, file='甲\udcff"file": "".xlsx', copies=copies)
    assert named(nameless(one), Source(one.file, copies)) == piece(one).encode("utf-8", "replace")
