"""A headless Chromium without a network, driven over a pipe by its own protocol: pages, keys, pictures and paper."""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PROGRAM = "chromium"
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars", "--lang=zh-CN"),
    # No name is ever found, and nothing listens where everything else is sent.
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9"),
    "--remote-debugging-pipe",
)
# Chromium reads commands from descriptor 3 and writes to 4.
_LAUNCH = "import os,sys;os.dup2(int(sys.argv[1]),3);os.dup2(int(sys.argv[2]),4);os.execvp(sys.argv[3],sys.argv[3:])"
_PATIENCE = 60.0


class Tab:
    """A page: what it asked the network for, what it complained of, and what one can do on it."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._buffer, self._number = b"", 0
        self._session: str | None = None
        self._events: list[dict[str, Any]] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def _call(self, method: str, **params: Any) -> Any:  # noqa: ANN401 (the protocol's own)
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        for told in self._messages():
            if told.get("id") == self._number:
                assert "error" not in told, told["error"]
                return told["result"]
            self._events.append(told)
        return None

    def _messages(self) -> Iterator[dict[str, Any]]:
        until = time.monotonic() + _PATIENCE
        while True:
            while b"\0" in self._buffer:
                message, _, self._buffer = self._buffer.partition(b"\0")
                yield json.loads(message)
            ready, _, _ = select.select([self._answers], [], [], max(0.0, until - time.monotonic()))
            assert ready, "the browser does not answer"
            more = os.read(self._answers, 1 << 20)
            assert more, "the browser is gone"
            self._buffer += more

    def size(self, width: int, height: int) -> None:
        """Make the window so many pixels; a narrow one is a phone."""
        phone = width < 600
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def scripts(self, *, on: bool) -> None:
        """Switch JavaScript on or off for pages opened from now on."""
        self._call("Emulation.setScriptExecutionDisabled", value=not on)

    def open(self, path: Path, anchor: str = "") -> None:
        """Open a file anew and wait until it has loaded."""
        self._go("about:blank")
        self._go(path.resolve().as_uri() + anchor)

    def _go(self, url: str) -> None:
        self._events.clear()
        self._call("Page.navigate", url=url)
        if any(told.get("method") == "Page.loadEventFired" for told in self._events):
            return
        for told in self._messages():
            self._events.append(told)
            if told.get("method") == "Page.loadEventFired":
                return

    def run(self, script: str) -> Any:  # noqa: ANN401 (whatever the script returns)
        """Return what an expression is on the page."""
        told = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def tree(self) -> list[dict[str, Any]]:
        """Return the page as assistive technology is told of it."""
        self._call("Accessibility.enable")
        nodes: list[dict[str, Any]] = self._call("Accessibility.getFullAXTree")["nodes"]
        return nodes

    def requests(self) -> list[str]:
        """Return every address that the page asked for since it was opened."""
        self.run("1")
        return [e["params"]["request"]["url"] for e in self._events if e.get("method") == "Network.requestWillBeSent"]

    def complaints(self) -> list[str]:
        """Return every error and warning of the console since the page was opened."""
        self.run("1")
        kinds = {"Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"}
        return [json.dumps(e["params"], ensure_ascii=False) for e in self._events if e.get("method") in kinds]

    def picture(self, *, whole: bool = False) -> bytes:
        """Return the window, or the whole page, as PNG."""
        told = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(told["data"])

    def paper(self) -> bytes:
        """Return the page as printed, a PDF in the paper size that the page asks for."""
        told = self._call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(told["data"])


@contextmanager
def browser() -> Iterator[Tab]:
    """Start Chromium with a profile of its own and give one tab; it ends with the context."""
    commands, write = os.pipe()
    read, answers = os.pipe()
    with TemporaryDirectory() as profile:
        program = subprocess.Popen(
            [
                sys.executable,
                "-c",
                _LAUNCH,
                str(commands),
                str(answers),
                PROGRAM,
                *_FLAGS,
                f"--user-data-dir={profile}",
            ],
            pass_fds=(commands, answers),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(answers)
        try:
            yield Tab(write, read)
        finally:
            program.terminate()
            program.wait(_PATIENCE)
            os.close(write)
            os.close(read)
