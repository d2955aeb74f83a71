"""Modules that are imported when something of them is first used, for what most runs do without.

Such a module stands among the imports of the file that uses it, where readers, mypy and the import contract see it::

    if TYPE_CHECKING:
        from pxgov_check.cli import returned
    else:
        returned = on_demand("pxgov_check.cli.returned")
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any


class _OnDemand(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever the module holds)
        return getattr(importlib.import_module(self.__name__), name)


def on_demand(name: str) -> ModuleType:
    """Return a module, or where it is not imported yet what imports it at its first use.

    Raises:
        ImportError: at its first use, there is no such module.

    """
    return sys.modules.get(name) or _OnDemand(name)
