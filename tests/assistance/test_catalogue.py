"""Measures, classifications and ranks are data: a county writes its own, and all that takes its rulebook uses them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from antipoverty import rulebooks
from antipoverty.assistance import (
    CLASSIFICATIONS,
    MEASURES,
    Cadre,
    CadreRank,
    assess_eligibility,
    classifications_of,
    measures_of,
    measures_on_offer,
    pair,
    pairing_ratio,
    plan,
    ranks_of,
    read_ratio,
    recommend,
    undecided_measures,
)
from antipoverty.assistance._catalogue import MEASURES_ON_OFFER
from antipoverty.cards import CompletedMeasure
from antipoverty.causes import classify
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.records import Household, Income, Person
from antipoverty.rules import Grade, Outcome, bind, expression
from antipoverty.serialization import dumps, loads

ON = date(2016, 5, 1)
CN = rulebooks.load("cn")
COUNTY = """
[rulebook]
on = "cn"
title = { en = "County", zh = "某县" }
version = "1"

[citations.seed-plan]
title = { en = "Seed grant of the county", zh = "某县种子补助办法" }
issuer = { en = "the county", zh = "某县" }

[parameters."seed.most_income"]
text = { en = "largest income a head for seed", zh = "种子补助人均收入上限" }
kind = "money"
unit = { en = "yuan per person", zh = "元/人" }
values = [{ from = 2015-01-01, value = "3500", source = "seed-plan", grade = "A", checked = 2026-11-28, still_valid_on = 2026-11-28 }]

[parameters."seed.yuan"]
text = { en = "seed grant", zh = "种子补助" }
kind = "money"
unit = { en = "yuan per mu", zh = "元/亩" }
values = [{ from = 2015-01-01, value = "120.50", source = "seed-plan", grade = "A", checked = 2026-11-28, still_valid_on = 2026-11-28 }]
"""  # noqa: E501  # a table of TOML has its lines whole
SEED = """
[measures.seed]
name = { en = "Seed grant", zh = "种子补助" }
gives = { en = "seed for the fields of the household", zh = "按亩发放种子补助" }
source = "seed-plan"
grade = "A"
for = '''
  net_income < seed.most_income * size  # below its own line
  and land > 0
'''
answers = ["disaster"]
for_all = true
headings = ["five-batches.production"]
amounts = [{ id = "seed-amount", name = { en = "seed grant", zh = "种子补助" }, unit = { en = "yuan", zh = "元" }, source = "seed-plan", term = "rounded(seed.yuan * land, 0.01, 'half')" }]
in_force = "seed.yuan"
instead_of = ["skill-training"]
"""  # noqa: E501  # a table of TOML has its lines whole


def _county(folder: Path, *texts: str) -> rulebooks.Rulebook:
    (folder / "rulebook.toml").write_text("\n".join((COUNTY, *texts)), "utf-8")
    return rulebooks.load(folder)


def _household(**known: Any) -> Household:
    return Household("h1", **{"size": 2, "land": 2, "registration": "registered", **known})


def _recommended(household: Household, county: rulebooks.Rulebook, on: date = ON) -> dict[str, Any]:
    causes = classify(household, on=on, rulebook=county)
    return {each.measure: each for each in recommend(household, causes, on=on, rulebook=county)}


@pytest.mark.parametrize(
    ("known", "recommended"),
    [
        ({"income": Income(stated=Decimal("6999.99"))}, True),
        ({"income": Income(stated=7000)}, False),
        ({"income": Income(stated=Decimal("7000.01"))}, False),
        ({"income": Income(stated=6000), "land": 0}, False),
        ({"income": Income(stated=6000), "land": None}, None),
        ({}, None),
    ],
)
def test_a_county_s_measure_is_for_those_that_its_text_names(tmp_path: Path, known: Any, recommended: Any) -> None:
    county, household = _county(tmp_path, SEED), _household(**known)
    assert ("seed" in _recommended(household, county)) is (recommended is True)
    causes = classify(household, on=ON, rulebook=county)
    still_open = [each.measure for each in undecided_measures(household, causes, on=ON, rulebook=county)]
    assert ("seed" in still_open) is (recommended is None)
    finding = assess_eligibility(household, on=ON, rulebook=county).finding("seed")
    assert finding.outcome is {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}[recommended]
    assert "seed" not in _recommended(household, CN)


def test_it_is_explained_with_its_amount_and_kept_as_a_document(tmp_path: Path) -> None:
    county, household = _county(tmp_path, SEED), _household(income=Income(stated=6000))
    found = _recommended(household, county)["seed"]
    assert found.own == found.entry == measures_of(county)["seed"]
    assert (found.amounts[0].value, found.headings) == (
        Decimal("241.00"),
        (CLASSIFICATIONS["five-batches"]["production"],),
    )
    assert found.explain("en").startswith("Seed grant: seed for the fields of the household")
    assert "241" in found.explain("zh", detail="brief")
    assert loads(dumps(found), type(found)) == found
    causes = classify(household, on=ON, rulebook=county)
    made = plan(household, causes, on=ON, until=date(2016, 12, 31), responsible="c", rulebook=county)
    assert "种子补助" in made.explain("zh")
    assert "Seed grant" in made.explain("en", detail="brief")
    assert loads(dumps(made), type(made)) == made


def test_it_is_offered_while_its_parameter_has_a_value_and_takes_the_place_of_another(tmp_path: Path) -> None:
    county, household = _county(tmp_path, SEED), _household(income=Income(stated=6000))
    assert "seed" not in _recommended(household, county, date(2014, 12, 31))
    assert "seed" in _recommended(household, county, date(2015, 1, 1))
    trained = _household(
        size=None, income=Income(stated=3000), members=(Person("m1", labour="ordinary", disability="none"),)
    )
    assert "skill-training" in _recommended(trained, CN)
    assert "skill-training" not in _recommended(trained, county)


def test_a_frame_is_read_by_the_county_s_measures(tmp_path: Path) -> None:
    county = _county(tmp_path, SEED)
    bound = bind(measures_on_offer(county), county.at(ON))
    criterion = next(each for each in bound.rule.condition.conditions if each.id == "seed")
    frame = pl.DataFrame(
        {"net_income_fen": [699_999, 700_000, None], "size": [2, 2, 2], "land_hundredths": [200, 200, 200]}
    )
    outcome = nw.from_native(frame).select(seed=expression(criterion.condition))
    assert outcome["seed"].to_list() == [True, False, None]


def test_a_county_replaces_a_measure_and_takes_one_away(tmp_path: Path) -> None:
    changed = SEED.replace("[measures.seed]", "[measures.road]")
    county = _county(tmp_path, changed, "[measures.relocation]\nremoved = true\n")
    assert list(measures_of(county)) == [each for each in MEASURES if each != "relocation"]
    assert (measures_of(county)["road"].name.en, measures_of(county)["road"].grade) == ("Seed grant", Grade.A)
    found = _recommended(_household(income=Income(stated=6000)), county)["road"]
    assert found.own is not None
    assert loads(dumps(found), type(found)) == found


def test_those_of_a_province_that_says_nothing_are_those_of_china() -> None:
    guizhou = rulebooks.load("cn/guizhou")
    assert measures_of(guizhou) == MEASURES == measures_of(CN)
    assert classifications_of(guizhou) == CLASSIFICATIONS
    assert measures_on_offer(guizhou) == MEASURES_ON_OFFER
    household = _household(income=Income(stated=4000), medical_spending=3000)
    assert all(each.own is None for each in _recommended(household, guizhou).values())


def test_a_county_shares_a_condition_and_lists_its_own_headings(tmp_path: Path) -> None:
    shared = """
