"""Fuzzes the reader: any bytes, as a file or as one part of a sound package, are read or refused in words.

    python tests/fuzz_reader.py [--seconds 60] [--corpus FOLDER]

With atheris (``pip install -e ".[dev,fuzz]"``) coverage leads the way, and what it finds interesting stays in the
corpus; without it files are broken by chance, each by a seed that is told when it fails. Ends with 0 when nothing was
found; what was found is written beside the corpus by atheris, or told as a seed.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import secrets
import sys
import tempfile
import time
import zipfile
from io import BytesIO
from pathlib import Path

from kit.damage import damaged
from kit.sources import sources
from packages import package
from pxgov_check.errors import SubmissionError
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook

# The first byte of an input says which part the rest is; any other value: the file itself.
PARTS = (
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels",
    "xl/_rels/workbook.xml.rels", "docProps/custom.xml",
)  # fmt: skip
_LIMITS = Limits(cells=100_000, entry_bytes=16 << 20, inflated_bytes=32 << 20)
_PLAIN = "<worksheet><sheetData><row><c t='s'><v>0</v></c></row></sheetData></worksheet>"
_STRINGS = "<sst><si><t>a</t></si></sst>"


def one_input(data: bytes) -> None:
    """Read one input; whatever it raises is a fault of the reader."""
    if data and data[0] < len(PARTS):
        whole = package(_PLAIN, parts={"xl/sharedStrings.xml": _STRINGS, PARTS[data[0]]: data[1:]})
    else:
        whole = data[1:]
    try:
        for sheet in read_workbook(whole, _LIMITS).sheets:
            for row in sheet.rows():
                assert row
    except SubmissionError:
        pass


def main() -> int:
    """Fuzz for some time; return 1 for a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, help="where inputs are kept between runs")
    options = parser.parse_args()
    whole = sources(load_policy(builtin_root()))
    if importlib.util.find_spec("atheris") is None:
        return _by_chance(whole, options.seconds)
    with tempfile.TemporaryDirectory() as folder:
        corpus = options.corpus or Path(folder)
        _fill(corpus, whole)
        _by_coverage(corpus, options.seconds)
    return 0


def _fill(corpus: Path, whole: list[bytes]) -> None:
    """Put the parts of the whole workbooks into the corpus, and the workbooks."""
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(whole):
        (corpus / f"file-{number}").write_bytes(b"\xff" + data)
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for kind, name in enumerate(PARTS):
                if name in archive.namelist():
                    (corpus / f"part-{kind}-{number}").write_bytes(bytes([kind]) + archive.read(name))


def _by_coverage(corpus: Path, seconds: int) -> None:
    atheris = importlib.import_module("atheris")
    atheris.instrument_all()
    # The process ends here, with libFuzzer's own exit code.
    atheris.Setup([sys.argv[0], str(corpus), f"-max_total_time={seconds}", "-max_len=200000", "-timeout=20"], one_input)
    atheris.Fuzz()


def _by_chance(whole: list[bytes], seconds: int) -> int:
    ends, files = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        seed = secrets.randbits(48)
        try:
            one_input(b"\xff" + damaged(seed, whole).data)
        except Exception:
            sys.stderr.write(f"seed {seed} of kit.damage.damaged\n")
            raise
        files += 1
    sys.stdout.write(f"{files} files, nothing found\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
