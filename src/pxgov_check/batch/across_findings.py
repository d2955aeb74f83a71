"""The findings across the forms of a run, kept on disk: of a province in its first week there are a hundred thousand.

They are told rule by rule and found period by period, so each rule has a spool of its own.
"""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterator, Sequence

from pxgov_check.batch.spool import Spool
from pxgov_check.model import Finding

# Together they share the words that they have in common.
_AT_ONCE = 100
_LENGTH_BYTES = 8
# So many findings of a rule are no burden.
_IN_MEMORY = 1 << 18


class AcrossFindings(Collection[Finding]):
    """Findings in the order of their rules; they may be gone through as often as wanted."""

    def __init__(self, rules: Sequence[str]) -> None:
        self._spools = {rule: Spool(in_memory=_IN_MEMORY) for rule in rules}
        self._waiting: dict[str, list[Finding]] = {rule: [] for rule in rules}
        self._count = 0

    def add(self, one: Finding) -> None:
        """Add a finding.

        Raises:
            OutputError: the disk is full.

        """
        waiting = self._waiting[one.rule]
        waiting.append(one)
        self._count += 1
        if len(waiting) == _AT_ONCE:
            data = pickle.dumps(waiting, pickle.HIGHEST_PROTOCOL)
            self._spools[one.rule].write(len(data).to_bytes(_LENGTH_BYTES, "big") + data)
            waiting.clear()

    def __len__(self) -> int:
        """Return how many there are."""
        return self._count

    def __iter__(self) -> Iterator[Finding]:
        """Yield each finding."""
        for rule, spool in self._spools.items():
            offset = 0
            while offset < spool.size:
                length = int.from_bytes(spool.at(offset, _LENGTH_BYTES), "big")
                # Written above, into a file that has no name.
                yield from pickle.loads(spool.at(offset + _LENGTH_BYTES, length))  # noqa: S301
                offset += _LENGTH_BYTES + length
            yield from self._waiting[rule]

    def __contains__(self, one: object) -> bool:
        """Whether a finding is among them."""
        return any(one == other for other in self)

    def close(self) -> None:
        """Give the room back."""
        for spool in self._spools.values():
            spool.close()
