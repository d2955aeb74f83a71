"""Where a policy pack is found: the one chosen, the working folder's own, and last what came with the program."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pxgov_check.errors import UsageError

_MARK = Path("data") / "policy.yaml"
_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1]


def builtin_root() -> Path:
    """Return the folder that holds the ``data/`` and ``rules/`` that came with this installation."""
    # An editable install has no copy, or a stale one; the checkout's folders are the truth there.
    return _CHECKOUT if is_checkout() else _PACKAGE / "_pack"


@cache
def is_checkout() -> bool:
    """Whether the program runs from its sources and not from a wheel."""
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / _MARK).is_file()


def starter_root() -> Path:
    """Return the folder of the small pack that ``pxcheck init`` copies."""
    return Path(__file__).resolve().parent / "starter"


def find_pack(chosen: Path | None) -> Path:
    """Return the pack's folder: the one chosen (by option, variable or file), else the working folder, else ours.

    Who works in a checkout that holds a pack means that pack, whether pxcheck was installed from it or beside it.

    Raises:
        UsageError: the chosen folder holds no policy pack.

    """
    if chosen is None:
        here = Path.cwd()
        return here if (here / _MARK).is_file() and (here / "rules").is_dir() else builtin_root()
    if not (chosen / _MARK).is_file():
        raise UsageError("error.no_pack", path=str(chosen))
    return chosen
