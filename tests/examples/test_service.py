"""The service of `examples/service`: a real server on the loopback, a real client that asks much at once, a browser."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

pytest.importorskip("fastapi_offline")

import httpx
import uvicorn

from antipoverty import rulebooks
from antipoverty.identification import identify
from antipoverty.records import Household, Income
from antipoverty.serialization import to_dict
from chromium import BROWSER
from service.app import app

ON = date(2014, 5, 1)
BELOW = Household("h1", size=4, income=Income(stated="10943.99"))
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=20000"),
)


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    """Where the service is served."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def client(place: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=place, params={"on": "2014-05-01"}, trust_env=False) as opened:
        yield opened


def test_the_application_has_at_most_forty_lines() -> None:
    source = (Path(__file__).parents[2] / "examples" / "service" / "app.py").read_text("utf-8")
    _, _, application = source.removeprefix('"""').partition('"""')
    assert sum(bool(line.strip()) for line in application.splitlines()) <= 40


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_decides_and_explains_in_the_language_of_the_caller(client: httpx.Client, language: Any) -> None:
    headers = CHINESE if language == "zh" else {}
    decision = identify(BELOW, on=ON)
    answered = client.post("/decide", json=to_dict(BELOW), headers=headers)
    assert (answered.status_code, answered.json()) == (200, json.loads(json.dumps(decision.summary(language))))
    for detail in ("brief", "full"):
        told = client.post("/explain", json=to_dict(BELOW), headers=headers, params={"detail": detail})
        assert told.text == decision.explain(language, detail=detail)
    assert ("贫困户识别" in client.get("/rules", headers=headers).text) == (language == "zh")


def test_it_decides_by_the_rulebook_and_on_the_day_that_are_asked_for(client: httpx.Client) -> None:
    asked = {"on": "2019-05-01", "rulebook": "cn/guizhou"}
    decision = identify(BELOW, on=date(2019, 5, 1), rulebook=rulebooks.load("cn/guizhou"))
    assert client.post("/explain", json=to_dict(BELOW), params=asked).text == decision.explain()


def test_what_is_not_known_is_unknown_and_named(client: httpx.Client) -> None:
    answered = client.post("/decide", json={"id": "h1"}).json()
    assert answered["outcome"] == "unknown"
    assert "net_income" in str(answered)


def test_it_is_healthy_and_says_on_which_rules_it_stands(client: httpx.Client) -> None:
    assert client.get("/health").json()["cn"] == rulebooks.load("cn").id.digest


# What is refused


def test_every_fault_of_a_household_is_said_with_its_place(client: httpx.Client) -> None:
    faulty = {"id": "h1", "size": "four", "members": [{"id": "p1"}, {"id": "p2", "birth_date": "11010519491231002X"}]}
    english, chinese = (client.post("/decide", json=faulty, headers=headers) for headers in ({}, CHINESE))
    for answered in (english, chinese):
        assert answered.status_code == 422
        assert [each["pointer"] for each in answered.json()["errors"]] == ["/members/1/birth_date", "/size"]
        assert "11010519491231002X" not in answered.text
    assert not re.search("[一-龥]", english.text)
    assert all(re.search("[一-龥]", each["detail"]) for each in chinese.json()["errors"])


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"on": "2014-02-30"}, id="no day"),
        pytest.param({"on": ""}, id="no date at all"),
        pytest.param({"on": "2013-05-01"}, id="before the first rule"),
        pytest.param({"rulebook": "cn/nowhere"}, id="no rulebook"),
        pytest.param({"rulebook": "/etc"}, id="a path"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_a_reason(client: httpx.Client, asked: Any) -> None:
    answered = client.post("/decide", json=to_dict(BELOW), params=asked)
    assert (answered.status_code, answered.json()["status"]) == (422, 422)
    assert answered.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"id": "h1", "size": NaN}', b"\xff"])
def test_what_is_no_household_is_refused(client: httpx.Client, body: bytes) -> None:
    answered = client.post("/decide", content=body, headers={"Content-Type": "application/json"})
    assert answered.status_code in (400, 422)


# Many at once


def test_hundreds_of_questions_at_once_are_each_answered_as_one_alone(place: str) -> None:
    households = [
        Household(f"h{number}", size=1 + number % 7, income=Income(stated=f"{2_000 * (1 + number % 11)}.01"))
        for number in range(150)
    ]

    async def ask() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=50)
        async with httpx.AsyncClient(base_url=place, limits=limits, timeout=60, trust_env=False) as opened:
            asked = (
                opened.post("/explain", json=to_dict(each), params={"on": "2014-05-01"}, headers=CHINESE)
                for each in households
            )
            return await asyncio.gather(*asked)

    told = [answered.text for answered in asyncio.run(ask())]
    assert told == [identify(each, on=ON).explain("zh") for each in households]


# What it says of itself


def _resolved(schema: Any, root: Any) -> Iterator[Any]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            node = root
            for step in schema["$ref"].removeprefix("#/").split("/"):
                node = node[step.replace("~1", "/").replace("~0", "~")]
            yield node
        for part in schema.values():
            yield from _resolved(part, root)
    elif isinstance(schema, list):
        for part in schema:
            yield from _resolved(part, root)


def test_its_description_holds_together_and_holds_for_what_it_answers(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    assert len(list(_resolved(described, described))) > 20
    decide = described["paths"]["/decide"]["post"]
    sent = decide["requestBody"]["content"]["application/json"]["schema"]
    given = decide["responses"]["200"]["content"]["application/json"]["schema"]
    refused = decide["responses"]["422"]["content"]["application/json"]["schema"]
    answers = (
        (sent, to_dict(BELOW)),
        (given, client.post("/decide", json=to_dict(BELOW)).json()),
        (refused, client.post("/decide", json={}).json()),
    )
    for schema, value in answers:
        whole = {**schema, "components": described["components"]}
        jsonschema.Draft202012Validator.check_schema(whole)
        jsonschema.Draft202012Validator(whole).validate(value)
    named = {each["name"]: each["schema"] for each in decide["parameters"]}
    assert named["rulebook"]["enum"] == list(rulebooks.available())


@pytest.mark.usefixtures("browser")
def test_a_browser_without_network_shows_the_page_of_the_service(place: str, tmp_path: Path) -> None:
    # Names resolve to nothing: the loopback is all that there is.
    offline = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    command = [str(BROWSER), *FLAGS, offline, f"--user-data-dir={tmp_path}", "--dump-dom", f"{place}/docs"]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()
    for path in ("/decide", "/explain", "/rules", "/health"):
        assert f'data-path="{path}"' in shown
    assert "Household" in shown
