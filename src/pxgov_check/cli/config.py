"""pxcheck.toml in the working folder: options by name. A flag wins over a variable, a variable over the file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pxgov_check.errors import UsageError

FILE = Path("pxcheck.toml")

# Option in the file → parameter of the commands.
KEYS = {
    "policy": "policy",
    "lang": "lang",
    "as-of": "as_of",
    "period": "period",
    "fail-on": "fail_on",
    "format": "format_",
    "limit": "limit",
    "no-color": "no_color",
    "quiet": "quiet",
}


def read_config(path: Path = FILE) -> dict[str, Any]:
    """Return the file's options by parameter name; empty where there is no file.

    Raises:
        UsageError: the file is no TOML, or names an option that does not exist.

    """
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("error.bad_config", detail=str(error)) from None
    unknown = sorted(set(given) - set(KEYS))
    if unknown:
        raise UsageError("error.bad_config", detail=f"{', '.join(unknown)} ∉ {', '.join(KEYS)}")
    options = {KEYS[key]: value for key, value in given.items()}
    for name in ("format_", "limit"):
        if isinstance(options.get(name), str):
            options[name] = [options[name]]
    return options
