"""How much of a file is read at the most. Every limit is a finding F014 with its name, value and what was found."""

from __future__ import annotations

from dataclasses import dataclass

from pxgov_check.errors import SubmissionError


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, counts in things. ``ratio`` of inflated to stored bytes counts after the first 100 KiB.

    ``inflated_bytes`` is for all parts together, ``entry_bytes`` for one; both are counted while inflating, whatever
    the file declares. ``strings`` are shared strings, ``cell_characters`` are of one cell (Excel's own limit).
    """

    file_bytes: int = 100_000_000
    zip_entries: int = 10_000
    inflated_bytes: int = 1 << 30
    entry_bytes: int = 512 << 20
    ratio: int = 200
    xml_depth: int = 256
    cells: int = 20_000_000
    sheets: int = 1_000
    strings: int = 5_000_000
    cell_characters: int = 32_767

    def hold(self, name: str, found: int) -> None:
        """Check one limit.

        Raises:
            SubmissionError: F014, when ``found`` is over it; ``option`` is the limit's name in Limits.

        """
        limit = getattr(self, name)
        if found > limit:
            raise SubmissionError("F014", f"limit.{name}", limit=f"{limit:,}", found=f"{found:,}", option=name)