[criteria.farms]
name = { en = "Farms", zh = "务农" }
source = "seed-plan"
grade = "A"
for = "land > 0"

[classifications.county-list]
name = { en = "List of the county", zh = "某县目录" }
source = "seed-plan"
grade = "A"
headings = [{ id = "fields", name = { en = "fields", zh = "农田" } }]
"""
    seed = SEED.replace("land > 0", 'condition_of("farms")').replace("five-batches.production", "county-list.fields")
    county = _county(tmp_path, shared, seed)
    assert measures_of(county)["seed"].criterion == measures_of(_county(tmp_path, SEED))["seed"].criterion
    assert [each.text.zh for each in measures_of(county)["seed"].headings] == ["农田"]
    assert list(classifications_of(county)) == [*CLASSIFICATIONS, "county-list"]


DRONE = """
[facts.drone_owner]
kind = "flag"
text = { en = "owns a drone for hire", zh = "有出租用无人机" }
negated = { en = "owns no drone for hire", zh = "无出租用无人机" }
"""


@pytest.mark.parametrize(("owns", "recommended"), [(True, False), (False, True), (None, None)])
def test_a_measure_reads_a_fact_that_the_county_declares(tmp_path: Path, owns: Any, recommended: Any) -> None:
    county = _county(tmp_path, DRONE, SEED.replace("land > 0", "not drone_owner"))
    stated = {} if owns is None else {"drone_owner": owns}
    household = _household(income=Income(stated=6000), stated=stated)
    assert ("seed" in _recommended(household, county)) is (recommended is True)
    causes = classify(household, on=ON, rulebook=county)
    still_open = {each.measure: each for each in undecided_measures(household, causes, on=ON, rulebook=county)}
    assert ("seed" in still_open) is (recommended is None)
    if recommended is None:
        assert still_open["seed"].missing == ("drone_owner",)
        assert "有出租用无人机" in still_open["seed"].explain("zh")
        made = plan(household, causes, on=ON, until=date(2016, 12, 31), responsible="c", rulebook=county)
        assert loads(dumps(made), type(made)) == made
        assert made.explain("en", detail="brief")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("net_income <", "net_incom <", r"\.for: condition .*got 'net_incom'; expected a fact of a household"),
        ("seed.most_income *", "seed.most *", r"\.for: .*a parameter of the rulebook"),
        ('"disaster"', '"flood"', r"\.answers: 'flood' is not known; there are "),
        ("five-batches.production", "five-batches.prod", r"\.headings: .* five-batches.production"),
        ('"skill-training"', '"skills"', r"\.instead_of: 'skills' is not known"),
        ('in_force = "seed.yuan"', 'in_force = "seed.fen"', r"\.in_force: seed.fen: no such parameter"),
        ('source = "seed-plan"\ngrade', 'source = "seed"\ngrade', "source 'seed' is not among the citations"),
        ('grade = "A"\nfor', 'grade = "D"\nfor', r"\.grade: 'D' is not one of A"),
        ('name = { en = "Seed grant", zh = "种子补助" }\n', "", "needs name"),
        ('name = { en = "Seed grant", zh = "种子补助" }\ng', 'name = { en = "Seed" }\ng', r"\.name: needs zh"),
        ("instead_of", "instead", "does not know instead; did you mean instead_of"),
        ("instead_of", 'quantities = ["seed"]\ninstead_of', r"\.quantities: 'seed' is not known"),
        ("instead_of", 'relieves = { disaster = "x" }\ninstead_of', r"\.relieves: 'x' is not known; there are seed"),
        ("instead_of", 'to = "town"\ninstead_of', r"\.to: 'town' is not one of household, village"),
        ("for_all = true", "for_all = 1", "for_all should be true or false"),
        ("rounded(", "rund(", r"amounts\[0\].*\.term: term .*expected one of .*rounded"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_file_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in SEED
    county = _county(tmp_path, SEED.replace(old, new, 1))
    with pytest.raises(RulebookError, match=rf"(?s)/rulebook.toml, measures\.seed.*{message}"):
        measures_of(county)


def test_a_measure_of_the_county_that_was_carried_out_has_its_name() -> None:
    with pytest.raises(InvalidValue, match="a measure of the catalogue, or its name too"):
        CompletedMeasure("seed", ON)
    assert CompletedMeasure("seed", ON, name=MEASURES["road"].name).name == MEASURES["road"].name


RANKS = """
[ranks.hamlet-head]
name = { en = "hamlet head", zh = "组长" }
source = "seed-plan"
grade = "A"

