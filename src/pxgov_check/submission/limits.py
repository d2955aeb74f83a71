"""How much of a file is read at the most. Every limit is a finding F014 with its name, value and what was found."""

from __future__ import annotations

from pxgov_check.errors import SubmissionError
from pxgov_check.frozen import frozen


@frozen
class Limits:
    """Sizes in bytes, counts in things. ``ratio`` of inflated to stored bytes counts after the first 100 KiB.

    ``inflated_bytes`` is for all parts together, ``entry_bytes`` for one; both are counted while inflating, whatever
    the file declares. ``strings`` are shared strings, ``cell_characters`` are of one cell (Excel's own limit).
    ``memory_bytes`` (beyond what the process has already) and ``seconds`` bound the reading and judging of one file.
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
    memory_bytes: int = 1 << 30
    seconds: int = 120

    def hold(self, name: str, found: int) -> None:
        """Check one limit.

        Raises:
            SubmissionError: F014, when ``found`` is over it.

        """
        if found > getattr(self, name):
            raise self.exceeded(name, f"{found:,}")

    def exceeded(self, name: str, found: str = "") -> SubmissionError:
        """Return the refusal of a file that is over a limit; ``option`` is what --limit calls it."""
        limit = f"{getattr(self, name):,}"
        return SubmissionError(
            "F014", f"limit.{name}", limit=limit, found=found or f"> {limit}", option=name.replace("_", "-")
        )
