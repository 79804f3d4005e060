"""Look for barriers in the built site with axe-core: a page of each kind, wide and light, narrow and dark.

axe-core is an npm package; it is fetched once, and kept under ``build/``. Without a browser or npm nothing is looked
at, and that is said.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from typing import Any

from writing import LANGUAGES, ROOT

sys.path.insert(0, str(ROOT / "tests"))

from chromium import BROWSER, Chromium, chromium, served

SITE = ROOT / "site"
#: Named in full, so that a release elsewhere turns nothing red here.
AXE = "axe-core@4.14.1"
KEPT = ROOT / "build" / AXE / "axe.min.js"
#: A page of each kind.
PAGES = (
    "", "rules/try/", "rules/village-exit/", "rules/quantity-dibao-top-up/", "rules/", "rules/glossary/", "changes/",
    "documents/", "jurisdictions/", "explanation/measurements/", "tutorial/", "howto/planning/",
    "notebooks/poverty_profile/", "reference/money/",
)  # fmt: skip
#: Width, height and colours: each width and each palette once. A page is looked at in one language so, in the other so.
LOOKS = ((1280, 900, "default"), (390, 844, "slate"))
#: Not about the pages: the theme's menu names two of its levels alike.
_LEFT_OUT = ("landmark-unique",)


def fetch_axe() -> str | None:
    """Fetch axe-core, unless it is kept already; says what was in the way."""
    if KEPT.exists():
        return None
    npm = shutil.which("npm")
    if npm is None:
        return "npm was not found on the PATH"
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", AXE, "--silent", "--pack-destination", str(KEPT.parent)]
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
        return f"{' '.join(command[1:3])} failed"
    (archive,) = KEPT.parent.glob("*.tgz")
    with tarfile.open(archive) as packed:
        held = packed.extractfile("package/axe.min.js")
        assert held is not None
        KEPT.write_bytes(held.read())
    archive.unlink()
    return None


def barriers(browser: Chromium, address: str, width: int, height: int, scheme: str) -> Iterator[str]:
    """What axe finds on a page at a size and in its colours."""
    browser.call(
        "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
    )
    browser.call(
        "Emulation.setEmulatedMedia",
        features=[{"name": "prefers-color-scheme", "value": "dark" if scheme == "slate" else "light"}],
    )
    browser.call("Page.navigate", url=address)
    browser.wait(f"document.readyState == 'complete' && location.href.split('#')[0] == {json.dumps(address)}")
    # Without transitions, which would be measured half way.
    still = "document.head.insertAdjacentHTML('beforeend', '<style>* { transition: none !important }</style>')"
    browser.ask(f"{still}; document.body.setAttribute('data-md-color-scheme', {json.dumps(scheme)})")
    browser.ask(KEPT.read_text("utf-8") + ";0")
    rules = json.dumps({rule: {"enabled": False} for rule in _LEFT_OUT})
    told: list[dict[str, Any]] = browser.ask(
        f"axe.run(document, {{resultTypes: ['violations'], rules: {rules}}}).then(found => found.violations.map("
        "each => ({id: each.id, help: each.help, nodes: each.nodes.map(node => node.html.slice(0, 120)),"
        " why: each.nodes[0].failureSummary})))"
    )
    for each in told:
        yield f"{each['id']}: {each['help']}: {len(each['nodes'])} times, first {each['nodes'][0]}: {each['why']}"


def main() -> None:
    """Print what was found, and stop if that is anything."""
    if BROWSER is None or (fault := fetch_axe()):
        print(f"Barriers are not looked for: {fault if BROWSER else 'there is no browser'}", file=sys.stderr)
        return
    found = []
    with served(SITE) as (address, _), chromium() as browser:
        for number, page in enumerate(PAGES):
            for turn, language in enumerate(LANGUAGES):
                width, height, scheme = LOOKS[(number + turn) % len(LOOKS)]
                folder = f"{address}/{'zh/' if language == 'zh' else ''}{page}"
                where = f"{language}/{page} at {width} px, {scheme}"
                found += [f"{where}: {each}" for each in barriers(browser, folder, width, height, scheme)]
    print("\n".join(found))
    if found:
        sys.exit(f"{len(found)} barriers in the built site")


if __name__ == "__main__":
    main()
