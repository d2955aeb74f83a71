"""The one catalogue of what users read, kept with the rules in rules/messages/*.yaml."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from pxgov_check.errors import PolicyError, Problem
from pxgov_check.frozen import frozen
from pxgov_check.model import Lang
from pxgov_check.on_demand import on_demand
from pxgov_check.policy import cache
from pxgov_check.policy.locate import builtin_root

if TYPE_CHECKING:
    from pxgov_check.policy import yaml_gate
else:
    yaml_gate = on_demand("pxgov_check.policy.yaml_gate")

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(template: str, params: Mapping[str, str]) -> str:
    """Put values into ``{name}`` placeholders. Values go in as they are and are never read as templates.

    Raises:
        KeyError: the template names something that ``params`` lacks.

    """
    return _PLACEHOLDER.sub(lambda match: params[match[1]], template)


def pieces(template: str) -> list[tuple[str, bool]]:
    """Return a template in pieces: running text, and (True) the names of its placeholders."""
    return [(piece, number % 2 == 1) for number, piece in enumerate(_PLACEHOLDER.split(template))]


def placeholders(template: str) -> frozenset[str]:
    """Return the names that a template wants filled."""
    return frozenset(_PLACEHOLDER.findall(template))


@frozen
class Messages:
    """The catalogue in one language. Calling it with a key returns the sentence."""

    lang: Lang
    texts: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **params: str) -> str:
        """Return a sentence of the catalogue, filled in.

        Raises:
            KeyError: no such key, or a placeholder without a value; a fault of the program, not of the user.

        """
        return fill(self.texts[key][self.lang], params)

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def problem(self, problem: Problem) -> str:
        """Return one problem of a pack as ``file:line: sentence``."""
        return f"{problem.file}:{problem.line}: {self(problem.key, **problem.params)}"


@lru_cache(maxsize=1)
def load_texts() -> dict[str, dict[str, str]]:
    """Read the catalogue that comes with the program, whatever policy is in force; once a process.

    Raises:
        PolicyError: a file is broken, an entry lacks a language, or a key stands twice.

    """
    folder = builtin_root() / "rules" / "messages"
    sources = [(f"rules/messages/{path.name}", path.read_bytes()) for path in sorted(folder.glob("*.yaml"))]
    key = cache.key_of("messages", sources)
    kept = _recalled(key)
    if kept is not None:
        return kept
    texts = _read(sources)
    cache.keep(key, json.dumps(texts, ensure_ascii=False).encode())
    return texts


def _recalled(key: str) -> dict[str, dict[str, str]] | None:
    data = cache.recall(key)
    try:
        texts = json.loads(data) if data is not None else None
    except (ValueError, RecursionError):
        return None
    return texts if isinstance(texts, dict) and all(map(_is_both, texts.values())) else None


def _is_both(entry: object) -> bool:
    """Whether an entry is a text in each language, and nothing else."""
    return isinstance(entry, dict) and entry.keys() == {"zh", "en"} and all(isinstance(t, str) for t in entry.values())


def _read(sources: Sequence[tuple[str, bytes]]) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for name, data in sources:
        tree = yaml_gate.parse(data, name)
        problems += tree.problems
        for key, entry in (tree.value or {}).items():
            if not _is_both(entry) or key in texts:
                problems.append(
                    Problem(tree.file, tree.line((key,)), "pack.duplicate_key", {"path": key, "first": "?"})
                )
                continue
            texts[key] = entry
    if problems:
        raise PolicyError(problems)
    return texts


def load_messages(lang: Lang) -> Messages:
    """Return the catalogue in a language."""
    return Messages(lang, load_texts())
