"""The rule reference: a Markdown page for each audit rule, indicator and task, Chinese first, and an index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxgov_check.formats.page_sections import Section, indicator_sections, rule_sections, table, task_sections
from pxgov_check.model import Lang
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy

INDEX = "README.md"
Catalogue = dict[Lang, Messages]


def pages(policy: Policy, catalogue: Catalogue) -> dict[str, str]:
    """Return file name → text of every page of a pack, the index included."""
    entries = [*policy.rules, *policy.indicators, *policy.tasks]
    return {INDEX: index(policy, catalogue), **{f"{entry}.md": page(policy, entry, catalogue) for entry in entries}}


def page(policy: Policy, entry: str, catalogue: Catalogue) -> str:
    """Return the page of one audit rule, indicator or task.

    Raises:
        KeyError: the pack has no such entry.

    """
    title = " · ".join(_title(policy, entry, lang) for lang in catalogue)
    parts = [f"# {entry} {title}", "\n".join(f"> {m('page.generated')}  " for m in catalogue.values())]
    for m in catalogue.values():
        parts.append(f"## {m('page.language')}")
        parts += [f"### {section.heading}\n\n{section.text}" for section in _sections(policy, entry, m)]
    return "\n\n".join(parts) + "\n"


def index(policy: Policy, catalogue: Catalogue) -> str:
    """Return the list of all pages."""
    first, *_ = catalogue.values()
    both = [" · ".join(m(key) for m in catalogue.values()) for key in ("page.index", "page.rules")]
    parts = [f"# {both[0]}", "\n".join(f"> {m('page.generated')}  " for m in catalogue.values()), f"## {both[1]}"]
    groups: dict[str, list[str]] = {}
    for rule in policy.rules:
        groups.setdefault(_group(rule, first), []).append(rule)
    for group, rules in groups.items():
        parts.append(f"### {_both(f'page.rules.{group}', catalogue)}")
        parts.append(_listed(policy, rules, catalogue))
    for key, entries in (("page.indicators", list(policy.indicators)), ("page.tasks", list(policy.tasks))):
        parts += [f"## {_both(key, catalogue)}", _listed(policy, entries, catalogue)]
    return "\n\n".join(parts) + "\n"


def _sections(policy: Policy, entry: str, m: Messages) -> Iterator[Section]:
    if entry in policy.rules:
        for rule in policy.every_rule():
            if rule.id == entry:
                yield from rule_sections(policy, rule, m)
    elif entry in policy.indicators:
        yield from indicator_sections(policy, entry, m)
    else:
        yield from task_sections(policy, policy.tasks[entry], m)


def _title(policy: Policy, entry: str, lang: Lang) -> str:
    return policy.rules[entry].title[lang] if entry in policy.rules else policy.subject_title(entry, lang)


def _group(rule: str, m: Messages) -> str:
    return rule[:2] if f"page.rules.{rule[:2]}" in m else rule[:1]


def _both(key: str, catalogue: Catalogue) -> str:
    return " · ".join(m(key) for m in catalogue.values())


def _listed(policy: Policy, entries: Sequence[str], catalogue: Catalogue) -> str:
    head = [_both("page.id", catalogue), *(m("page.title") for m in catalogue.values())]
    rows = [[f"[{e}]({e}.md)", *(_title(policy, e, lang) for lang in catalogue)] for e in entries]
    return table(head, rows)
