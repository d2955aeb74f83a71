"""What the parts of reports for a terminal share: language, width, wording, paragraphs."""

from __future__ import annotations

from pxgov_check.formats.clean import clean
from pxgov_check.formats.paint import Line
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
    """A report in the making: the language, the policy's wording and the width in cells, ``NARROWEST`` at least."""

    messages: Messages
    info: PolicyInfo
    width: int

    def prose(self, text: str, style: str = "", *, indent: int = 0) -> list[Line]:
        """Return a paragraph as lines; the text may come from anywhere."""
        return paragraph(text, self.width, style, indent=indent, longest=_LONGEST)

    def labelled(self, key: str, text: str) -> list[Line]:
        """Return ``label: text`` as an indented paragraph, the label from the catalogue."""
        return self.prose(self.messages("report.labelled", label=self.messages(key), text=text), indent=2)

    def status_word(self, status: Status) -> str:
        """Return a status in the policy's words; the bare word where the policy has none."""
        wording = self.info.statuses.get(status)
        return wording[self.messages.lang] if wording else status.value


def paragraph(text: str, width: int, style: str = "", *, indent: int = 0, longest: int = 2000) -> list[Line]:
    """Return text that may come from anywhere as lines of at most ``width`` cells, cut to ``longest`` characters."""
    return [((" " * indent + line, style),) for line in wrap(short(text, longest), width - indent)]


def short(text: str, limit: int) -> str:
    """Return a text made harmless, cut to a length: a report shows where something is, the workbook shows it whole."""
    return clean(text) if len(text) <= limit else clean(text[: limit - 1]) + "…"
