"""Pages hold against axe, where Chromium and axe-core are found; AXE_CORE names the folder of axe-core."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from antipoverty import samples
from antipoverty.documents import render
from antipoverty.records import Household, Village
from antipoverty.reviews import Township, draft
from antipoverty.text import Text
from chromium import BROWSER
from printed_things import book, checked, full_card, posted

AXE = Path(os.environ.get("AXE_CORE", "node_modules/axe-core")) / "axe.min.js"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=20000"),
)
THINGS = {
    "draft": lambda: draft(
        Township.of(
            villages=[Village("v1", persons=900)], households=[Household(f"h{n}", village=f"v{n}") for n in (1, 2)]
        ),
        on=date(2014, 12, 31),
        name=Text("Our town", "本镇"),
    ),
    "town": lambda: samples.load_summary("mountain-town"),
    "card": full_card,
    "book": book,
    "list": posted,
    "check": checked,
}

needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here")


def _asked(page: str, script: str, folder: Path, *flags: str) -> Any:
    """What a script says of a page once it is loaded: it calls ``done`` with it."""
    said = "const done = said => { document.body.innerHTML = ''; document.body.dataset.said = JSON.stringify(said); };"
    file = folder / "page.html"
    file.write_text(page.replace("</body>", f"<script>{said}{script}</script></body>"), "utf-8")
    profile = folder / "profile"
    command = [str(BROWSER), *FLAGS, f"--user-data-dir={profile}", *flags, "--dump-dom", file.as_uri()]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()
    found = re.search(r'data-said="([^"]*)"', shown)
    assert found is not None, shown[:500]
    return json.loads(unescape(found[1]))


@needs_axe
@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", THINGS)
def test_axe_finds_nothing(name: str, language: str, tmp_path: Path) -> None:
    run = "axe.run().then(found => done(found.violations.map(each => [each.id, each.nodes[0].html])));"
    page = render(THINGS[name](), language, "html")
    assert _asked(page, f"{AXE.read_text('utf-8')}\n{run}", tmp_path) == []


@needs_axe
@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("name", THINGS)
def test_a_narrow_screen_needs_no_sideways_scrolling(name: str, tmp_path: Path) -> None:
    frame = (
        "const frame = document.createElement('iframe'); frame.style.cssText = 'width:390px;height:800px;border:0';"
        "frame.srcdoc = `<!DOCTYPE html>${document.documentElement.outerHTML.replace(/<script[^]*?<\\/script>/g, '')}`;"
        "frame.onload = () => done(frame.contentDocument.documentElement.scrollWidth);"
        "document.body.append(frame);"
    )
    assert _asked(render(THINGS[name](), "en", "html"), frame, tmp_path) <= 390
