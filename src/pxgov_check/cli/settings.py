"""Settings: the options of the commands, by the names they have in pxcheck.toml and in the environment.

A setting is named after its variable: PXCHECK_FAIL_ON is ``fail-on``. Options that commands share carry their variable
in cli/options.py; an option of one command alone gets PXCHECK_<COMMAND>_<OPTION> here, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pxgov_check.frozen import frozen

PREFIX = "PXCHECK_"
# They are about one call and have no place in a file.
_ONE_CALL = frozenset({"help", "version"})


@frozen
class Setting:
    """One option of one command. ``multiple`` options take a list."""

    name: str
    variable: str
    flag: str
    parameter: str
    multiple: bool


def name_variables(command: Any, name: str) -> None:  # noqa: ANN401 (typer's own copy of click has no public name)
    """Give every option of a loaded command a variable."""
    for option in _options(command):
        if option.envvar is None:
            option.envvar = PREFIX + f"{name}_{_long(option)}".replace("-", "_").upper()


def settings_of(command: Any) -> list[Setting]:  # noqa: ANN401 (same)
    """Return the settings of a command whose variables are named, in the order of its options."""
    return [
        Setting(
            name=option.envvar.removeprefix(PREFIX).lower().replace("_", "-"),
            variable=option.envvar,
            flag=f"--{_long(option)}",
            parameter=option.name,
            multiple=option.multiple,
        )
        for option in _options(command)
    ]


def _options(command: Any) -> Iterator[Any]:  # noqa: ANN401 (same)
    for option in command.params:
        if option.param_type_name == "option" and option.name not in _ONE_CALL:
            yield option


def _long(option: Any) -> str:  # noqa: ANN401 (same)
    return str(max(option.opts, key=len)).lstrip("-")
