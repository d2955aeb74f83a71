"""One generated workbook against all opinions: the generator's own first, then the libraries'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kit.differences import differences
from kit.explained import explain
from kit.workbooks import Made, make
from pxgov_check.submission.cells import Workbook
from pxgov_check.submission.open import read_workbook


@dataclass(slots=True)
class Tally:
    """What a run over many workbooks saw: how much was compared, what was explained how often, what was not."""

    workbooks: int = 0
    cells: int = 0
    explained: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)

    def add(self, name: str, data: bytes, book: Workbook) -> None:
        """Compare one workbook's reading with the libraries'."""
        self.workbooks += 1
        self.cells += sum(len(row) for sheet in book.sheets for row in sheet.rows())
        for one in differences(data, book):
            row = explain(one)
            if row is None:
                self.unexplained.append(f"{name}: {one}")
            else:
                self.explained[row.name] += 1

    def take(self, other: Tally) -> None:
        """Add what another run saw."""
        self.workbooks += other.workbooks
        self.cells += other.cells
        self.explained += other.explained
        self.unexplained += other.unexplained


def compare(seeds: range) -> Tally:
    """Read the workbooks of some seeds and compare all that is found."""
    tally = Tally()
    for seed in seeds:
        made = make(seed)
        book = read_workbook(made.data)
        tally.unexplained += (f"seed {seed}: {line}" for line in untrue(made, book))
        tally.add(f"seed {seed}", made.data, book)
    return tally


def untrue(made: Made, book: Workbook) -> Iterator[str]:
    """Yield what the reader finds other than it was stored; here nothing is explained away."""
    if (book.date1904, dict(book.defined_names)) != (made.date1904, dict(made.defined_names)):
        yield f"{book.date1904} {book.defined_names} | {made.date1904} {made.defined_names}"
    found = [(sheet.name, sheet.visibility, sheet.merged) for sheet in book.sheets]
    stored = [(sheet.name, sheet.visibility, sheet.merged) for sheet in made.sheets]
    if found != stored:
        yield f"{found} | {stored}"
        return
    for sheet, held in zip(book.sheets, made.sheets, strict=True):
        rows = [cell for row in sheet.rows() for cell in row]
        if rows != list(held.cells.values()):
            yield from (f"{sheet.name} {cell}" for cell in set(rows) ^ set(held.cells.values()))
            yield f"{sheet.name}: {len(rows)} cells found, {len(held.cells)} stored"
