"""A plan as bytes, for processes that were not forked from this one and for other machines.

Only pxcheck's own processes exchange these bytes: they are a pickle, and never come from a file or a form.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

from pxgov_check import __version__
from pxgov_check.batch.plan import Plan
from pxgov_check.errors import UsageError
from pxgov_check.policy.compiled import dump_policy, load_compiled
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy

# Processes of different versions would not tell the same of a form.
_HEAD = f"{__version__}\n".encode("ascii")


class _Packer(pickle.Pickler):
    """Sends a policy in its compiled form, and of the catalogue only the language."""

    def reducer_override(self, obj: Any) -> Any:  # noqa: ANN401 (whatever a plan holds)
        if isinstance(obj, Policy):
            return load_compiled, (dump_policy(obj),)
        if isinstance(obj, Messages):
            return load_messages, (obj.lang,)
        return NotImplemented


def pack(plan: Plan) -> bytes:
    """Return a plan as bytes."""
    target = io.BytesIO()
    target.write(_HEAD)
    _Packer(target, pickle.HIGHEST_PROTOCOL).dump(plan)
    return target.getvalue()


def unpack(data: bytes) -> Plan:
    """Return the plan in bytes that ``pack`` made.

    Raises:
        UsageError: another version of pxcheck made them.

    """
    if not data.startswith(_HEAD):
        raise UsageError(
            "error.other_version", known=__version__, found=data.partition(b"\n")[0].decode("ascii", "replace")
        )
    plan: Plan = pickle.loads(data[len(_HEAD) :])  # noqa: S301 (see above)
    return plan
