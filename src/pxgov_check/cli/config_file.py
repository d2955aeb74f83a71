"""pxcheck.toml in the working folder: settings by name. A flag wins over a variable, a variable over the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pxgov_check.cli.settings import Setting
from pxgov_check.errors import UsageError
from pxgov_check.frozen import frozen
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    import difflib
    import tomllib
else:
    difflib = on_demand("difflib")
    tomllib = on_demand("tomllib")

FILE = Path("pxcheck.toml")


@frozen
class ConfigFile:
    """What the file says: values by setting, and the line each stands on (from 1). Both are empty without a file."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def defaults(self, settings: Iterable[Setting]) -> dict[str, Any]:
        """Return the values for a command's parameters, as its option would take them.

        Raises:
            UsageError: a value is no text, number, day, truth or list of these.

        """
        return {s.parameter: self._value(s) for s in settings if s.name in self.values}

    def place(self, name: str) -> str:
        """Return where a setting stands, as ``pxcheck.toml:3``."""
        return f"{FILE}:{self.lines.get(name, 1)}"

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Refuse settings that no command has.

        Raises:
            UsageError: there are such settings; all are named, each with its line and the nearest known.

        """
        names = sorted(set(known))
        told = []
        for name in sorted(set(self.values) - set(names), key=lambda n: self.lines.get(n, 1)):
            nearest = difflib.get_close_matches(name.replace("_", "-"), names, n=1, cutoff=0)
            told.append(f"{self.place(name)} {name} → {nearest[0] if nearest else '—'}")
        if told:
            raise UsageError("error.unknown_settings", found="; ".join(told))

    def _value(self, setting: Setting) -> Any:  # noqa: ANN401 (what TOML holds)
        value = self.values[setting.name]
        items = value if isinstance(value, list) else [value]
        if any(isinstance(item, dict | list) for item in items):
            raise UsageError("error.bad_setting", place=self.place(setting.name), name=setting.name)
        if setting.multiple:
            return [str(item) for item in items]
        if isinstance(value, list):
            return ",".join(str(item) for item in items)
        # Options read text; only a switch may be given as what it is.
        return value if isinstance(value, bool) else str(value)


def read_config(path: Path = FILE) -> ConfigFile:
    """Return what the file says; nothing where there is none. Whether its settings exist is not looked at yet.

    Raises:
        UsageError: the file can't be read or is no TOML.

    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        values = tomllib.loads(text)
    except FileNotFoundError:
        return ConfigFile()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("error.bad_config", detail=str(error)) from None
    return ConfigFile(values, {name: _line(text, name) for name in values})


def _line(text: str, name: str) -> int:
    """Return the line a top-level name stands on: tomllib does not keep it."""
    key = re.compile(rf"""^\s*\[*\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if key.match(line)), 1)
