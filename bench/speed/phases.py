"""Does in one fresh process what ``pxcheck validate FORM`` does, and prints the milliseconds of each step as JSON.

``python phases.py FORM``. Run by ``speed.parts.breakdown`` in the environment that pxcheck is installed in; pxcheck is
imported inside, for importing it is a step.
"""

from __future__ import annotations

import importlib
import itertools
import json
import sys
import time
from pathlib import Path
from typing import Any

# What the command imports on its way; the names that the steps need are looked up in them.
MODULES = (
    *("pxgov_check.cli.main", "pxgov_check.cli.validate", "pxgov_check.cli.session", "pxgov_check.cli.runs"),
    *("pxgov_check.formats.registry", "pxgov_check.formats.context", "pxgov_check.formats.text"),
    *("pxgov_check.judging.terms", "pxgov_check.model", "pxgov_check.judging", "pxgov_check.submission.open"),
)


def steps(path: Path) -> dict[str, float]:
    """Return the milliseconds of each step in order."""
    clock = [time.perf_counter()]
    names = {}
    for module in MODULES:
        names.update(vars(importlib.import_module(module)))
    px: Any = type(
        "Names", (), {name: staticmethod(value) if callable(value) else value for name, value in names.items()}
    )
    clock.append(time.perf_counter())
    session = px.open_session("zh", None)
    clock.append(time.perf_counter())
    workbook, digest = px.open_workbook(path)
    clock.append(time.perf_counter())
    forms = tuple(px.judge_workbook(session.policy, workbook, px.Terms("zh"), file=path.name, digest=digest))
    clock.append(time.perf_counter())
    result = px.Result(session.policy.ref(), forms[0].as_of, forms, ())
    px.TextReport(session.messages, session.policy.info, width=100, colour=False).render(result)
    clock.append(time.perf_counter())
    taken = (round((after - before) * 1000, 3) for before, after in itertools.pairwise(clock))
    return dict(zip(("importing", "pack", "reading", "judging", "rendering"), taken, strict=True))


if __name__ == "__main__":
    print(json.dumps(steps(Path(sys.argv[1]))))
