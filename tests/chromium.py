"""A headless Chromium that tests drive: pages are opened, asked and pictured; only the loopback is reached."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class BrowserGone(Exception):
    """The browser has ended while it was asked."""


class Chromium:
    """A browser, driven through a pair of pipes by its debugging protocol."""

    def __init__(self, profile: str) -> None:
        reads, self._writes = os.pipe()
        self._reads, writes = os.pipe()
        # The browser reads from its descriptor 3, and writes to 4.
        command = 'exec "$@" 3<&"$READS" 4>&"$WRITES"'
        self._process = subprocess.Popen(
            ["bash", "-c", command, "bash", str(BROWSER), *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(reads, writes),
            env={**os.environ, "READS": str(reads), "WRITES": str(writes)},
            stderr=subprocess.DEVNULL,
        )
        os.close(reads)
        os.close(writes)
        self._held, self._number = b"", 0
        (target,) = (each for each in self._call("Target.getTargets")["targetInfos"] if each["type"] == "page")
        attached = self._call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]

    def _call(self, method: str, *, session: str | None = None, **parameters: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        os.write(self._writes, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._held:
                read = os.read(self._reads, 1 << 16)
                if not read:
                    raise BrowserGone
                self._held += read
            text, _, self._held = self._held.partition(b"\0")
            told = json.loads(text)
            if told.get("id") == self._number:
                assert "error" not in told, told
                return told["result"]

    def call(self, method: str, **parameters: Any) -> Any:
        """A method of the debugging protocol, for the page."""
        return self._call(method, session=self._session, **parameters)

    def ask(self, script: str) -> Any:
        """What a script in the page gives; a promise is waited for."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, script: str, *, seconds: float = 60) -> Any:
        """What a script gives, once that is true."""
        end = time.monotonic() + seconds
        while not (value := self.ask(script)):
            assert time.monotonic() < end, f"not within {seconds} s: {script}"
            time.sleep(0.05)
        return value

    def picture(self, path: Path, width: int, height: int) -> None:
        """A picture of the page at a size."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def close(self) -> None:
        """End the browser."""
        os.close(self._writes)
        os.close(self._reads)
        self._process.terminate()
        self._process.wait(30)


@contextmanager
def chromium() -> Iterator[Chromium]:
    """A browser with an empty profile."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Chromium(profile)
        try:
            yield browser
        finally:
            browser.close()


@cache
def shows_pages() -> bool:
    """Whether there is a browser, and it shows a form: without any font, Chromium ends at the first field of a date."""
    if BROWSER is None:
        return False
    with chromium() as page:
        try:
            page.call("Page.navigate", url="data:text/html,<input type=date><select><option>a</select>")
            return bool(page.wait("document.querySelector('select')?.offsetHeight > 0"))
        except BrowserGone:
            return False


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A folder on the loopback: its address, and the first line of each request that comes in."""
    log: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_request(self, code: object = "-", size: object = "-") -> None:
            log.append(self.requestline)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", log
    finally:
        server.shutdown()
        server.server_close()
