"""Whatever a rulebook's documents hold, they are read or refused with the file, the key and what is wrong."""

from __future__ import annotations

import copy
import random
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from antipoverty import rulebooks
from antipoverty._shared.deciding import in_force
from antipoverty.errors import AntipovertyError, InvalidValue, RulebookError, UnknownParameter
from antipoverty.history import Timeline, Transition, standing_after
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.monitoring import monitored_as
from antipoverty.records import Household, Registration
from antipoverty.rules import bind, decide, decide_from_facts
from effort import THOROUGH

CN = rulebooks.load("cn")
MAY_2014 = date(2014, 5, 1)


def _documents(*path: str) -> dict[str, Any]:
    folder = files("antipoverty.rulebooks").joinpath(*path)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name: tomllib.loads((folder / name).read_text("utf-8"), parse_float=Decimal) for name in names}


#: The lines with the documents that they cite, and a province on top of its country.
LINES = {name: each for name, each in _documents("cn").items() if name in ("lines.toml", "rulebook.toml")}
GUIZHOU = _documents("cn", "guizhou")

_ODD: list[Any] = [None, True, False, 0, -1, 10**30, 1.5, float("nan"), "", " ", "x", "1/0", "1e20000000", "\ud800"]
_ODD += [
    Decimal("NaN"),
    Decimal("Infinity"),
    Decimal("1e20000000"),
    [],
    {},
    [[]],
    [{}],
    {"x": 1},
    {"": 1},
    {5: 1},
    (),
    object(),
]
_ODD += [
    {"en": "a"},
    {"en": "a", "zh": 5},
    [1],
    ["a", "a"],
    [None],
    date(2014, 5, 1),
    date(1, 1, 1),
    date(9999, 12, 31),
]
_ODD += [datetime(2014, 5, 1), time(1)]  # noqa: DTZ001  # as TOML has them
_KEYS = ["x", "year", "from", "until", "value", "kind", "least", "most", "labels", "names", "choices", "open", "date"]


def _places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(node, dict | list):
        for step, part in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _places(part, (*path, step))


def _mutated(documents: dict[str, Any], places: list[tuple[Any, ...]], dice: random.Random) -> dict[str, Any]:
    changed = copy.deepcopy(documents)
    path = dice.choice(places)
    node: Any = changed
    for step in path[:-1]:
        node = node[step]
    odd = dice.choice(_ODD)
    match dice.randrange(5):
        case 0:
            del node[path[-1]]
        case 1 if isinstance(node, dict):
            node[dice.choice(_KEYS)] = odd
        case 2 if isinstance(node, list):
            node.append(copy.deepcopy(node[path[-1]]))
        case _:
            node[path[-1]] = odd
    return changed


@pytest.mark.parametrize(("documents", "name", "base"), [(LINES, "lines", None), (GUIZHOU, "cn/guizhou", CN)])
def test_every_changed_document_is_read_or_refused_with_its_place(
    documents: dict[str, Any], name: str, base: rulebooks.Rulebook | None
) -> None:
    dice, places = random.Random(name), list(_places(documents))
    read = 0
    for _ in range(10_000 if THOROUGH else 250):
        changed = _mutated(documents, places, dice)
        try:
            rulebooks.parse(name, changed, base=base)
            read += 1
        except RulebookError as error:
            refused = str(error)
            _check_message(refused, name)
    assert read


def _check_message(message: str, name: str) -> None:
    assert message.startswith((f"{name}/", f"{name}: rulebook.toml is missing"))
    assert "<class" not in message


LINE: dict[str, Any] = {
    "text": {"en": "line", "zh": "线"},
    "kind": "money",
    "unit": {"en": "yuan", "zh": "元"},
    "values": [{"year": 2014, "value": 5, "source": "s", "grade": "A", "checked": date(2024, 1, 1)}],
}
CHOICE: dict[str, Any] = {
    "text": {"en": "basis", "zh": "依据"},
    "kind": "choice",
    "choices": ["a", "b"],
    "values": [{"from": date(2014, 1, 1), "value": "a", "source": "s", "grade": "A", "checked": date(2024, 1, 1)}],
}


def _parsed(name: str, table: Any, **more: Any) -> rulebooks.Rulebook:
    cited = {"s": {"title": {"en": "a", "zh": "甲"}, "issuer": {"en": "b", "zh": "乙"}, **more}}
    head = {"title": {"en": "t", "zh": "题"}, "version": "1"}
    return rulebooks.parse("x", {"rulebook.toml": {"rulebook": head, "citations": cited, "parameters": {name: table}}})


