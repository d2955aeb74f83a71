"""The rules that SARIF describes: every audit rule, indicator and task of the pack, whatever this run found.

The list depends on the pack alone, so that two runs differ in results and not in rules.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pxgov_check.formats.context import Context
from pxgov_check.formats.entries import Level, severity_level
from pxgov_check.formats.markup import words
from pxgov_check.policy.models import Source
from pxgov_check.submission.figures import plain

_PLACEHOLDER = re.compile(r"\{\w+\}")
_PROBLEM_SEVERITY = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}


class _Told(NamedTuple):
    title: str
    description: str
    details: list[str]


def rules(context: Context) -> list[dict[str, Any]]:
    """Return the reporting descriptors: audit rules, then indicators, then tasks."""
    policy = context.policy
    return [
        *(_audit_rule(entry, context) for entry in policy.rules),
        *(_indicator(entry, context) for entry in policy.indicators),
        *(_task(entry, context) for entry in policy.tasks),
    ]


def _audit_rule(entry: str, context: Context) -> dict[str, Any]:
    rule, lang = context.policy.rules[entry], context.messages.lang
    message, hint = (_PLACEHOLDER.sub("…", text[lang]) for text in (rule.message, rule.hint))
    level = severity_level(rule.severity)
    told = _Told(rule.title[lang], message, [hint])
    return _descriptor(entry, told, level, ["data", str(rule.severity)], context)


def _indicator(entry: str, context: Context) -> dict[str, Any]:
    indicator, m = context.policy.indicators[entry], context.messages
    milestones = [
        f"{m('entry.target')}: {one.due.isoformat()} {one.op} {plain(one.value)}{indicator.unit.value}"
        for one in context.policy.targets[entry].milestones
    ]
    return _subject(entry, indicator.source, milestones, "target", context)


def _task(entry: str, context: Context) -> dict[str, Any]:
    task, m = context.policy.tasks[entry], context.messages
    due = task.due.isoformat() if task.due else m("entry.ongoing")
    told = [f"{m('entry.deadline')}: {due}", f"{m('entry.units')}: {'、'.join(task.units)}"]
    return _subject(entry, task.source, told, "task", context)


def _subject(entry: str, source: Source, told: list[str], tag: str, context: Context) -> dict[str, Any]:
    title = context.policy.subject_title(entry, context.messages.lang)
    clause = f"{context.messages('entry.source')}: {source.section} “{source.quote}”"
    return _descriptor(entry, _Told(title, clause, told), Level.WARNING, [tag], context)


def _descriptor(entry: str, told: _Told, level: Level, tags: list[str], context: Context) -> dict[str, Any]:
    page = context.rule_page(entry)
    lines = [told.description, *told.details, context.read_on(entry)]
    link = f"[{entry}]({page})" if page else f"`{context.read_on(entry)}`"
    return {
        "id": entry,
        "shortDescription": {"text": told.title},
        "fullDescription": {"text": told.description},
        "help": {
            "text": "\n".join(lines),
            "markdown": "\n\n".join([*(words(line) for line in (told.description, *told.details)), link]),
        },
        **({"helpUri": page} if page else {}),
        "defaultConfiguration": {"level": str(level)},
        "properties": {"tags": tags, "problem.severity": _PROBLEM_SEVERITY[level]},
    }
