"""Explanations of samples, of rules that are over, of checks, and of amounts that are open."""

from __future__ import annotations

from datetime import date

import attrs
import polars as pl
import pytest

from antipoverty import rulebooks
from antipoverty.exits import assess_county
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import DIBAO, SIZE
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.organisation import ladder_reach
from antipoverty.planning import check_list
from antipoverty.prose import explain
from antipoverty.records import County, CountySample, Household
from antipoverty.registers import check
from antipoverty.rules import IsTrue, Quantity, Rounded, When, bind, calculate
from antipoverty.text import Language, Text

CN = rulebooks.load("cn")
DAY = date(2018, 11, 1)
WORDS = Text("due", "应付")


@pytest.mark.parametrize(
    ("wrongly", "en", "zh"),
    [(1, "Wrongly delisted: about 0.1111%, at most 2%", "错退率"), (90, "Wrongly delisted: 10%, above 2%", "错退率")],
)
def test_a_brief_county_shows_the_rate_of_its_sample_beside_the_limit(wrongly: int, en: str, zh: str) -> None:
    sample = CountySample(
        exited=900, wrongly_exited=wrongly, unregistered=1500, missed=0, surveyed=1200, approving=1200
    )
    county = County("c1", province="cn/gansu", persons=200_000, poor_persons=0, exited_persons=40_000, sample=sample)
    decision = assess_county(county, on=DAY)
    finding = next(each for each in decision.findings if each.figure is not None and "delisted" in each.criterion.id)
    said = finding.explain("en", detail="brief")
    assert en in said
    assert zh in finding.explain("zh", detail="brief")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("detail", ["brief", "full"])
def test_a_rule_that_is_over_says_so_and_no_more(language: str, detail: str) -> None:
    bound = bind(POOR_HOUSEHOLD, CN.at(date(2026, 11, 27)))
    said = explain(bound, language, detail=detail)  # type: ignore[arg-type]  # one of the two
    assert bound.rule.unknown[language] in said
    assert "HH-0" not in said.splitlines()[1]


def test_an_amount_whose_condition_is_unknown_is_one_or_the_other() -> None:
    quantity = Quantity("due", WORDS, "household", When(IsTrue(DIBAO), SIZE * 100, SIZE * 50), Text("yuan", "元"))
    open_one = calculate(bind(quantity, CN.at(DAY)), HOUSEHOLD, Household("h1", size=3), on=DAY)
    assert open_one.value is None
    assert "either step 1 (300.00 yuan) or step 2 (150.00 yuan)" in open_one.explain("en")
    known = calculate(bind(quantity, CN.at(DAY)), HOUSEHOLD, Household("h1", size=3, dibao=True), on=DAY)
    assert "3 persons × 100" in known.line("en")
    rounded = Quantity("due", WORDS, "household", Rounded(SIZE * 50, 100, "up"), Text("yuan", "元"))
    amount = calculate(bind(rounded, CN.at(DAY)), HOUSEHOLD, Household("h1"), on=DAY)
    assert (amount.value, amount.missing) == (None, ("size",))
    assert "unknown" in amount.explain("en")


def test_a_report_without_findings_says_so_and_one_with_open_rows_says_how_many() -> None:
    own = pl.DataFrame({"id": ["h1"], "village": ["v1"], "size": [1]})
    clean = check(own, on=DAY)
    assert clean.findings.height == 0
    for language in ("en", "zh"):
        assert clean.explain(language, detail="brief").splitlines()[0] != clean.explain(language).splitlines()[-1]
    people = pl.DataFrame(
        {
            "id": ["a", "b"],
            "household": ["h1", "h1"],
            "labour": ["ordinary", "none"],
            "birth_date": [date(2010, 1, 1), None],
        }
    )
    found = check(own.with_columns(size=pl.lit(2)), people, on=DAY)
    assert found.findings.filter(pl.col("check") == "labour-child")["id"].to_list() == ["a"]
    assert "labour-child" in found.explain("en")
    assert "labour-child" in found.explain("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_open_of_the_townships_pairs_and_lists_is_said(language: Language) -> None:
    reach = ladder_reach({"ordinary": 2}, {"ordinary": 3}, households=9)
    open_reach = attrs.evolve(
        reach, unranked=2, ranks=(*reach.ranks, attrs.evolve(reach.ranks[0], places=None))
    ).explain(language)
    assert {"en": "Rank not known: 2 cadres", "zh": "职级不详：2人"}[language] in open_reach
    assert {"en": "households not laid down", "zh": "未规定结对户数"}[language] in open_reach
    assert {"en": "cannot be decided", "zh": "尚不能确定"}[language] in open_reach
    listed = check_list(["a"], quota=5, total=["a", "b", "c"]).explain(language)
    assert {"en": "Places not used: 4.", "zh": "剩余规模4。"}[language] in listed