[ranks.town-head]
name = { en = "town head", zh = "镇长" }
source = "seed-plan"
grade = "A"
above = "ordinary"

[parameters."pairing.places"]
values = [{ from = 2014-04-02, value = { town-head = "3", hamlet-head = "1" }, source = "seed-plan", grade = "A", checked = 2026-11-28, still_valid_on = 2026-11-28 }]
"""  # noqa: E501  # a table of TOML has its lines whole


def test_a_county_has_ranks_of_its_own(tmp_path: Path) -> None:
    county = _county(tmp_path, RANKS)
    assert list(ranks_of(county)) == [
        *("county-head", "county-deputy", "section-head", "section-deputy", "town-head", "ordinary", "hamlet-head")
    ]
    assert list(ranks_of()) == list(CadreRank)
    assert {str(rank): text for rank, text in ranks_of().items()} == {rank.value: rank.text for rank in CadreRank}
    places = pairing_ratio(on=ON, rulebook=county)
    assert places == {"town-head": 3, "hamlet-head": 1}
    assert read_ratio("5432211", rulebook=county)["hamlet-head"] == 1
    staff = [Cadre("c1", "hamlet-head"), Cadre("c2", "town-head")]
    found = pair([Household(f"h{number}") for number in range(5)], staff, places, rulebook=county)
    assert [(each.cadre, len(each.households)) for each in found.pairs] == [("c2", 3), ("c1", 1)]
    assert "town head: 1, places 3, households 3" in found.explain("en")
    assert "组长：1人" in found.explain("zh")
    assert loads(dumps(found), type(found)) == found


def test_a_rank_that_the_rulebook_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="cadres: got 'town-head'; expected ranks of the rulebook: county-head, "):
        pair([], [Cadre("c", "town-head")], {"town-head": 1})
    with pytest.raises(RulebookError, match=r"ranks.town-head.above: 'x' is not known"):
        ranks_of(_county(tmp_path, RANKS.replace('"ordinary"', '"x"')))