def _value(table: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**table, "values": [{**table["values"][0], **changes}]}


def test_what_is_in_order_is_read() -> None:
    assert _parsed("line", LINE).parameter("line").in_year(2014).value == 5
    assert _parsed("basis", CHOICE).at(MAY_2014).get("basis").value == "a"
    line = _parsed("line", {**LINE, "text": {"en": "line", "zh": "线", "fr": "seuil"}}).parameter("line")
    assert line.text["fr"] == "seuil"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (5, "x/rulebook.toml, parameters.p: should be a table"),
        ([LINE], "parameters.p: should be a table"),
        ({**LINE, "kind": ["money"]}, "parameters.p: kind should be a string that is not empty"),
        ({**LINE, "kind": "euro"}, "parameters.p: kind 'euro' is not one of money, count"),
        ({**LINE, "text": "line"}, "parameters.p.text: should be a table"),
        ({**LINE, "text": {"en": "line"}}, "parameters.p.text: needs zh"),
        ({**LINE, "text": {**LINE["text"], "French": "x"}}, "parameters.p.text: needs tags of languages, such as"),
        ({**LINE, "text": {"en": 5, "zh": "线"}}, "parameters.p.text: needs words in every language"),
        ({**LINE, "values": 5}, "parameters.p: values should be an array of tables"),
        ({**LINE, "values": {"year": 2014}}, "parameters.p: values should be an array of tables"),
        ({**LINE, "values": [5]}, "parameters.p: should be a table"),
        ({**LINE, "open": "yes"}, "parameters.p: open should be true or false"),
        ({**LINE, "least": "a"}, "parameters.p: least should be a number"),
        ({**LINE, "most": True}, "parameters.p: most should be a number"),
        ({**LINE, "most": Decimal("1e20000000")}, "parameters.p: most should be a number"),
        ({**LINE, "labels": ["a"]}, "parameters.p.labels: should hold tables, each with a name"),
        ({**LINE, "labels": {"a": "b"}}, "parameters.p.labels: should be a table"),
        ({**CHOICE, "choices": "ab"}, "parameters.p: choices should be an array of strings that differ"),
        ({**CHOICE, "choices": ["a", "a"]}, "parameters.p: choices should be an array of strings that differ"),
        ({**CHOICE, "choices": [["a"]]}, "parameters.p: choices should be an array of strings that differ"),
        ({**CHOICE, "names": [5]}, "parameters.p: names should be an array of strings that differ"),
        (_value(LINE, source=["s"]), "parameters.p: source should be a string"),
        (_value(LINE, grade={}), "parameters.p: grade should be a string"),
        (_value(LINE, checked=datetime(2024, 1, 1)), "parameters.p: checked should be a date"),  # noqa: DTZ001
        (_value(LINE, year=9_999), "year should be a whole number from 1900 to 2200"),
        (_value(LINE, year=True), "year should be a whole number from 1900 to 2200"),
        (_value(LINE, year="2014"), "year should be a whole number from 1900 to 2200"),
        (_value(CHOICE, **{"from": datetime(2014, 1, 1)}), "needs a date in from"),  # noqa: DTZ001
        (_value(CHOICE, until=date(2013, 1, 1)), "ends on 2013-01-01, not after it starts on 2014-01-01"),
        (_value(LINE, value="1e20000000"), "parameters.p: parameters.p: got '1e20000000'"),
        (_value(LINE, value=Decimal("NaN")), "got Decimal.'NaN'."),
        (_value(LINE, value=1.5), "got 1.5"),
        (_value(CHOICE, value=["a"]), r"got \['a'\]; expected a value of kind choice among a, b"),
        ({**LINE, "values": [{5: 1}]}, "parameters.p: should be a table"),
    ],
)
def test_a_parameter_that_is_not_in_order_is_refused_with_its_place(table: Any, message: str) -> None:
    with pytest.raises(RulebookError, match=message):
        _parsed("p", table)


