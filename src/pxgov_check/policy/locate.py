"""Where a policy pack is found: the one chosen, the working folder's own, and last what came with the program."""

from __future__ import annotations

from pathlib import Path

from pxgov_check.errors import UsageError

_MARK = Path("data") / "policy.yaml"


def builtin_root() -> Path:
    """Return the folder that holds the ``data/`` and ``rules/`` that came with this installation."""
    # An editable install has no copy, or a stale one; the checkout's folders are the truth there.
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").is_file() and (checkout / _MARK).is_file():
        return checkout
    return Path(__file__).resolve().parents[1] / "_pack"


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
