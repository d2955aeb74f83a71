"""What the parts of the text report share: language, width, wording, and painting on a screen that isn't there."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.text import Text

from pxgov_check.formats.clean import clean, clean_lines
from pxgov_check.formats.wrap import wrap
from pxgov_check.frozen import frozen
from pxgov_check.model import Severity, Status
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.models import PolicyInfo

# Chinese Windows writes redirected output in GBK; these symbols are in it.
SEVERITY_MARKS = {Severity.MANDATORY: "×", Severity.VERIFY: "▲", Severity.NOTICE: "●"}
SEVERITY_STYLES = {Severity.MANDATORY: "bold red", Severity.VERIFY: "yellow", Severity.NOTICE: ""}
ANSWERED_MARK = "○"

# Below this nothing readable can be laid out.
NARROWEST = 40
_LONGEST = 400


@frozen
class Page:
    """A report in the making: the language, the policy's wording and the width in cells."""

    messages: Messages
    info: PolicyInfo
    width: int

    def prose(self, text: str, style: str = "", *, indent: int = 0) -> list[RenderableType]:
        """Return a paragraph as lines; the text may come from anywhere."""
        lines = wrap(short(text, _LONGEST), max(self.width, NARROWEST) - indent)
        return [Text(" " * indent + line, style=style, no_wrap=True) for line in lines]

    def labelled(self, key: str, text: str) -> list[RenderableType]:
        """Return ``label: text`` as an indented paragraph, the label from the catalogue."""
        return self.prose(self.messages("report.labelled", label=self.messages(key), text=text), indent=2)

    def status_word(self, status: Status) -> str:
        """Return a status in the policy's words; the bare word where the policy has none."""
        wording = self.info.statuses.get(status)
        return wording[self.messages.lang] if wording else status.value


def short(text: str, limit: int) -> str:
    """Return a text made harmless, cut to a length: a report shows where something is, the workbook shows it whole."""
    return clean(text) if len(text) <= limit else clean(text[: limit - 1]) + "…"


def paint(parts: Sequence[RenderableType], *, width: int, colour: bool) -> str:
    """Return what a terminal of this width shows, whatever terminal there is; trailing blanks are cut."""
    target = StringIO()
    console = Console(
        file=target,
        width=max(width, NARROWEST),
        # Without a height, which no part of a report asks for, rich asks the terminal for its size at every turn.
        height=25,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        # Nothing of the environment (COLUMNS, TERM, FORCE_COLOR …) may change a report.
        _environ={},
    )
    console.print(Group(*parts))
    lines = "\n".join(line.rstrip() for line in target.getvalue().split("\n"))
    return clean_lines(lines.rstrip("\n")) + "\n"