@pytest.mark.parametrize(
    "day",
    ["April 2014", 2014, "2014-04-02T", datetime(2014, 4, 2), ["2014"]],  # noqa: DTZ001
)
def test_a_document_is_dated_as_dates_are_written(day: object) -> None:
    with pytest.raises(RulebookError, match=r"citations\.s: date should be a date, or '2014-04' or '2014'"):
        _parsed("line", LINE, date=day)
    for good in ("2014", "2014-04", "2014-04-02", date(2014, 4, 2)):
        assert _parsed("line", LINE, date=good).citations["s"].date == str(good)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: rulebooks.load(None),
            "name_or_path: got None; expected the path of a folder, or a name such as 'cn'; there are cn, cn/fujian",
        ),
        (lambda: rulebooks.load(["cn"]), "name_or_path: got"),
        (lambda: rulebooks.load(5), "name_or_path: got 5"),
        (lambda: rulebooks.load(b"cn"), "name_or_path: got b'cn'"),
        (lambda: rulebooks.load("../../etc"), r"no rulebook '\.\./\.\./etc'; there are cn"),
        (lambda: rulebooks.load("/etc"), "no rulebook '/etc'"),
        (lambda: rulebooks.load("cn/"), "no rulebook 'cn/'"),
        (lambda: rulebooks.load(""), "no rulebook ''"),
        (lambda: rulebooks.load("cn\x00"), "no rulebook 'cn"),
        (lambda: CN.at(None), "on: got None; expected a datetime.date"),
        (lambda: CN.at(datetime(2014, 5, 1)), "on: got datetime.datetime"),  # noqa: DTZ001
        (lambda: CN.at("2014-05-01"), "on: got '2014-05-01'"),
        (lambda: CN.at(2014), "on: got 2014"),
        (lambda: CN.parameter(5), "name: got 5; expected the name of a parameter"),
        (lambda: rulebooks.parse(None, {}), "jurisdiction: got None"),
        (lambda: rulebooks.parse("x", None), "documents: got 'NoneType'"),
        (lambda: rulebooks.parse("x", GUIZHOU, base=5), "base: got 'int'"),
        (lambda: rulebooks.parse("x", {"rulebook.toml": 5}), "x/rulebook.toml, top level: should be a table"),
        (lambda: rulebooks.parse("x", {"rulebook.toml": {"parameters": []}}), "rulebook: needs title, version"),
        (lambda: in_force(5, MAY_2014), "rulebook: got 'int'"),
    ],
)
def test_what_is_no_rulebook_is_refused_by_name(call: Callable[[], object], message: str) -> None:
    with pytest.raises((InvalidValue, RulebookError), match=message):
        call()


def test_a_share_that_was_typed_as_a_percentage_is_refused() -> None:
    shares = [each for each in CN.parameters.values() if each.kind.value == "share"]
    assert len(shares) > 20
    for parameter in shares:
        with pytest.raises(InvalidValue, match=f"override of {parameter.name}: got '90'; .* such as 0.02 for 2%"):
            CN.override({parameter.name: "90"})
    with pytest.raises(InvalidValue, match="got '2'; expected a value of kind share, from 0 to 1"):
        CN.override({"exit.village_incidence": "2"})


SERIES, BASIS, FLOAT = "poverty_line.statistical", "income.line_series", "quota.float"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (5, "override: got 'int'; expected values by the names of parameters"),
        (None, "override: got 'NoneType'"),
        ([FLOAT], "override: got 'list'"),
        ({5: 1}, "name: got 5"),
        ({None: 1}, "name: got None"),
        ({FLOAT: "1e20000000"}, "override of quota.float: got '1e20000000'"),
        ({FLOAT: Decimal("1e20000000")}, "override of quota.float: got Decimal"),
        ({FLOAT: "1_000"}, "override of quota.float: got '1_000'"),
        ({FLOAT: " 1 "}, "override of quota.float: got ' 1 '"),
        ({FLOAT: "１"}, "override of quota.float: got '１'"),
        ({FLOAT: "1/3"}, "override of quota.float: got '1/3'"),
        ({FLOAT: float("nan")}, "override of quota.float: got nan"),
        ({FLOAT: True}, "override of quota.float: got True"),
        ({FLOAT: None}, "override of quota.float: got None"),
        ({FLOAT: []}, r"override of quota.float: got \[\]"),
        ({FLOAT: {}}, "override of quota.float: got {}"),
        ({SERIES: {True: 5}}, "override: got True; expected a datetime.date or a year as key"),
        ({SERIES: {2013: None}}, "override of poverty_line.statistical: got None"),
        ({SERIES: {0: 5}}, "override: got 0; expected a calendar year from 1900 to 2200"),
        ({SERIES: {10**30: 5}}, "expected a calendar year from 1900 to 2200"),
        ({SERIES: {MAY_2014: 5}}, "expected years as keys"),
        ({SERIES: {datetime(2014, 1, 1): 5}}, "override: got datetime.datetime.*expected a datetime.date or a year"),  # noqa: DTZ001
        ({BASIS: {MAY_2014: "administrative", 2015: "statistical"}}, "either years or first days as keys"),
        ({BASIS: ["administrative"]}, "override of income.line_series: got"),
        ({BASIS: "none"}, "override of income.line_series: got 'none'"),
    ],
)
def test_an_override_of_what_cannot_be_is_refused_at_once(values: Any, message: str) -> None:
    begun = perf_counter()
    with pytest.raises(InvalidValue, match=message):
        CN.override(values)
    assert perf_counter() - begun < 2


