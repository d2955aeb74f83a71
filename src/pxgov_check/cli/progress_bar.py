"""The bar itself, painted by Rich on standard error and gone when the run is over."""

from __future__ import annotations

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from pxgov_check.batch.plan import Done
from pxgov_check.formats.clean import clean
from pxgov_check.judging.gist import Gist
from pxgov_check.policy.messages import Messages

# So many forms that can't be accepted are named while the run goes on; the report names all.
_MOST_NAMED = 10


class ProgressBar:
    """How far a run is. Repainted when a batch comes back, by no thread of its own: workers may be forked meanwhile."""

    def __init__(self, messages: Messages, files: int) -> None:
        self._messages, self._named, self._returned = messages, 0, 0
        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
        self._task = self._bar.add_task(messages("progress.judging"), total=files, rate="")

    def __enter__(self) -> Self:
        self._bar.start()
        self._bar.refresh()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._bar.stop()

    def see(self, done: Done) -> None:
        """Move on by a batch."""
        for one in done.judged:
            if not one.gist.counts.accepted:
                self._returned += 1
                self._name(one.gist)
        speed = self._bar.tasks[0].speed
        rate = self._messages("progress.rate", n=f"{speed:,.0f}") if speed else ""
        description = self._messages("progress.judging")
        if self._returned:
            description = self._messages("progress.returned", n=f"{self._returned:,}")
        self._bar.update(self._task, advance=done.files, rate=rate, description=description, refresh=True)

    def _name(self, gist: Gist) -> None:
        self._named += 1
        if self._named <= _MOST_NAMED:
            key = "progress.returned_one" if gist.counts.readable else "progress.unreadable_one"
            self._bar.console.print(Text(self._messages(key, file=clean(gist.file), unit=clean(gist.unit or "—"))))
