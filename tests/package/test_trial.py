"""The page to try: its form asks what the rules read, its answers are the library's, and a browser gives them too."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import browser
from antipoverty import rulebooks
from antipoverty.errors import ParameterError
from antipoverty.facts.household import HOUSEHOLD_FACTS
from antipoverty.rules import Kind, bind
from chromium import chromium, served
from effort import times
from trial.answers import FIELDS, GROUPS, PLACE, QUESTIONS, answer
from trying import EXAMPLES, trial_page

ROOT = Path(__file__).parents[2]

ASKED = {"question": "poor-household", "on": "2018-06-01", "rulebook": "cn"}
DATES = [date(year, 6, 1) for year in (2014, 2016, 2018, 2020, 2021, 2023, 2026)]


def _answer(**typed: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer(json.dumps(ASKED | typed)))
    return told


@pytest.mark.parametrize("name", ["cn", "cn/jiangxi", "cn/inner-mongolia", "cn/hunan/nan"])
def test_every_fact_that_a_question_reads_has_its_field(name: str) -> None:
    named = Counter(field for _, fields in GROUPS for field in fields)
    assert set(named.values()) == {1}
    for question, (rule, _) in QUESTIONS.items():
        assert rule.id == question
        for on in DATES:
            try:
                bound = bind(rule, rulebooks.load(name).at(on))
            except ParameterError:
                continue
            told = _answer(question=question, on=on.isoformat(), rulebook=name)
            ended = bound.rule.ended is not None
            for fact in () if ended else bound.facts:
                assert set(told["asked"]) & (FIELDS if fact.definition is not None else {fact.name}), fact.name
            assert bool(told["asked"]) is not ended


def _texts(field: str) -> st.SearchStrategy[str]:
    if field == "low_income.rigid_share":
        return st.sampled_from(["0", "0.5", "1"])
    kind = Kind.MONEY if field in PLACE else HOUSEHOLD_FACTS[field].kind
    if kind is Kind.FLAG:
        return st.sampled_from(["yes", "no"])
    if kind is Kind.CATEGORY:
        return st.sampled_from(HOUSEHOLD_FACTS[field].values)
    return st.integers(1, 40).map(str) if kind is Kind.COUNT else st.decimals(1, 40_000, places=2).map(str)


FORMS = st.fixed_dictionaries(
    {
        "question": st.sampled_from(sorted(QUESTIONS)),
        "on": st.sampled_from(DATES).map(date.isoformat),
        "rulebook": st.sampled_from(["cn", "cn/guizhou", "cn/hebei"]),
    },
    optional={field: _texts(field) for field in sorted(FIELDS)},
)


@times(1 / 2)
@given(FORMS)
def test_the_program_that_is_shown_gives_the_answer_that_is_shown(form: dict[str, str]) -> None:
    told = json.loads(answer(json.dumps(form)))
    assert told["refused"] == []
    if "error" in told:
        assert form["on"] < "2023-10-01"
        return
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(told["program"], {})
    assert printed.getvalue().rstrip("\n") == told["full"]["en"]
    assert {*told["missing"]} <= {*told["asked"]}
    assert {*told["missing"]}.isdisjoint(form)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("size", text) for text in ("0", "101", "4.5", "four", "")),
        *(("net_income", text) for text in ("1.234", "NaN", "1e99", "-")),
        *(("water_litres", text) for text in ("-1", "10001")),
        *(("food_secure", text) for text in ("maybe", "True")),
        *(("dwelling_grade", "E"), ("monitoring.scope", "x"), ("low_income.rigid_share", "60"), ("id", "h2")),
    ],
)
def test_what_cannot_be_read_is_named_and_unknown(field: str, text: str) -> None:
    told = _answer(**{field: text})
    assert told.pop("refused") == [field]
    without = _answer()
    assert without.pop("refused") == []
    assert told == without


@pytest.mark.parametrize(
    ("question", "on"),
    [
        *(("poor-household", "2014-05-01"), ("poor-household", "2018-06-01"), ("household-exit", "2019-06-01")),
        *(("monitored-household", "2021-06-01"), ("low-income", "2026-06-01")),
    ],
)
def test_an_empty_form_is_unknown_and_takes_nothing_for_no(question: str, on: str) -> None:
    told = _answer(question=question, on=on)
    assert told["outcome"] == "unknown"
    assert told["missing"]


def test_the_examples_come_out_as_they_are_called() -> None:
    told = [json.loads(answer(json.dumps(values))) for _, values in EXAMPLES]
    assert [each["outcome"] for each in told] == ["met", "met", "unknown", "met", "met"]
    assert told[0]["brief"]["en"].endswith("higher by 0.01 yuan")
    assert "Safe housing" in told[1]["brief"]["en"]
    assert {"school_age_child", "uninsured"} <= {*told[2]["missing"]}
    assert "Household in sudden serious hardship" in told[3]["brief"]["en"]


def test_a_date_without_a_rule_is_said_in_both_languages() -> None:
    told = _answer(on="2013-06-01")
    assert told["error"]["en"].startswith("No rule decides this on that date.")
    assert told["error"]["zh"].startswith("该日没有可适用的规则。")
    assert "outcome" not in told
    ended = _answer(on="2026-06-01")
    assert ended["outcome"] == "unknown"
    assert "since no poverty line has been in force since 2021" in ended["brief"]["en"]


class _Controls(HTMLParser):
    """The controls of a form, their labels, and the choices of each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: list[str | None] = []
        self.choices: dict[str, list[str | None]] = {}
        self.numbers: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "label":
            self.labels.append(found["for"])
        elif tag == "select":
            self.choices[str(found["name"])] = []
        elif tag == "option":
            self.choices[list(self.choices)[-1]].append(found["value"])
        elif tag == "input" and found["type"] == "number":
            self.numbers.append(found["name"])
            assert found["placeholder"] in ("unknown", "未知")