def test_an_unknown_parameter_is_no_override() -> None:
    with pytest.raises(
        UnknownParameter, match="quota.flaot: no such parameter in rulebook cn; did you mean quota.float"
    ):
        CN.override({"quota.flaot": 1})
    assert issubclass(UnknownParameter, AntipovertyError)


def test_an_override_to_the_end_of_time_holds() -> None:
    late = date(9999, 12, 31)
    book = CN.override({BASIS: {MAY_2014: "administrative", late: "statistical"}})
    assert book.at(late).get(BASIS).value == "statistical"
    assert book.override({BASIS: {late: "administrative"}}).at(late).get(BASIS).value == "administrative"


BOUND = bind(POOR_HOUSEHOLD, CN.at(MAY_2014))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bind(5, CN.at(MAY_2014)), "rule: got 'int'; expected a Rule"),
        (lambda: bind([], CN.at(MAY_2014)), "rule: got 'list'; expected a Rule"),
        (lambda: bind(POOR_HOUSEHOLD, CN), "parameters: got 'Rulebook'; expected a rulebook as it stands on a date"),
        (lambda: bind(POOR_HOUSEHOLD, None), "parameters: got 'NoneType'"),
        (
            lambda: decide(BOUND, 5, Household("h1"), on=MAY_2014),
            "subject: got 'int'; expected an object of type Subject",
        ),
        (lambda: decide_from_facts(5, {}, on=MAY_2014), "bound: got 'int'; expected a BoundRule: bind"),
        (lambda: decide_from_facts(BOUND, None, on=MAY_2014), "facts: got 'NoneType'; expected an object of type Map"),
        (lambda: decide_from_facts(BOUND, {"size": 10**400}, on=MAY_2014), "size: got an int that is not shown"),
        (lambda: CN.stale(before="2014"), "before: got '2014'; expected a datetime.date"),
        (lambda: CN.at(MAY_2014).in_year(SERIES, "2014"), "year: got '2014'; expected a calendar year"),
        (lambda: CN.at(MAY_2014).in_year(SERIES, 10**9), "year: got 1000000000; expected a calendar year"),
        (lambda: CN.at(MAY_2014).get(5), "name: got 5"),
        (lambda: CN.at(MAY_2014).citation([]), r"no citation \[\]"),
        (lambda: CN.parameter(FLOAT).on("2014"), "day: got '2014'; expected a datetime.date"),
        (lambda: CN.parameter(FLOAT).on(datetime(2014, 5, 1)), "day: got datetime"),  # noqa: DTZ001
        (
            lambda: standing_after("registerd", Transition.EXITED),
            "standing: got 'registerd'; expected one of not registered, candidate, registered",
        ),
        (lambda: standing_after(Registration.REGISTERED, None), "transition: got None; expected one of "),
        (lambda: Timeline("h1", entries=5), "Timeline.entries: got 5; expected tuple"),
        (lambda: Timeline("h1", entries=(5,)), r"Timeline.entries: got \(5,\); expected tuple"),
        (lambda: Timeline("h1").on("2014"), "day: got '2014'; expected a datetime.date"),
        (lambda: monitored_as(5), "decision: got 'int'; expected an object of type Decision"),
    ],
)
def test_what_is_of_another_type_is_refused_by_name(call: Callable[[], object], message: str) -> None:
    with pytest.raises((InvalidValue, RulebookError), match=message):
        call()


def test_a_folder_is_read_as_the_rulebooks_of_the_library_are(tmp_path: Path) -> None:
    shipped = Path(rulebooks.__file__).parent / "cn" / "sichuan"
    assert rulebooks.load(shipped) == rulebooks.load(str(shipped)) == rulebooks.load("cn/sichuan")
    with pytest.raises(RulebookError, match="no folder with a rulebook.toml"):
        rulebooks.load(tmp_path)
    own = tmp_path / "own"
    own.mkdir()
    (own / "rulebook.toml").write_text('[rulebook]\nversion = "1"\ntitle = { en = "Own", zh = "自有" }\n', "utf-8")
    assert rulebooks.load(own).id.jurisdiction == "own"
    (own / "broken.toml").write_text("x = ", "utf-8")
    with pytest.raises(RulebookError, match="own/broken.toml: "):
        rulebooks.load(own)
