"""The gap report as one page that needs nothing else: no network, no other file, and no script to be read.

Every text is escaped where it is put (``autoescape``; a name that a template lacks is an error), every link goes to an
anchor of the page or, if the installation publishes them, to the page of a rule. The page forbids itself to load
anything: its style and its script are named by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pxgov_check.documents.gap_html.audit import audit
from pxgov_check.documents.gap_html.gaps import gaps
from pxgov_check.documents.gap_html.heat import heat_table
from pxgov_check.documents.gap_html.indicators import indicators
from pxgov_check.documents.gap_html.method import method
from pxgov_check.documents.gap_html.overview import overview
from pxgov_check.documents.gap_html.steps import steps
from pxgov_check.documents.gap_html.tasks import tasks
from pxgov_check.documents.gap_html.units import units
from pxgov_check.documents.gap_html.words import Page
from pxgov_check.documents.official.visible import visible
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.wording import GapWording

_SECTIONS = (overview, indicators, gaps, heat_table, tasks, steps, audit, units, method)


def render(report: GapReport, messages: Messages, rule_pages: str | None = None) -> str:
    """Return the page; the same report gives the same text. ``rule_pages`` is where the pages of the rules stand."""
    w = GapWording(messages, report, visible)
    page = Page(w, rule_pages)
    made = [section(page) for section in _SECTIONS]
    environment = _environment()
    return environment.get_template("page.html.j2").render(
        w=w,
        m=messages,
        title=messages("gap.title", title=report.about.title, period=w.period(report.period)),
        sections=[section for section in made if not section.empty],
        style_hash=_hash(environment, "style.css"),
        script_hash=_hash(environment, "script.js"),
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pxgov_check.documents.gap_html", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _shown(value: object) -> object:
    """Return what is put into the page: whatever is no markup of ours has nothing hidden in it."""
    return value if isinstance(value, Markup) else visible(str(value))


def _hash(environment: Environment, name: str) -> str:
    """Return how the page names its style or its script to the browser: by the very text that it includes."""
    text = environment.get_template(name).render()
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
