"""A process of its own that judges batches for a worker of a cluster, and the worker's end of the line to it.

A worker runs tasks in threads, where neither a file's time nor its memory can be bounded, and where a fault of a
library would take the worker along. So each thread has a child, which is given a packed plan and then batches.
"""

from __future__ import annotations

import contextlib
import pickle
import signal
import subprocess
import sys
from typing import IO, TYPE_CHECKING, Any

from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    from pxgov_check.batch import judge as judging
    from pxgov_check.batch import packing
    from pxgov_check.batch.plan import Batch, Done
else:
    # Only the child's end needs them.
    judging = on_demand("pxgov_check.batch.judge")
    packing = on_demand("pxgov_check.batch.packing")

_LENGTH_BYTES = 8
_READY = b"ready"
# Before an exception; a pickle begins otherwise.
_FAILED = b"failed:"


class CrashedError(Exception):
    """The process that judged a batch is gone: killed for its memory, or brought down by a fault in a library."""


class Child:
    """The worker's end. A child that has died is replaced for the next batch."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._process: subprocess.Popen[bytes] | None = None

    def judge(self, batch: Batch) -> Done:
        """Judge a batch.

        Raises:
            CrashedError: the child died of it.

        """
        done: Done = unpacked(self.judge_packed(packed(batch)))
        return done

    def judge_packed(self, batch: bytes) -> bytes:
        """Judge a packed batch and return it packed.

        Raises:
            CrashedError: the child died of it.

        """
        try:
            process = self._process or self._start()
            _send(process.stdin, batch)
            answer = _receive(process.stdout)
        except (EOFError, OSError):
            self.stop()
            raise CrashedError from None
        if answer.startswith(_FAILED):
            raise unpacked(answer.removeprefix(_FAILED))
        return answer

    def kill(self) -> None:
        """Kill the child, whatever it is at; the next batch finds it dead."""
        if self._process is not None:
            self._process.kill()

    def stop(self) -> None:
        """End the child."""
        self.kill()
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.communicate()
            self._process = None

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", __name__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (our own)
        _send(self._process.stdin, self._packed)
        ready = _receive(self._process.stdout)
        if ready.startswith(_FAILED):
            raise unpacked(ready.removeprefix(_FAILED))
        return self._process


def packed(told: Batch | Done | Exception) -> bytes:
    """Return as bytes what one end tells the other."""
    return pickle.dumps(told, pickle.HIGHEST_PROTOCOL)


def unpacked(told: bytes) -> Any:  # noqa: ANN401 (whatever the other end told)
    """Return what was ``packed``."""
    # Both ends are pxcheck; nothing that was submitted is ever unpickled.
    return pickle.loads(told)  # noqa: S301


def main() -> None:
    """Judge what comes in until nothing more does; a bug goes back as the exception that it is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever a library prints must not get between the answers.
    source, target, sys.stdout = sys.stdin.buffer, sys.stdout.buffer, sys.stderr
    with contextlib.suppress(EOFError, BrokenPipeError):
        judge: judging.Judge | None = None
        while True:
            told = _receive(source)
            try:
                if judge is None:
                    judge = judging.Judge(packing.unpack(told))
                    _send(target, _READY)
                else:
                    _send(target, packed(judge(unpacked(told))))
            except Exception as error:  # noqa: BLE001 (it is raised again at the other end)
                _send(target, _FAILED + packed(error))


def _send(target: IO[bytes] | None, data: bytes) -> None:
    if target is None:
        raise EOFError
    target.write(len(data).to_bytes(_LENGTH_BYTES, "big"))
    target.write(data)
    target.flush()


def _receive(source: IO[bytes] | None) -> bytes:
    length = source.read(_LENGTH_BYTES) if source is not None else b""
    if source is None or len(length) < _LENGTH_BYTES:
        raise EOFError
    return source.read(int.from_bytes(length, "big"))


if __name__ == "__main__":
    main()
