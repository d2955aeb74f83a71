"""A file of a pack as parsed: values, and the line of every path in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pxgov_check.errors import Problem

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Tree:
    """A parsed file: its value, the line of every path in it, and what was wrong."""

    file: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest thing around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def object_to(self, line: int, key: str, **params: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.file, line, key, params))
