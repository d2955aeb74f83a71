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
from typing import IO, Any

from pxgov_check.batch.isolation import CrashedError
from pxgov_check.batch.judge import Judge
from pxgov_check.batch.packing import unpack
from pxgov_check.batch.plan import Batch, Done

_LENGTH_BYTES = 8
_READY = b"ready"


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
        try:
            process = self._process or self._start()
            _send(process.stdin, batch)
            answer = _receive(process.stdout)
        except (EOFError, OSError):
            self.stop()
            raise CrashedError from None
        if isinstance(answer, Done):
            return answer
        raise answer

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
        if isinstance(ready, Exception):
            raise ready
        return self._process


def main() -> None:
    """Judge what comes in until nothing more does; a bug goes back as the exception that it is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever a library prints must not get between the answers.
    source, target, sys.stdout = sys.stdin.buffer, sys.stdout.buffer, sys.stderr
    with contextlib.suppress(EOFError, BrokenPipeError):
        judge: Judge | None = None
        while True:
            told = _receive(source)
            try:
                if judge is None:
                    judge = Judge(unpack(told))
                    _send(target, _READY)
                else:
                    _send(target, judge(told))
            except Exception as error:  # noqa: BLE001 (it is raised again at the other end)
                _send(target, error)


def _send(target: IO[bytes] | None, told: Batch | Done | bytes | Exception) -> None:
    if target is None:
        raise EOFError
    data = pickle.dumps(told, pickle.HIGHEST_PROTOCOL)
    target.write(len(data).to_bytes(_LENGTH_BYTES, "big") + data)
    target.flush()


def _receive(source: IO[bytes] | None) -> Any:  # noqa: ANN401 (what the other end sent)
    length = source.read(_LENGTH_BYTES) if source is not None else b""
    if source is None or len(length) < _LENGTH_BYTES:
        raise EOFError
    # Both ends are pxcheck; nothing that was submitted is ever unpickled.
    return pickle.loads(source.read(int.from_bytes(length, "big")))  # noqa: S301


if __name__ == "__main__":
    main()
