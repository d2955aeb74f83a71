"""On what terms results are the same: what a ledger's key is made of beside a file's own bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

from pxgov_check import __version__
from pxgov_check.judging.baseline import Baseline
from pxgov_check.judging.terms import Terms
from pxgov_check.model import SubmissionResult
from pxgov_check.policy.entry import plain
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.limits import Limits


def judged_by(policy: Policy, lang: str) -> str:
    """Return what results are by: program, policy and language."""
    return f"{__version__} {policy.digest} {lang}"


def terms_digest(policy: Policy, terms: Terms, limits: Limits, known: Baseline | None) -> bytes:
    """Return the digest of everything that a result depends on beside the file.

    Earlier forms count by their digests and names, a baseline by what it holds, waivers by all that they say.
    """
    told = [
        judged_by(policy, terms.lang),
        str(terms.as_of),
        str(terms.period),
        asdict(limits),
        sorted(_earlier(one for forms in terms.history.forms.values() for one in forms)),
        [plain(waiver) for waiver in terms.waivers],
        None if known is None else sorted(map(repr, known)),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8", "surrogatepass")).digest()


def _earlier(forms: Iterable[SubmissionResult]) -> Iterable[str]:
    return (f"{one.digest} {one.unit} {one.period} {one.file}" for one in forms)
