"""What every command begins with: the language, the words, the policy, and how the screen is."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pxgov_check.errors import Problem, UsageError
from pxgov_check.formats.context import FILE_WIDTH
from pxgov_check.frozen import frozen
from pxgov_check.judging.outcome import FAIL_ON
from pxgov_check.model import Lang, Period, Shard
from pxgov_check.on_demand import on_demand
from pxgov_check.policy.locate import find_pack
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.ready import proved, ready_policy
from pxgov_check.submission.dates import parse_day, parse_period
from pxgov_check.submission.limits import Limits

if TYPE_CHECKING:
    from pxgov_check.judging import rule_problems
    from pxgov_check.policy import load
else:
    load = on_demand("pxgov_check.policy.load")
    rule_problems = on_demand("pxgov_check.judging.rule_problems")

_MOST_JOBS = 256
_SHARD = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})\Z")
# ASCII only, as SARIF wants its links, and nothing that a script could hide in.
_ADDRESS = re.compile(r"https?://[\w.~:/?#\[\]@!$&'()*+,;=%-]+\Z", re.ASCII)
_SIZE = re.compile(r"([1-9][0-9]{0,14})([KMGkmg]?)\Z")
_POWERS = {"": 0, "K": 10, "M": 20, "G": 30}


@frozen
class Session:
    """The policy in force and the words to speak of it."""

    policy: Policy
    messages: Messages

    @property
    def lang(self) -> Lang:
        """The language of this run."""
        return self.messages.lang


def open_session(lang: str, policy: Path | None) -> Session:
    """Load the catalogue and the policy pack.

    Raises:
        UsageError: an unknown language, or a folder that is no pack.
        PolicyError: the pack is wrong.

    """
    return Session(ready_policy(find_pack(policy), _problems), load_messages(as_lang(lang)))


def open_written(lang: str, policy: Path | None) -> Session:
    """Load the catalogue and the policy pack from its YAML, so that the policy says where each thing is written.

    Raises:
        UsageError: an unknown language, or a folder that is no pack.
        PolicyError: the pack is wrong.

    """
    return _session(lang, load.load_policy(find_pack(policy)))


def open_revision(lang: str, root: Path, *, inherits: bool) -> Session:
    """Load a pack that lies somewhere for the moment; it inherits from the program unless it is the program's own.

    Raises:
        UsageError: an unknown language.
        PolicyError: the pack is wrong.

    """
    return _session(lang, load.load_policy(root, inherits=inherits))


def _session(lang: str, pack: Policy) -> Session:
    return Session(proved(pack, _problems), load_messages(as_lang(lang)))


def _problems(pack: Policy) -> list[Problem]:
    return rule_problems.rule_problems(pack)


def as_lang(text: str) -> Lang:
    """Return the language named.

    Raises:
        UsageError: neither zh nor en.

    """
    if text == "zh":
        return "zh"
    if text == "en":
        return "en"
    raise UsageError("error.bad_lang")


def as_pack_format(text: str) -> str:
    """Return the format named, of those that the commands about packs have.

    Raises:
        UsageError: neither text nor json.

    """
    if text not in {"text", "json"}:
        raise UsageError("error.bad_format", found=text, known="text, json")
    return text


def as_period(text: str | None) -> Period | None:
    """Return the period that an option names.

    Raises:
        UsageError: it is none.

    """
    if text is None:
        return None
    period = parse_period(text)
    if period is None:
        raise UsageError("error.bad_period", found=text)
    return period


def as_day(text: str | None) -> date | None:
    """Return the day that an option names.

    Raises:
        UsageError: it is none.

    """
    if text is None:
        return None
    day = parse_day(text)
    if day is None:
        raise UsageError("error.bad_day", found=text)
    return day


def as_address(text: str | None) -> str | None:
    """Return the address that an option names, as links take it.

    Raises:
        UsageError: it is no whole address of the web.

    """
    if text and _ADDRESS.match(text) is None:
        raise UsageError("error.bad_address", found=text)
    return text or None


def as_limits(texts: Sequence[str]) -> Limits:
    """Return the limits with those changed that ``NAME=VALUE`` names; a value may end in K, M or G (of 1,024).

    Raises:
        UsageError: an unknown name, or a value that is no whole number above zero.

    """
    names = {field.name.replace("_", "-"): field.name for field in fields(Limits)}
    changed: dict[str, int] = {}
    for text in texts:
        name, _, value = text.partition("=")
        match = _SIZE.match(value.strip())
        if name.strip() not in names or match is None:
            raise UsageError("error.bad_limit", found=text, known=" ".join(names))
        changed[names[name.strip()]] = int(match[1]) << _POWERS[match[2].upper()]
    return replace(Limits(), **changed)


def as_fail_on(text: str) -> frozenset[str]:
    """Return the names in a --fail-on list; none for ``never``.

    Raises:
        UsageError: a name that does not exist.

    """
    names = frozenset(part.strip() for part in text.split(",")) - {""}
    if names == {"never"}:
        return frozenset()
    for name in sorted(names - set(FAIL_ON)) or ([] if names else [text]):
        raise UsageError("error.bad_fail_on", found=name, known=", ".join(FAIL_ON))
    return names


def as_jobs(number: int | None) -> int | None:
    """Return how many processes an option names; None for as many as there are processors.

    Raises:
        UsageError: fewer than one, or more than a machine can bear.

    """
    if number is not None and not 1 <= number <= _MOST_JOBS:
        raise UsageError("error.bad_jobs", found=str(number), most=str(_MOST_JOBS))
    return number


def as_shard(text: str | None) -> Shard | None:
    """Return the part of a run that ``I/N`` names.

    Raises:
        UsageError: it names none.

    """
    if text is None:
        return None
    match = _SHARD.match(text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError("error.bad_shard", found=text)
    return Shard(int(match[1]), int(match[2]))


def in_colour(*, no_color: bool, to_stderr: bool = False) -> bool:
    """Whether to colour: on a terminal, unless --no-color or NO_COLOR (https://no-color.org) says otherwise."""
    stream = sys.stderr if to_stderr else sys.stdout
    return stream.isatty() and not no_color and not os.environ.get("NO_COLOR")


def screen_width() -> int:
    """Return the terminal's columns (or COLUMNS); 100 where there is no terminal."""
    return max(60, shutil.get_terminal_size((FILE_WIDTH, 24)).columns)