def test_every_control_has_one_label_and_unknown_among_its_choices() -> None:
    english, chinese = (_Controls("\n".join(trial_page(language))) for language in ("en", "zh"))
    assert (english.ids, english.choices, english.numbers) == (chinese.ids, chinese.choices, chinese.numbers)
    assert len(set(english.ids)) == len(english.ids)
    assert {*english.labels} == {*(f"f-{name}" for name in ("question", "on", "rulebook", *FIELDS))} <= {*english.ids}
    assert english.choices.pop("question") == list(QUESTIONS)
    assert english.choices.pop("rulebook") == list(rulebooks.available())
    assert all(choices[0] == "" for choices in english.choices.values())
    assert {*english.choices, *english.numbers} == FIELDS


def _site(folder: Path) -> None:
    """The page in both languages as a site has it, without the theme; the form's script and look are in every build."""
    for language, path in (("en", "rules/try"), ("zh", "zh/rules/try")):
        shutil.copytree(
            ROOT / "docs" / "generate" / "assets", (folder / path).parents[1] / "assets", dirs_exist_ok=True
        )
        text = "\n".join(trial_page(language))
        page = folder / path / "index.html"
        page.parent.mkdir(parents=True)
        head = f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>-</title>'
        page.write_text(head + text[text.index("<link") :], "utf-8")


STATE = "document.getElementById('trial')?.dataset.state"
VERDICTS = "[...document.querySelectorAll('[data-part=verdict]')].map(each => each.textContent)"
VERDICT = [
    "Identification of a poor household, 2014-05-01: to be identified as poor",
    "贫困户识别（2014-05-01）：应识别为贫困户",
]
TYPE = """(() => {{
    const field = document.getElementById("f-{0}");
    field.value = "{1}";
    field.dispatchEvent(new Event("input", {{ bubbles: true }}));
}})()"""


