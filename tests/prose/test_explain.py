"""Every result in words: brief enough for an officer, in both languages, with the outcome and what is missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from importlib import import_module

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given

from antipoverty import registers, rulebooks
from antipoverty.assistance import Cadre, HouseholdPlan, pair, plan, read_ratio, recommend, undecided_measures
from antipoverty.cards import HouseholdCard, VillageBook, card
from antipoverty.causes import classify
from antipoverty.errors import FundError, InvalidValue
from antipoverty.exits import assess_household, assess_village, support_after_exit
from antipoverty.facts.household import HOUSEHOLD_FACTS, UNINSURED
from antipoverty.funds import Appropriation, Fund, Ledger, Notice, Project, execution, post, trial_balance, unit_costs
from antipoverty.funds.notices import check_notice
from antipoverty.history import Roster, RosterEntry, Round, StandingChanged, Timeline, Transition, TransitionEntry
from antipoverty.identification import POOR_HOUSEHOLD, identify
from antipoverty.monitoring import MonitoredType
from antipoverty.organisation import (
    Organisation,
    Support,
    continuity,
    ladder_reach,
    review_responsibilities,
    total_support,
)
from antipoverty.planning import (
    Activity,
    Defect,
    Inspection,
    PlanLine,
    Task,
    assess_tasks,
    check_list,
    check_plans,
    count_activities,
    plan_next_year,
    review_inspections,
)
from antipoverty.procedures import PROCEDURES, Taken, advance, open_case
from antipoverty.prose import _ROOMS, explain
from antipoverty.quantities import INCOME_GAP, work_out
from antipoverty.records import Household, Income, Village
from antipoverty.reviews import read_summary, reconcile
from antipoverty.rules import AnyMember, Criterion, Decision, Fact, IsTrue, Kind, Outcome, Rule, bind, decide_from_facts
from antipoverty.strategies import households
from antipoverty.text import Detail, Text
from faces import MODULES, SOURCE, name_of, parsed

ON, UNTIL = date(2014, 5, 1), date(2014, 12, 31)
KNOWN = Household("h1", size=4, income=Income(stated=9000), medical_spending=3000, registration="registered")
BARE = Household("h2")
REGISTER = pl.DataFrame(
    {"id": ["h1", "h2"], "village": ["v1", "v1"], "net_income_fen": [900_000, None], "size": [4, 4]}
)
SUMMARY = read_summary(
    {
        "town": {"id": "t", "name": {"en": "Town", "zh": "镇"}},
        "figures": {
            "all": {"en": "all", "zh": "全部", "unit": "persons", "printed": "3274", "value": "3274"},
            "out": {"en": "out", "zh": "减少", "unit": "persons", "printed": "1?", "reading": "not recoverable"},
        },
        "relations": [{"id": "r", "en": "Same", "zh": "相同", "left": {"figure": "all"}, "right": {"figure": "out"}}],
    }
)


def _plan(household: Household) -> HouseholdPlan:
    return plan(household, classify(household, on=ON), on=ON, until=UNTIL, responsible="c1")


def _card(household: Household) -> HouseholdCard:
    return card(household, _plan(household))


def _results() -> list[object]:
    """Results of every class: of a household of which much is known, and of one of which nothing is."""
    known, bare = classify(KNOWN, on=ON), classify(BARE, on=ON)
    fund = Fund("f1", Text("Two systems", "两项制度衔接"), "county", 2014)
    ledger = post(Ledger([fund]), Appropriation("e1", ON, "f1", "county", 400))
    simulation = registers.simulate(REGISTER, base=ON, reform=date(2015, 5, 1), by=["village"])
    return [
        *(identify(household, on=ON) for household in (KNOWN, BARE)),
        *(identify(household, on=ON).findings[0] for household in (KNOWN, BARE)),
        *(assess_household(household, on=date(2018, 5, 1)) for household in (KNOWN, BARE)),
        *(work_out(INCOME_GAP, household, on=ON) for household in (KNOWN, BARE)),
        known,
        bare,
        *recommend(KNOWN, known, on=ON),
        *undecided_measures(BARE, bare, on=ON),
        *(_plan(household) for household in (KNOWN, BARE)),
        pair((KNOWN, BARE), (Cadre("c1", "county-head"),), read_ratio("10000")),
        *(_card(household) for household in (KNOWN, BARE)),
        VillageBook(Village("v1"), UNTIL, (_card(KNOWN), _card(BARE))),
        advance(open_case(PROCEDURES["household-identification"], "h1", on=ON), Taken("application", ON)),
        Timeline("h1", entries=(TransitionEntry(ON, Transition.APPLIED),)),
        Round(Roster((RosterEntry("h1", ("a",), "registered"),)), (StandingChanged("h1", Transition.EXITED, UNTIL),)),
        ladder_reach({"ordinary": 2}, {"ordinary": 1}, households=3),
        continuity((), first_day=ON, last_day=UNTIL),
        review_responsibilities(Organisation(), on=ON, households=("h1",)),
        total_support((Support("s1", "u1", kind="cash", amount=5), Support("s2", "u1"))),
        reconcile(SUMMARY),
        check_notice(Notice("plan", ON, ("project", "fund")), on=UNTIL),
        trial_balance(ledger),
        check_plans([PlanLine("v1", 2014, "five-batches", "x", kind="project", entry="p")], "five-batches", year=2014),
        plan_next_year([], [Project("p1", Text("Canal", "渠道"), "irrigation", planned=3)], year=2015, on=UNTIL),
        assess_tasks([Task("t1", "county", 2014, "exit", "town", 600, "persons", result=585)], {"t1": None}),
        check_list(["h1", "h1"], quota=None, total=["h2"]),
        count_activities([Activity("a1", "training", 2014, courses=4)]),
        review_inspections([Inspection("i1", ON, "v1")], [Defect("d1", "i1", due=ON)], on=UNTIL, villages=["v2"]),
        support_after_exit(on=date(2021, 1, 1)),
        MonitoredType.SUDDEN,
        FundError("e1", Text("is refused", "不予入账")),
        registers.read(pl.DataFrame({"id": ["h1", "h2"], "size": ["4", "0"], "colour": ["", ""]})),
        registers.compare(REGISTER, REGISTER[:1]),
        registers.why_unknown(REGISTER, on=ON),
        simulation,
        registers.publish(simulation, "village"),
        registers.manifest(REGISTER, on=ON),
    ]


RESULTS = _results()


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_every_result_is_explained_in_brief_and_in_full_in_both_languages(result: object) -> None:
    said = {(language, detail): explain(result, language, detail=detail) for language, detail in WAYS}
    for (language, detail), text in said.items():
        assert text.strip(), (language, detail)
        assert detail == "full" or len(text.splitlines()) <= 10
        assert "{" not in text
    assert said["en", "brief"] != said["zh", "brief"]


WAYS: tuple[tuple[str, Detail], ...] = (("en", "brief"), ("en", "full"), ("zh", "brief"), ("zh", "full"))


def test_the_method_of_a_result_says_what_prose_says() -> None:
    methods = [result.explain for result in RESULTS if hasattr(result, "explain")]
    assert len(methods) >= len(RESULTS) - 2
    for explain_ in methods:
        assert explain_("zh", detail="brief") == explain(explain_.__self__, "zh", detail="brief")


DECISIONS = [result for result in RESULTS if isinstance(result, Decision)]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.bound.rule.id)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_brief_decision_holds_its_outcome_and_every_missing_fact(decision: Decision, language: str) -> None:
    rule = decision.bound.rule
    words = {Outcome.MET: rule.met, Outcome.NOT_MET: rule.not_met, Outcome.UNKNOWN: rule.unknown}[decision.outcome]
    lines = decision.explain(language, detail="brief").splitlines()
    assert lines[0].endswith(words[language])
    assert all(HOUSEHOLD_FACTS[name].text[language] in "\n".join(lines) for name in decision.missing)


def test_a_brief_decision_says_what_decided_it_and_what_would_change_it() -> None:
    decision = identify(Household("h1", size=4, income=Income(stated="10943.99")), on=ON)
    assert decision.explain("zh", detail="brief").splitlines() == [
        "贫困户识别（2014-05-01）：应识别为贫困户",
        "判定依据：收入低于贫困标准（家庭年纯收入10,943.99 元，低于10,944.00 元）",
        "需进一步核查：已享受其他项目",
        "可改变结果：家庭年纯收入：增加0.01 元",
    ]


@given(households())
def test_a_brief_explanation_has_at_most_ten_lines(household: Household) -> None:
    assessment = classify(household, on=ON)
    made = plan(household, assessment, on=ON, until=UNTIL, responsible="c1")
    for result in (identify(household, on=ON), assessment, made, card(household, made)):
        assert len(result.explain(detail="brief").splitlines()) <= 10


def test_what_is_missing_for_a_plan_or_an_amount_is_in_the_brief() -> None:
    made, amount = _plan(BARE), work_out(INCOME_GAP, BARE, on=ON)
    brief = made.explain(detail="brief")
    missing = dict.fromkeys(name for undecided in made.undecided_measures for name in undecided.missing)
    assert all(HOUSEHOLD_FACTS[name].text.en in brief for name in list(missing)[:6])
    assert f", and {len(missing) - 6} more\n" in brief
    assert all(HOUSEHOLD_FACTS[name].text.zh in amount.explain("zh", detail="brief") for name in amount.missing)


def test_what_is_no_result_is_refused_with_what_there_is() -> None:
    with pytest.raises(InvalidValue, match=r"result: got 'int'; expected .*Decision.*HouseholdPlan"):
        explain(4)
    with pytest.raises(InvalidValue, match="detail: got 'long'; expected 'brief' or 'full'"):
        explain(RESULTS[0], detail="long")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="language: got 'tlh'; expected 'en' or 'zh'"):
        explain(RESULTS[0], "tlh")


# What each says


CN = rulebooks.load("cn").at(ON)


def test_a_rule_is_read_out_with_its_parameters_or_with_their_values() -> None:
    named, valued = explain(POOR_HOUSEHOLD), explain(bind(POOR_HOUSEHOLD, CN))
    assert named.splitlines()[0] == valued.splitlines()[0] == "Identification of a poor household"
    assert "- if [identification.basis] is “income”:\n    - all of:\n        - HH-01 Income below the line" in named
    assert "is below [poverty_line.[income.line_series], year [income.year_offset]] × household size" in named
    assert "- HH-01 Income below the line\n" in valued
    assert "is below 2,736 yuan per person per year (rural poverty line, 2010 standard, current prices)" in valued
    assert "poverty_line.statistical" in valued
    assert explain(bind(POOR_HOUSEHOLD, CN), "zh", detail="brief").splitlines() == [
        "贫困户识别",
        "HH-01 收入低于贫困标准：家庭年纯收入低于2,736 元/人·年（现行农村贫困标准（2010年标准，当年价）） × 家庭人口",
    ]


def test_a_quantity_and_a_fact_that_follows_are_read_out() -> None:
    assert explain(INCOME_GAP).startswith("Gap of the income to the line, in yuan: the higher of ([poverty_line.")
    assert "2,736 yuan per person per year" in explain(bind(INCOME_GAP, CN), detail="brief")
    assert explain(UNINSURED, "zh") == f"{UNINSURED.text.zh}：有成员未参加基本医疗保险"
    assert explain(HOUSEHOLD_FACTS["size"]) == "household size"


def _village(poor: int) -> Decision:
    return assess_village(Village("v1", persons=1_000, poor_persons=poor, west=False), on=date(2018, 5, 1))


def test_a_failed_criterion_is_said_to_be_failed_with_its_share_or_its_grade() -> None:
    said = "Incidence low enough (registered poor persons: 10% of rural registered persons, above 2%)"
    assert f"Decided by: not met: {said}" in _village(100).explain(detail="brief")
    assert "判定依据：未满足：贫困发生率达标（" in _village(100).explain("zh", detail="brief")
    assert "高于2%）" in _village(100).explain("zh", detail="brief")
    assert "Decided by: Incidence low enough (registered poor persons: 1% of" in _village(10).explain(detail="brief")
    house = Household("h1", size=4, income=Income(stated=90_000), dwelling_grade="C")
    exit_ = assess_household(house, on=date(2018, 5, 1))
    assert "not met: Safe housing (grade of the house: C)" in exit_.explain(detail="brief")


def test_nothing_is_in_the_way_of_an_outcome_that_is_met() -> None:
    decided = [each for each in DECISIONS if each.outcome is Outcome.MET] + [_village(10)]
    for decision in decided:
        for language, words in (("en", "in the way"), ("zh", "障碍")):
            for detail in ("brief", "full"):
                assert words not in decision.explain(language, detail=detail).lower()


def test_a_case_in_full_says_all_that_it_says_in_brief() -> None:
    case = advance(open_case(PROCEDURES["household-identification"], "h1", on=ON), Taken("application", ON))
    for language in ("en", "zh"):
        full = case.explain(language).splitlines()
        assert set(case.explain(language, detail="brief").splitlines()) <= set(full)
    assert "Next: Democratic appraisal by the villagers' representatives, on 2014-05-01 or later" in case.explain()


def test_an_execution_in_brief_gives_the_totals_and_the_overall_rate() -> None:
    funds = [Fund(key, Text(key, key), "county", 2014) for key in ("f1", "f2")]
    ledger = Ledger(funds)
    for key, amount in (("f1", 400), ("f2", 600)):
        ledger = post(ledger, Appropriation(f"e{key}", ON, key, "county", amount))
    assert execution(ledger, on=UNTIL).explain(detail="brief").splitlines()[1] == (
        "Funds by year: 2; came in: 1,000.00; given back: 0.00; spent: 0.00; left or carried on: 1,000.00;"
        " execution rate: 0.0%"
    )


def test_unit_costs_in_brief_name_the_outliers() -> None:
    made = unit_costs(Ledger([]))
    road, high = Text("road", "道路"), Text("high", "偏高")
    lines = [(Text(name, name), road, 100, 1, Text("km", "公里"), Fraction(cost), flag)
             for name, cost, flag in (("a", 100, None), ("b", 1234, high))]  # fmt: skip
    brief = {language: evolve(made, lines=tuple(lines)).explain(language, detail="brief") for language in ("en", "zh")}
    assert "Projects: 2\nOutliers: b (high: 1,234.00 yuan a km)" in brief["en"]
    assert "项目：2个\n异常造价：b（偏高：每公里1,234.00元）" in brief["zh"]


def test_what_the_rulebook_lacks_is_said_of_the_rulebook() -> None:
    brief = {language: _plan(BARE).explain(language, detail="brief") for language in ("en", "zh")}
    assert brief["en"].count("Missing:") == 1
    assert "The rulebook gives no value for: years of vocational school free of charge" in brief["en"]
    assert "规则库未给出标准：义务教育后免费中职教育年限" in brief["zh"]


def test_how_the_form_differs_is_said_by_the_names_of_the_causes() -> None:
    assessment = classify(evolve(KNOWN, declared_causes=("foo", "因学")), on=ON)
    brief = assessment.explain(detail="brief")
    assert "The form differs: “foo”: declared in words that are no code of the list in force" in brief
    assert "illness: found, but not declared" in brief
    assert "“foo”：所填并非现行代码；" in assessment.explain("zh", detail="brief")
    assert "因病：核查成立，但表中未填报" in assessment.explain("zh", detail="brief")


def test_one_is_singular() -> None:
    assert repr(Roster((RosterEntry("h1", ("a",), "registered"),))) == "Roster(entries=<1 household>)"
    assert repr(Ledger([])) == "<Ledger of 0 funds, 0 projects and 0 entries>"
    assert registers.why_unknown(REGISTER[:1], on=ON).explain().splitlines()[0].endswith(" of 1 household undecided")
    assert registers.read(pl.DataFrame({"id": ["h1"]})).explain().startswith("1 row read: ")


# Where the words stand


def test_every_class_that_explains_itself_has_its_words_in_prose() -> None:
    rooms = {subject: names for subject, (_, names) in _ROOMS.items()}
    for subject, (room, names) in _ROOMS.items():
        writers = import_module(f"antipoverty.prose.{room}").WRITERS
        assert sorted(kind.__name__ for kind in writers) == sorted(names), subject
    for path in MODULES:
        subject = path.relative_to(SOURCE).with_suffix("").parts[0]
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "Shown" for base in node.bases):
                assert node.name in rooms[subject], node.name


def _in_prose(name: str) -> bool:
    return name.startswith(("antipoverty.prose", "antipoverty._engine.prose"))


def test_no_module_asks_which_language_it_is() -> None:
    """Words stand in tables by language, so that a further language is one more entry."""
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                asked = any(getattr(side, "id", getattr(side, "attr", None)) == "language" for side in sides)
                texts = any(isinstance(getattr(side, "value", None), str) for side in sides)
                assert not (asked and texts), f"{path}:{node.lineno}"


#: Modules whose functions make texts of their own: the names of rules that are made of others, the reasons for which
#: an entry or a cell is refused, the headings and cells of documents and pictures, what is read or drawn at random,
#: and made-up towns.
MAKE_TEXTS = (
    "_engine.changes", "causes._rules", "exits._places", "indicators._multidimensional.specification",
    "indicators.official", "funds._ledger.", "funds._rules.checks", "funds.refusals", "registers._reading.",
    "registers._schema.", "funds._statements.", "funds.notices", "indicators._pictures", "strategies._funds",
    "documents._", "funds._rules.reviewing", "samples._",
)  # fmt: skip
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def test_words_stand_in_tables_and_not_in_functions() -> None:
    """In prose, in tables by language; elsewhere, in the names of what the module declares."""
    documented = (ast.FunctionDef, ast.ClassDef, ast.Module)
    for path in MODULES:
        if name_of(path).removeprefix("antipoverty.").startswith(MAKE_TEXTS):
            continue
        tree = parsed(path)
        docstrings = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and node.body
                      if isinstance(node.body[0], ast.Expr)}  # fmt: skip
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.Lambda):
                for node in ast.walk(function):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                        assert not CHINESE.search(node.value), f"{path}:{node.lineno}"


# A third language


def _with_french(value: object) -> object:
    match value:
        case Text():
            return Text(**{**value, "fr": f"fr {value.en}"})
        case dict():
            return {key: _with_french(part) for key, part in value.items()}
        case tuple():
            return tuple(map(_with_french, value))
        case _:
            return value


def _french(*words: str) -> Iterable[Text]:
    return (Text(en=each, zh=each, fr=f"fr {each}") for each in words)


def test_a_third_language_is_data(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = [path for path in map(name_of, MODULES) if _in_prose(path)]
    for module in map(import_module, modules):
        for name, value in list(vars(module).items()):
            if name.isupper():
                monkeypatch.setattr(module, name, _with_french(value))
    name, criterion, met, not_met, unknown = _french("name", "income", "met", "not met", "open")
    size, poor, persons = _french("size", "the person is ill", "persons")
    heads, ill = Fact("heads", Kind.COUNT, size, persons), Fact("ill", Kind.FLAG, poor)
    condition = Criterion("C-1", criterion, heads < 3) & Criterion("C-2", criterion, AnyMember(IsTrue(ill)))
    rule = Rule("r", name, "household", condition, met=met, not_met=not_met, unknown=unknown)
    decision = decide_from_facts(bind(rule, rulebooks.load("cn").at(ON)), {"heads": 2}, on=ON)
    brief, full = decision.explain("fr", detail="brief"), decision.explain("fr")
    assert brief.splitlines()[0].startswith("fr fr name")
    assert "fr Missing: " in brief
    assert "fr Facts that would settle it:" in full
    assert "fr size" in full
    with pytest.raises(InvalidValue, match="language"):
        decision.explain("de")