@pytest.mark.usefixtures("browser")
def test_a_browser_decides_as_one_types_and_sends_nothing(tmp_path: Path) -> None:
    """With what the task `docs` has put into the site, unless the library is newer."""
    library, assets = browser.SITE / "library.zip", tmp_path / "assets" / "trial"
    changed = max(path.stat().st_mtime for path in browser.SOURCE.rglob("*.py"))
    if not (browser.SITE / "pyodide").exists() or library.stat().st_mtime < changed:
        pytest.skip("the site was not built since")
    shutil.copytree(browser.SITE, assets)
    _site(tmp_path)
    plain = "[...document.querySelectorAll('[data-plain]')].filter(each => each.checkVisibility()).length"
    with served(tmp_path) as (home, log), chromium() as page:
        page.call("Emulation.setScriptExecutionDisabled", value=True)
        page.call("Page.navigate", url=f"{home}/rules/try/")
        page.wait("document.querySelector('[data-part=verdict]')?.checkVisibility()")
        assert page.ask(plain) == 2
        assert page.ask(VERDICTS) == VERDICT
        assert page.ask("[...document.querySelectorAll('fieldset')].every(each => each.disabled)")
        page.call("Emulation.setScriptExecutionDisabled", value=False)

        page.call("Page.navigate", url=f"{home}/rules/try/")
        # A busy machine starts Python slowly.
        assert page.wait(f"/ready|failed/.exec({STATE})?.[0]", seconds=180) == "ready"
        assert page.ask(plain) == 0
        assert page.ask(VERDICTS) == VERDICT

        asked = len(log)
        page.ask(TYPE.format("net_income", "10944"))
        page.wait(f"{VERDICTS}[1] === '贫困户识别（2014-05-01）：不识别为贫困户'")
        page.ask(TYPE.format("size", ""))
        page.wait(f"{VERDICTS}[0].endsWith('cannot be decided yet')")
        assert page.ask("[...document.querySelectorAll('.missing')].map(each => each.dataset.field)") == ["size"]
        page.ask(TYPE.format("size", "0"))
        assert page.ask("document.getElementById('f-size-note').checkVisibility()")
        page.ask(TYPE.format("on", ""))
        assert page.ask(STATE) == "waiting"
        page.ask(TYPE.format("on", "2014-05-01"))
        page.wait(f"{STATE} === 'ready'")
        page.ask(TYPE.format("on", "2018-06-01"))
        page.wait("document.querySelector('[data-field=water_litres]').checkVisibility()")
        assert not page.ask("document.querySelector('[data-field=shock]').checkVisibility()")
        assert log[asked:] == []

        link = page.ask("document.querySelector('a[data-keep]').href")
        assert page.ask("location.hash").startswith("#question=poor-household&on=2018-06-01&rulebook=cn")
        page.call("Page.navigate", url=link)
        page.wait(
            "document.documentElement?.lang === 'zh' && document.getElementById('f-net_income')?.value === '10944'"
        )
        assert page.ask("document.getElementById('f-on').value") == "2018-06-01"
        # Only files of the site were asked for, and nothing of the form.
        assert all(line.startswith("GET /") and "?" not in line and "10944" not in line for line in log), log

        shutil.rmtree(assets / "pyodide")
        page.call("Network.clearBrowserCache")
        page.call("Page.navigate", url=f"{home}/rules/try/")
        page.wait(f"{STATE} === 'failed'")
        assert page.ask("[...document.querySelectorAll('fieldset')].every(each => each.disabled)")
        assert page.ask(plain) == 2
        assert page.ask(VERDICTS) == VERDICT
        assert "could not be loaded" in page.ask("document.querySelector('[role=status]').textContent")


def test_what_is_packed_needs_nothing_else_of_this_machine(tmp_path: Path) -> None:
    """As in the browser, where there is no other package: a requirement that is new has to be named."""
    packed, unpacked = tmp_path / "library.zip", tmp_path / "unpacked"
    write = "import sys, pathlib, browser; browser.write_library(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", write, packed], check=True, cwd=ROOT / "docs" / "generate")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(unpacked)
    alone = """import sys; sys.path.insert(0, sys.argv[1]); from answers import answer
for asked in sys.argv[2:]: print(answer(asked))"""
    forms = [
        {**ASKED, "size": "0", "net_income": "9000"},
        {**ASKED, "on": "2012-01-01"},
        *(form for _, form in EXAMPLES),
    ]
    asked = [json.dumps(form) for form in forms]
    command = [sys.executable, "-I", "-S", "-c", alone, unpacked, *asked]
    told = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    assert [json.loads(line) for line in told.splitlines()] == [json.loads(answer(each)) for each in asked]


def test_python_is_fetched_once_and_where_that_fails_the_site_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site, npm = tmp_path / "site", tmp_path / "bin" / "npm"
    monkeypatch.setattr(browser, "SITE", site)
    monkeypatch.setattr(browser, "KEPT", tmp_path / "build" / "pyodide@0")
    monkeypatch.setenv("PATH", str(npm.parent))
    browser.main()
    assert capsys.readouterr().err == "The page to try is without Python: npm was not found on the PATH\n"
    assert {path.name for path in site.iterdir()} == {"library.zip", "worker.js"}

    npm.parent.mkdir()
    npm.write_text("#!/bin/sh\nexit 1\n")
    npm.chmod(0o755)
    browser.main()
    assert capsys.readouterr().err == f"The page to try is without Python: pack {browser.PYODIDE} failed\n"

    with tarfile.open(tmp_path / "package.tgz", "w:gz") as archive:
        for name in browser.NEEDED:
            content = b'{"info": {}, "packages": {"numpy": {}}}' if name.endswith(".json") else name.encode()
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    npm.write_text(f'#!/bin/sh\n/bin/cp {tmp_path}/package.tgz "$5/"\n')
    browser.main()
    npm.unlink()
    browser.main()  # kept: nothing is fetched again
    assert capsys.readouterr().err == ""
    held = {path.name: path.read_bytes() for path in (site / "pyodide").iterdir()}
    assert gzip.decompress(held["wasm.packed"]) == b"pyodide.asm.wasm"
    assert json.loads(held["pyodide-lock.json"]) == {"info": {}, "packages": {}}
    assert held.keys() == {*browser.NEEDED, "wasm.packed"} - {"pyodide.asm.wasm"}
