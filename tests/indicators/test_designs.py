"""The variances of designs, domains and lonely units: those of R's survey, and what must hold of any."""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import indicators as measures
from antipoverty._statistics.intervals import Interval, logit_interval
from antipoverty._statistics.sampling import Sample, at_most, interval, sample_for_limit
from antipoverty.errors import InvalidValue
from antipoverty.indicators import Design, Estimate, estimate, programme
from antipoverty.indicators.multidimensional import estimate_alkire_foster
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import designs
from antipoverty.strategies._indicators import income_values
from documents import check_document

# Made-up incomes: two strata with seven villages, a third with one alone, and households within the villages.
INCOME = [812, 1540, 990, 2210, 640, 1310, 1875, 720, 3020, 1105, 560, 2480, 930, 1690, 1210, 705, 1500, 700]
WEIGHT = [12, 15, 9, 20, 14, 11, 18, 10, 22, 16, 13, 25, 17, 19, 8, 21, 30, 10]
STRATUM = ["hill"] * 8 + ["plain"] * 8 + ["lake"] * 2
VILLAGE = [1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8]
HOUSE = [1, 1, 2, 1, 2, 1, 2, 3, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]
HOUSES = [9, 9, 9, 5, 5, 8, 8, 8, 12, 12, 6, 6, 3, 3, 2, 2, 7, 7]
SPENT = [700, 1100, 950, 1500, 660, 900, 1500, 700, 2000, 800, 590, 1700, 910, 1200, 1000, 720, 1100, 690]
VILLAGES = {"hill": 10, "plain": 12, "lake": 5}

#: Prints what the tests below compare with: Debian's r-base-core and r-cran-survey (R 4.2.2, survey 4.1-1).
SCRIPT = f"""
suppressMessages(library(survey))
d <- data.frame(income=c({", ".join(map(str, INCOME))}), w=c({", ".join(map(str, WEIGHT))}),
  stratum=c({", ".join(map(repr, STRATUM))}), village=c({", ".join(map(str, VILLAGE))}),
  house=c({", ".join(map(str, HOUSE))}), houses=c({", ".join(map(str, HOUSES))}),
  spent=c({", ".join(map(str, SPENT))}))
d$poor <- as.numeric(d$income < 1000)
d$villages <- c(hill=10, plain=12, lake=5)[d$stratum]
figures <- function(name, D) {{
  each <- list(svymean(~income, D), svytotal(~income, D), svyratio(~spent, ~income, D))
  p <- svyciprop(~poor, D, method="xlogit")
  cat(name, degf(D), sprintf("%.7g", c(sapply(each, function(x) c(coef(x), SE(x))), confint(p))), "\\n", sep=" ")
}}
domains <- function(name, D) {{
  figures(paste0(name, "/all"), D)
  figures(paste0(name, "/answered"), subset(D, village != 2))
  figures(paste0(name, "/hill"), subset(D, stratum == "hill" & village != 3))
  figures(paste0(name, "/over-700"), subset(D, income > 700))
}}
two <- d[d$stratum != "lake", ]
domains("plain", svydesign(~village, strata=~stratum, weights=~w, data=two))
domains("finite", svydesign(~village, strata=~stratum, weights=~w, fpc=~villages, data=two))
stages <- svydesign(~village + house, strata=~stratum, weights=~w, fpc=~villages + houses, data=two, nest=TRUE)
domains("stages", stages)
whole <- d
whole$villages[whole$stratum == "lake"] <- 1
domains("whole", svydesign(~village, strata=~stratum, weights=~w, fpc=~villages, data=whole))
say <- function(name, D) {{
  x <- svycontrast(svyby(~income, ~I(house == 1), D, svymean, covmat=TRUE), c(-1, 1))
  cat(name, degf(D), sprintf("%.7g", c(coef(x), SE(x))), "\\n", sep=" ")
}}
say("plain/difference", svydesign(~village, strata=~stratum, weights=~w, data=two))
say("stages/difference", stages)
for (way in c("certainty", "adjust", "average")) {{
  options(survey.lonely.psu=way)
  domains(way, svydesign(~village, strata=~stratum, weights=~w, data=d))
  domains(paste0("finite-", way), svydesign(~village, strata=~stratum, weights=~w, fpc=~villages, data=d))
}}
"""

#: What it prints: the design and the domain; degrees of freedom; mean, total and ratio, each with its standard error;
#: the ends of the interval of the share of the poor.
PINNED = """
plain/all 5 1504.316 169.787 376079 53476.26 0.7576865 0.02793539 0.1853054 0.6307881
plain/answered 4 1494.995 194.5873 322919 72085.4 0.7609029 0.03220259 0.1471476 0.6845819
plain/hill 1 1355.914 174.6628 94914 48474.11 0.7658512 0.02687384 0.02247183 0.9775282
plain/over-700 5 1613.628 233.03 359839 51589.3 0.7448887 0.03199947 0.09615906 0.6536127
finite/all 5 1504.316 138.9368 376079 43724.22 0.7576865 0.02285331 0.2141606 0.5877853
finite/answered 4 1494.995 159.1466 322919 59560.25 0.7609029 0.02631149 0.1779644 0.6336619
finite/hill 1 1355.914 146.1334 94914 40556.35 0.7658512 0.02248427 0.04083509 0.9591649
finite/over-700 5 1613.628 191.3711 359839 42184.88 0.7448887 0.02627265 0.1207457 0.5937997
stages/all 5 1504.316 184.1529 376079 61076.76 0.7576865 0.02710108 0.1841731 0.6325373
stages/answered 4 1494.995 205.706 322919 71710.9 0.7609029 0.03049819 0.1533525 0.6739938
stages/hill 1 1355.914 219.893 94914 44743.87 0.7658512 0.03717841 0.001552247 0.9984478
stages/over-700 5 1613.628 220.9087 359839 62570.57 0.7448887 0.02855148 0.1108079 0.6169975
whole/all 5 1476.134 120.2999 428079 43724.22 0.7588553 0.02018853 0.2184161 0.5428763
whole/answered 4 1464.527 134.3882 374919 59560.25 0.7617912 0.02274282 0.1867079 0.5782001
whole/hill 1 1355.914 146.1334 94914 40556.35 0.7658512 0.02248427 0.04083509 0.9591649
whole/over-700 5 1600.154 168.3461 404839 42184.88 0.7436042 0.02325008 0.1080364 0.5372556
plain/difference 5 211.1375 586.0526
stages/difference 5 211.1375 502.3839
certainty/all 5 1476.134 147.0163 428079 53476.26 0.7588553 0.02467839 0.1926365 0.5817535
certainty/answered 4 1464.527 164.3498 374919 72085.4 0.7617912 0.02783599 0.1588811 0.6249052
certainty/hill 1 1355.914 174.6628 94914 48474.11 0.7658512 0.02687384 0.02247183 0.9775282
certainty/over-700 5 1600.154 205.0084 404839 51589.3 0.7436042 0.02831629 0.08670956 0.5969641
finite-certainty/all 5 1476.134 120.2999 428079 43724.22 0.7588553 0.02018853 0.2184161 0.5428763
finite-certainty/answered 4 1464.527 134.3882 374919 59560.25 0.7617912 0.02274282 0.1867079 0.5782001
finite-certainty/hill 1 1355.914 146.1334 94914 40556.35 0.7658512 0.02248427 0.04083509 0.9591649
finite-certainty/over-700 5 1600.154 168.3461 404839 42184.88 0.7436042 0.02325008 0.1080364 0.5372556
adjust/all 5 1476.134 149.0101 428079 74590.28 0.7588553 0.02469974 0.1899265 0.5860098
adjust/answered 4 1464.527 166.3482 374919 88883.66 0.7617912 0.0278465 0.1563136 0.6294274
adjust/hill 1 1355.914 174.6628 94914 48474.11 0.7658512 0.02687384 0.02247183 0.9775282
adjust/over-700 5 1600.154 205.3521 404839 68457.69 0.7436042 0.02833929 0.0818851 0.6119098
finite-adjust/all 5 1476.134 122.2466 428079 63835.79 0.7588553 0.02020941 0.2155202 0.5471031
finite-adjust/answered 4 1464.527 136.3411 374919 75568.67 0.7617912 0.02275311 0.1838672 0.5827828
finite-adjust/hill 1 1355.914 146.1334 94914 40556.35 0.7658512 0.02248427 0.04083509 0.9591649
finite-adjust/over-700 5 1600.154 168.6809 404839 58305.78 0.7436042 0.0232725 0.1023384 0.5522708
average/all 5 1476.134 180.0574 428079 65494.77 0.7588553 0.03022473 0.1636831 0.6290357
average/answered 4 1464.527 201.2865 374919 88286.22 0.7617912 0.03409198 0.1288448 0.6802794
average/hill 1 1355.914 174.6628 94914 48474.11 0.7658512 0.02687384 0.02247183 0.9775282
average/over-700 5 1600.154 251.0829 404839 63183.72 0.7436042 0.03468023 0.06517929 0.6685323
finite-average/all 5 1476.134 147.3366 428079 53551.02 0.7588553 0.0247258 0.1919318 0.5828571
finite-average/answered 4 1464.527 164.5913 374919 72946.12 0.7617912 0.02785415 0.1581115 0.6262567
finite-average/hill 1 1355.914 146.1334 94914 40556.35 0.7658512 0.02248427 0.04083509 0.9591649
finite-average/over-700 5 1600.154 206.181 404839 51665.72 0.7436042 0.02847542 0.08588493 0.5994778
"""
ROWS = [line.split() for line in PINNED.split("\n") if line]
FIGURES = [row for row in ROWS if "difference" not in row[0]]
WAYS: dict[str, Any] = {"certainty": "certainty", "adjust": "centred", "average": "average"}


def survey(case: str) -> tuple[Design, int]:
    """The design of a case, and how many rows it is of."""
    way = case.removeprefix("finite-")
    rows = 16 if case in {"plain", "finite", "stages"} else 18
    villages = [1 if case == "whole" and name == "lake" else VILLAGES[name] for name in STRATUM][:rows]
    finite = case in {"whole", "stages"} or case.startswith("finite")
    design = Design(
        WEIGHT[:rows],
        STRATUM[:rows],
        VILLAGE[:rows],
        villages if finite else None,
        HOUSE[:rows] if case == "stages" else None,
        HOUSES[:rows] if case == "stages" else None,
        WAYS.get(way, "refuse"),
    )
    return design, rows


DOMAINS: dict[str, Callable[[int], bool]] = {
    "all": lambda row: True,
    "answered": lambda row: VILLAGE[row] != 2,
    "hill": lambda row: STRATUM[row] == "hill" and VILLAGE[row] != 3,
    "over-700": lambda row: INCOME[row] > 700,
}


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: str(row[0]))
def test_the_figures_of_domains_and_lonely_villages_are_those_of_r(row: list[str]) -> None:
    case, name = row[0].split("/")
    design, size = survey(case)
    freedom, mean, mean_error, total, total_error, ratio, ratio_error, low, high = map(float, row[1:])
    inside = [DOMAINS[name](place) for place in range(size)]
    income = INCOME[:size]
    found = {
        "mean": estimate(measures.mean, income, design=design, domain=inside),
        "total": estimate(measures.total, income, design=design, domain=inside),
        "ratio": measures.estimate_ratio(SPENT[:size], income, design=design, domain=inside),
        "poor": estimate(measures.headcount_ratio, income, 1000, design=design, domain=inside),
    }
    for key, value, error in (("mean", mean, mean_error), ("total", total, total_error), ("ratio", ratio, ratio_error)):
        assert found[key].value == pytest.approx(value, rel=1e-6)
        assert found[key].standard_error == pytest.approx(error, rel=1e-6)
        assert found[key].degrees_of_freedom == freedom
    assert found["poor"].interval.low == pytest.approx(low, rel=1e-6)
    assert found["poor"].interval.high == pytest.approx(high, rel=1e-6)
    # The same domain, told by those who did not answer, and by weights of 0.
    answers = [value if each else None for value, each in zip(income, inside, strict=True)]
    assert estimate(measures.mean, answers, design=design, missing="drop") == found["mean"]
    weights = [weight * each for weight, each in zip(WEIGHT[:size], inside, strict=True)]
    other = Design(
        weights, design.strata, design.clusters, design.population, design.units, design.unit_population, design.lonely
    )
    assert estimate(measures.mean, income, design=other) == found["mean"]


@pytest.mark.parametrize("row", [row for row in ROWS if row not in FIGURES], ids=lambda row: str(row[0]))
def test_the_difference_of_two_parts_of_one_survey_is_that_of_r(row: list[str]) -> None:
    """svyby with its covariances, and svycontrast."""
    design, size = survey(row[0].split("/")[0])
    heads = [house == 1 for house in HOUSE[:size]]
    found = measures.estimate_difference(measures.mean, INCOME[:size], domain=heads, design=design)
    assert [found.degrees_of_freedom, found.value, found.standard_error] == pytest.approx(
        [float(part) for part in row[1:]], rel=1e-6
    )
    back = measures.estimate_difference(
        measures.mean, INCOME[:size], domain=[not head for head in heads], other=heads, design=design
    )
    assert (back.value, back.standard_error) == (pytest.approx(-found.value), pytest.approx(found.standard_error))


def test_the_figures_are_what_r_prints() -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    ran = subprocess.run(["Rscript", "-e", SCRIPT], capture_output=True, text=True, check=False, timeout=120)
    if "there is no package called" in ran.stderr:
        pytest.skip("R's survey is not installed")
    assert [line.split() for line in ran.stdout.splitlines()] == ROWS


def test_where_no_degree_of_freedom_is_left_nothing_is_bounded() -> None:
    design = Design(strata=["a", "a", "b", "b"], clusters=[1, 2, 3, 4])
    alone = estimate(measures.mean, [1, 2, 3, 4], design=design, domain=[1, 0, 1, 0])
    assert (alone.degrees_of_freedom, *alone.interval) == (0, -math.inf, math.inf)
    assert loads(dumps(alone), Estimate) == alone
    check_document(dumps(alone), Estimate)
    share = estimate(measures.headcount_ratio, [1, 2, 3, 4], 2, design=design, domain=[1, 0, 1, 0])
    assert (share.value, *share.interval) == (0.5, 0, 1)


# What must hold of any design

MEASURES: list[tuple[Callable[..., Any], tuple[float, ...]]] = [
    (measures.mean, ()), (measures.headcount_ratio, (1_000,)), (measures.poverty_gap, (1_000,)), (measures.gini, ()),
    (measures.sen_shorrocks_thon, (1_000,)),
]  # fmt: skip


@st.composite
def surveys(draw: st.DrawFn) -> tuple[list[float], Design, list[bool]]:
    """Incomes, their design, and a domain with someone in it."""
    values = draw(income_values(least=4))
    inside = draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)).filter(any))
    return values, draw(designs(len(values))), inside


def _same(found: Estimate, other: Estimate) -> None:
    assert found.value == pytest.approx(other.value, rel=1e-9, abs=1e-12)
    assert found.standard_error == pytest.approx(other.standard_error, rel=1e-6, abs=1e-9 * (1 + abs(found.value)))
    assert found.degrees_of_freedom == other.degrees_of_freedom


@given(surveys(), st.sampled_from(MEASURES))
def test_a_domain_is_those_who_answered_and_those_who_weigh_something(
    survey: tuple[list[float], Design, list[bool]], case: tuple[Callable[..., Any], tuple[float, ...]]
) -> None:
    (values, design, inside), (measure, arguments) = survey, case
    found = estimate(measure, values, *arguments, design=design, domain=inside)
    answers = [value if each else None for value, each in zip(values, inside, strict=True)]
    assert estimate(measure, answers, *arguments, design=design, missing="drop") == found
    weightless = evolve(design, weights=[w * each for w, each in zip(design.weights, inside, strict=True)])
    assert estimate(measure, values, *arguments, design=weightless) == found
    # What is outside, or not known, does not matter: not even where no logarithm could be taken of it.
    others = [value if each else -1e9 for value, each in zip(values, inside, strict=True)]
    assert estimate(measure, others, *arguments, design=design, domain=inside) == found
    assert (
        estimate(
            measure,
            values,
            *arguments,
            design=evolve(
                design, weights=[w if each else None for w, each in zip(design.weights, inside, strict=True)]
            ),
            missing="drop",
        )
        == found
    )


@given(surveys(), st.integers(0, 99))
def test_a_bootstrap_of_a_domain_draws_the_whole_design_again(
    survey: tuple[list[float], Design, list[bool]], seed: int
) -> None:
    values, design, inside = survey
    options: dict[str, Any] = {"design": design, "seed": seed, "replicates": 12}
    try:
        found = measures.bootstrap(measures.mean, values, domain=inside, **options)
    except InvalidValue:  # nobody of the domain was drawn
        return
    answers = [value if each else None for value, each in zip(values, inside, strict=True)]
    assert measures.bootstrap(measures.mean, answers, missing="drop", **options) == found


@given(surveys(), st.sampled_from(MEASURES), st.randoms(use_true_random=False), st.sampled_from([0.001, 3, 12_345.6]))
def test_neither_the_order_of_rows_nor_labels_nor_the_scale_of_weights_matter(
    survey: tuple[list[float], Design, list[bool]],
    case: tuple[Callable[..., Any], tuple[float, ...]],
    random: Random,
    scale: float,
) -> None:
    (values, design, inside), (measure, arguments) = survey, case
    found = estimate(measure, values, *arguments, design=design, domain=inside)
    order = list(range(len(values)))
    random.shuffle(order)
    turned = Design(
        [design.weights[place] * scale for place in order],
        [f"stratum {design.strata[place]}" for place in order],
        # One label for one cluster in the whole sample, or for one in each stratum: the same clusters.
        [f"{design.strata[place]} {design.clusters[place]}" for place in order],
    )
    other = estimate(
        measure,
        [values[place] for place in order],
        *arguments,
        design=turned,
        domain=[inside[place] for place in order],
    )
    _same(found, other)


@given(surveys())
def test_a_stratum_wholly_in_the_sample_adds_nothing_and_a_larger_population_adds_more(
    survey: tuple[list[float], Design, list[bool]],
) -> None:
    values, design, _ = survey
    strata, clusters = np.asarray(design.strata), np.asarray(design.clusters)
    drawn = {stratum: len(set(clusters[strata == stratum].tolist())) for stratum in set(design.strata)}
    errors = [
        estimate(
            measures.mean, values, design=evolve(design, population=[times * drawn[each] for each in design.strata])
        ).standard_error
        for times in (1, 2, 10, 10**9)
    ]
    assert errors[0] == 0
    assert errors == sorted(errors)
    assert errors[-1] == pytest.approx(estimate(measures.mean, values, design=design).standard_error, rel=1e-6)
    assert errors[1] ** 2 == pytest.approx(errors[-1] ** 2 / 2, rel=1e-6)
    # A stratum of one cluster, which is all there is, and one of the others' design: only the others vary.
    more = Design(
        [*design.weights, 5, 7],
        [*design.strata, "whole", "whole"],
        [*design.clusters, "a", "a"],
        [*(2 * drawn[each] for each in design.strata), 1, 1],
    )
    alone = evolve(more, strata=[*map(str, design.strata), "whole", "whole"], clusters=[*map(str, more.clusters)])
    total = estimate(measures.total, [*values, 3, 9], design=alone).standard_error
    part = evolve(design, population=[2 * drawn[each] for each in design.strata])
    assert total == pytest.approx(estimate(measures.total, values, design=part).standard_error)


@pytest.mark.parametrize(
    ("design", "message"),
    [
        (Design(strata=["a", "a", "b"]), "clusters: got \"one cluster in stratum 'b'\"; expected at least two"),
        (Design(strata=["a", "a", "b"], population=[2, 2, 3]), "clusters: got \"one cluster in stratum 'b'\""),
        (Design(strata=["a", "b", "c"], lonely="average"), "clusters: got \"one cluster in stratum 'a'\""),
        (Design(clusters=[1, 1, 2], population=[2, 2, 2], unit_population=[2, 2, 3]), "units: got 'one unit in clus"),
        (Design(unit_population=[2, 2, 2]), "design.population: got None; expected the numbers of clusters too"),
        (Design(clusters=[1, 1, 2], population=[4, 4, 4], unit_population=[2, 3, 3]), "different numbers in one clus"),
        (Design(clusters=[1, 1, 2], population=[4, 4, 4], unit_population=[1, 1, 1]), "fewer units than were drawn"),
        (Design(population=[2, 2, 2]), "fewer clusters than were drawn"),
        ({}, "design: got 'dict'; expected a Design"),
    ],
)
def test_a_design_that_gives_no_variance_is_refused_by_name(design: Any, message: str) -> None:
    with pytest.raises(InvalidValue) as error:
        estimate(measures.mean, [1, 2, 3], design=design)
    assert message in str(error.value)


def test_an_average_of_nothing_is_refused() -> None:
    design = Design(strata=list("aabbc"), lonely="average")
    with pytest.raises(InvalidValue, match="clusters: got 'one cluster in each stratum that counts'"):
        estimate(measures.mean, [1, 2, 3, 4, 9], design=design, domain=[0, 0, 0, 0, 1])
    assert estimate(measures.mean, [1, 2, 3, 4, 9], design=design, domain=[1, 1, 0, 0, 0]).standard_error > 0


def test_a_domain_comes_in_any_form() -> None:
    frame = pl.DataFrame({"y": [1.0, 2, 3, 4, 9], "d": [True, None, True, False, True]})
    options: dict[str, Any] = {"missing": "drop"}
    wanted = estimate(measures.mean, [1, None, 3, 4, 9], domain=[1, 1, 1, 0, 1], **options)
    for held in (frame, frame.lazy(), frame.to_arrow(), duckdb.from_arrow(frame.to_arrow()), frame.to_pandas()):
        domain, values = (measures.Column(held, name) for name in "dy")
        assert estimate(measures.mean, values, domain=domain, **options) == wanted
    for series in (frame["d"], frame["d"].to_arrow(), pd.Series(frame["d"].to_list(), dtype="boolean"),
                   np.array(frame["d"].to_list(), dtype=object), frame["d"].to_list()):  # fmt: skip
        assert estimate(measures.mean, frame["y"], domain=series, **options) == wanted


def test_a_way_with_lonely_units_that_is_not_known_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"Design.lonely: got 'merge'; expected one of refuse, certainty"):
        Design(lonely="merge")  # type: ignore[arg-type]


# Intervals


def test_the_interval_of_a_share_stays_within_0_and_1() -> None:
    four_of_five = estimate(measures.headcount_ratio, [1, 1, 1, 1, 9], 5)
    # logit(0.8) ± t(4)·0.2/0.16, by hand
    half = 2.7764451051977987 * 0.2 / 0.16
    ends = [1 / (1 + math.exp(-(math.log(4) + sign * half))) for sign in (-1, 1)]
    assert list(four_of_five.interval) == pytest.approx(ends)
    plain = estimate(measures.headcount_ratio, [1, 1, 1, 1, 9], 5, interval="student")
    assert list(plain.interval) == pytest.approx([0.8 - 2.7764451 * 0.2, 0.8 + 2.7764451 * 0.2])
    everyone = estimate(measures.headcount_ratio, [1, 1, 1, 1], 5)
    assert list(everyone.interval) == pytest.approx([0.025 ** (1 / 4), 1])
    with pytest.raises(InvalidValue, match="interval: got .'logit' for 2.; expected 'student'"):
        estimate(measures.mean, [1, 2, 3], interval="logit")
    with pytest.raises(InvalidValue, match="interval: got 'normal'"):
        estimate(measures.mean, [1, 2, 3], interval="normal")  # type: ignore[arg-type]


@given(surveys(), st.sampled_from(["0.8", "0.95", "0.999"]))
def test_the_interval_of_a_share_holds_it_and_grows_with_the_confidence(
    survey: tuple[list[float], Design, list[bool]], confidence: str
) -> None:
    values, design, inside = survey
    options: dict[str, Any] = {"design": design, "domain": inside}
    for measure in (measures.headcount_ratio, measures.poverty_gap):
        found = estimate(measure, values, 1_000, confidence=confidence, **options)
        wider = estimate(measure, values, 1_000, confidence="0.9999", **options)
        assert 0 <= wider.interval.low <= found.interval.low <= found.value + 1e-12
        assert found.value - 1e-12 <= found.interval.high <= wider.interval.high <= 1
        assert (found.confidence, float(found)) == (float(confidence), found.value)


@pytest.mark.parametrize(
    "confidence", [0.95, "0.95", Decimal("0.95"), Fraction(19, 20), "19/20", np.float64(0.95), np.float32(0.95)]
)
def test_one_confidence_is_taken_everywhere_in_any_form(confidence: Any) -> None:
    simple, parts = Sample(3, 40), (Sample(3, 40, 400), Sample(5, 20, 90))
    several = [
        estimate(measures.mean, [1, 2, 4], confidence=confidence).interval,
        measures.bootstrap(measures.mean, [1, 2, 4], seed=1, replicates=9, confidence=confidence).interval,
        measures.estimate_ratio([1, 2], [2, 3], confidence=confidence).interval,
        measures.estimate_risk_in_domain([1, 2, 4], domain=[1, 1, 0], confidence=confidence).interval,
        estimate_alkire_foster({"a": [1, 0, 1]}, dimension_weights=[1], cutoff=1, confidence=confidence).H.interval,
        programme.estimate_rate(simple, confidence=confidence).interval,
        programme.estimate_rate(programme.Clusters(parts), confidence=confidence).interval,
        programme.estimate_rate(parts, confidence=confidence).interval,
        interval(simple, confidence=confidence),
    ]
    assert all(type(each) is Interval and each.confidence == 0.95 for each in several)
    assert at_most(simple, "0.3", confidence=confidence) is True
    assert sample_for_limit("0.01", "0.02", confidence=confidence) == sample_for_limit(
        "0.01", "0.02", confidence="0.95"
    )


@pytest.mark.parametrize("confidence", [95, "95%", "95", 0, 1, 1.0, "1", math.nan, "nan", None, True, "1e-9", "1/0",
                                        Decimal("sNaN"), Decimal("1e-99999999"), [0.95]])  # fmt: skip
def test_what_is_no_confidence_is_refused_by_name_everywhere(confidence: Any) -> None:
    simple = Sample(3, 40)
    calls: list[Callable[[], object]] = [
        lambda: estimate(measures.mean, [1, 2, 4], confidence=confidence),
        lambda: measures.bootstrap(measures.mean, [1, 2, 4], seed=1, replicates=9, confidence=confidence),
        lambda: measures.estimate_ratio([1, 2], [2, 3], confidence=confidence),
        lambda: measures.estimate_risk_in_domain([1, 2, 4], domain=[1, 1, 0], confidence=confidence),
        lambda: estimate_alkire_foster({"a": [1, 0, 1]}, dimension_weights=[1], cutoff=1, confidence=confidence),
        lambda: programme.estimate_rate(simple, confidence=confidence),
        lambda: programme.estimate_rate([Sample(3, 40, 400)], confidence=confidence),
        lambda: interval(simple, confidence=confidence),
        lambda: at_most(simple, "0.3", confidence=confidence),
        lambda: sample_for_limit("0.01", "0.02", confidence=confidence),
    ]
    for call in calls:
        with pytest.raises(InvalidValue, match="confidence: got .*; expected a share between 0 and 1"):
            call()


# The line of all


def test_the_rate_of_everyone_against_the_line_of_all_is_the_rate() -> None:
    random = np.random.default_rng(3)
    incomes = random.lognormal(7, 0.6, 900)
    design = Design(random.integers(1, 5, 900), clusters=np.arange(900) // 30)
    everyone = measures.estimate_risk_in_domain(incomes, domain=np.ones(900), design=design)
    assert everyone == estimate(measures.at_risk_of_poverty_rate, incomes, design=design)


def test_the_line_of_all_moves_with_the_sample_and_its_error_is_counted() -> None:
    random = np.random.default_rng(5)
    rural = random.random(4_000) < 0.3
    incomes = random.lognormal(7, 0.6, 4_000) * np.where(rural, 0.8, 1)
    design = Design(random.integers(1, 5, 4_000), clusters=np.arange(4_000) // 40)
    found = measures.estimate_risk_in_domain(incomes, domain=rural, design=design, share=0.5)
    line = measures.at_risk_of_poverty_threshold(incomes, design.weights, share=0.5)
    assert found.value == pytest.approx(measures.headcount_ratio(incomes[rural], line, design.weights[rural]))

    def rate(signed: Any, weights: Any) -> float:
        """The same, of incomes that carry the domain in their sign, so that a bootstrap can draw both."""
        mine, all_of = signed > 0, np.abs(signed)
        threshold = measures.at_risk_of_poverty_threshold(all_of, weights, share=0.5)
        return measures.headcount_ratio(all_of[mine], threshold, weights[mine])

    drawn = measures.bootstrap(rate, np.where(rural, incomes, -incomes), design=design, seed=4, replicates=150)
    assert drawn.value == pytest.approx(found.value)
    assert found.standard_error == pytest.approx(drawn.standard_error, rel=0.2)


# The bootstrap


def test_a_replicate_without_a_figure_is_left_out_and_counted() -> None:
    found = measures.bootstrap(measures.gini, [0, 0, 0, 1], seed=1, replicates=60)
    # Three of four are drawn again: all three are without income with a chance of 27/64.
    assert 10 <= found.undefined_replicates <= 40
    assert found.standard_error > 0
    assert loads(dumps(found), Estimate) == found
    with pytest.raises(InvalidValue, match=r"replicates: got '[01] of 2 replicates for which gini is defined'"):
        for seed in range(20):
            measures.bootstrap(measures.gini, [0, 0, 0, 1], seed=seed, replicates=2)


def test_rows_that_were_not_drawn_are_not_looked_at() -> None:
    """A replicate without the one income of 0 has a mean of logarithms, whatever was not drawn."""
    found = measures.bootstrap(
        measures.mean_log_deviation, [0, 1, 2, 4, 9], domain=[0, 1, 1, 1, 1], seed=1, replicates=40
    )
    assert found.undefined_replicates <= 1  # nobody of the domain drawn at all
    drawn_again = measures.bootstrap(
        lambda values, weights: float(np.average(np.log(values), weights=weights)),
        [1, 2, 4, 9], seed=3, replicates=40,
    )  # fmt: skip
    assert drawn_again.undefined_replicates == 0


def test_incomes_that_floats_cannot_hold_are_compared_exactly() -> None:
    incomes = [Decimal("614.79"), 900, Decimal("1024.65"), 1500, 2000]
    assert estimate(measures.at_risk_of_poverty_rate, incomes).value == 0
    assert measures.estimate_risk_in_domain(incomes, domain=[1, 1, 0, 0, 0]).value == 0
    below = [Decimal("614.78999999999999999999"), *incomes[1:]]
    assert estimate(measures.at_risk_of_poverty_rate, below).value == pytest.approx(0.2)
    assert measures.estimate_risk_in_domain(below, domain=[1, 1, 0, 0, 0]).value == pytest.approx(0.5)


def test_the_bootstrap_has_the_finite_correction_of_the_linearised_error() -> None:
    random = np.random.default_rng(8)
    cluster = random.integers(0, 60, 900)
    values = random.lognormal(7, 0.5, 900) + 400 * (cluster % 7)
    design = Design(clusters=cluster, strata=cluster % 2, population=np.where(cluster % 2, 40, 90))
    drawn = measures.bootstrap(measures.mean, values, design=design, seed=2, replicates=400)
    assert drawn.standard_error == pytest.approx(
        estimate(measures.mean, values, design=design).standard_error, rel=0.12
    )
    certain = Design(strata=["a", "a", "a", "b"], lonely="certainty")
    assert measures.bootstrap(measures.mean, [1, 2, 6, 9], design=certain, seed=1, replicates=30).standard_error > 0
    with pytest.raises(InvalidValue, match="design.lonely: got 'centred'"):
        measures.bootstrap(measures.mean, [1, 2, 6, 9], design=evolve(certain, lonely="centred"), seed=1)


def test_further_arguments_stand_by_place() -> None:
    incomes = [100, 110, 150, 400, 20]
    for measure in (measures.at_risk_of_poverty_threshold, measures.at_risk_of_poverty_rate,
                    measures.relative_median_gap):  # fmt: skip
        for share in (0.5, 0.7):
            by_name = measure(incomes, share=share)
            assert estimate(measure, incomes, share).value == by_name
            assert measures.bootstrap(measure, incomes, share, seed=1, replicates=9).value == by_name
    mine = measures.bootstrap(lambda values, a, b, weights: a * sum(values) + b, incomes, 2, 5, seed=1, replicates=9)
    assert mine.value == 2 * sum(incomes) + 5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: estimate(measures.headcount_ratio, [1, 2]), "arguments: got '0 of them'; expected those of headcount"),
        (lambda: estimate(measures.headcount_ratio, [1, 2], 3, 4), "arguments: got '2 of them'"),
        (lambda: estimate(measures.headcount_ratio, [1, 2], "x"), "line: got 'x'"),  # type: ignore[arg-type]
        (lambda: estimate(5, [1, 2]), "measure: got 'int'"),  # type: ignore[arg-type]
        (lambda: estimate([], [1, 2]), "measure: got 'list'"),  # type: ignore[arg-type]
        (lambda: estimate(measures.gini, [0, 0, 0]), "values: got 'a mean of 0 or less'"),
        (lambda: estimate(measures.total, [1.7e308, -1.7e308]), "values whose variance overflows"),
        (lambda: estimate(measures.mean, None), "values: got 'NoneType'"),
        (lambda: estimate(measures.mean, [1, 2], domain=[0, 0]), "domain: got 'no rows that count'"),
        (lambda: estimate(measures.mean, [1, 2], domain=[0, 2]), r"domain\[1\]: got 2.0; expected True or False"),
        (lambda: estimate(measures.mean, [1, 2], domain=[1, None]), r"domain\[1\]: got None"),
        (lambda: measures.estimate_ratio([1, 2], [1, -1]), "denominator: got 'a total of 0'"),
        (lambda: measures.estimate_risk_in_domain([1, 2], domain=[0, 3]), "domain: got 'numbers other than 0 and 1'"),
        (lambda: measures.estimate_difference(measures.mean, [1, 2], domain=[1, 1]), "other: got 'no rows that count'"),
        (lambda: measures.estimate_difference(measures.mean, [1, 2], domain=[0, 2]), "domain: got 'numbers other"),
        (lambda: measures.estimate_risk_in_domain([1, 2], domain=[0, 0]), "domain: got 'no rows that count'"),
        (
            lambda: measures.bootstrap(lambda values, w: 1, [1, 2], seed=1),
            "measure: got '<lambda>'; expected a function",
        ),
        (lambda: measures.bootstrap(measures.lorenz, [1, 2], seed=1), "measure: got 'lorenz'; expected a measure that"),
        (lambda: measures.bootstrap(measures.mean, [1, 2], seed=1, replicates=10**12), "replicates: got 1000000000000"),
        (lambda: measures.estimate(measures.mean, [1, 2]).minus(2), "other: got 'int'; expected an Estimate"),  # type: ignore[arg-type]
        (lambda: measures.dominance_test([1, 2], [2, 3], 5), "lines: got 'no lines'"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_estimated_is_refused_by_name(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        call()


@given(surveys(), st.integers(2, 9))
def test_the_second_stage_adds_what_its_own_chance_adds(
    survey: tuple[list[float], Design, list[bool]], more: int
) -> None:
    values, design, inside = survey
    strata, clusters = np.asarray(design.strata), np.asarray(design.clusters)
    each = [f"{stratum} {cluster}" for stratum, cluster in zip(strata, clusters, strict=True)]
    drawn = {stratum: len(set(clusters[strata == stratum].tolist())) for stratum in set(design.strata)}
    rows = {name: each.count(name) for name in each}
    first = evolve(design, population=[more * drawn[stratum] for stratum in design.strata], lonely="certainty")
    options: dict[str, Any] = {"domain": inside}
    one = estimate(measures.total, values, design=first, **options).standard_error
    # All the rows of a cluster were drawn: nothing is added.
    every = evolve(first, unit_population=[rows[name] for name in each])
    assert estimate(measures.total, values, design=every, **options).standard_error == pytest.approx(one)
    # Rows out of many: the share of clusters drawn, times the variance within them.
    many = evolve(first, unit_population=[10**9 * rows[name] for name in each])
    within = 0.0
    for name in rows:
        moved = [
            weight * value * counted
            for weight, value, counted, other in zip(design.weights, values, inside, each, strict=True)
            if other == name
        ]
        within += len(moved) * float(np.var(moved, ddof=1)) if len(moved) > 1 else 0.0
    expected = math.sqrt(one**2 + within / more)
    assert estimate(measures.total, values, design=many, **options).standard_error == pytest.approx(expected, rel=1e-6)


def test_measures_of_the_callers_own_are_called_as_they_ask() -> None:
    def first_of(values: Any, /, place: int, *, weights: Any) -> float:
        return float(values[place])

    def spread(*values: Any, weights: Any) -> float:
        return float(values[0].max() - values[0].min()) / (0.0 if values[0].max() > 8 else 1.0)

    class OfC:
        """Something that does not say what it takes, as functions in C may not."""

        __signature__ = "none"

        def __call__(self, values: Any, weights: Any = None) -> float:
            return float(np.average(values, weights=weights))

    options: dict[str, Any] = {"seed": 1, "replicates": 9}
    assert measures.bootstrap(first_of, [4, 5, 6], 1, **options).value == 5
    assert measures.bootstrap(spread, [4, 5, 6], **options).value == 2
    assert measures.bootstrap(OfC(), [4, 5, 6], **options).value == 5
    with pytest.raises(InvalidValue, match="values: got 'values for which spread is not defined'"):
        measures.bootstrap(spread, [4, 5, 9], **options)
    with pytest.raises(InvalidValue, match="measure: got 'int'; expected a measure"):
        measures.bootstrap(5, [4, 5, 6], **options)  # type: ignore[arg-type]

    def wrong(values: Any, weights: Any) -> float:
        raise TypeError("the caller's own")

    with pytest.raises(TypeError, match="the caller's own"):
        measures.bootstrap(wrong, [4, 5, 6], **options)


def test_the_ends_of_intervals() -> None:
    found = Interval(0.2, 0.4, 0.95, "Wilson")
    assert (found[0], found[1], len(found), 0.4 in found, 0.41 in found) == (0.2, 0.4, 2, True, False)
    with pytest.raises(InvalidValue, match="share: got 1; expected a share between 0 and 1"):
        logit_interval(1, 0.1, "0.95", 5)
    assert tuple(logit_interval(0.5, 1e6, "0.95", 5)) == (0, 1)
    design = Design(strata=["a", "a", "b", "b"])
    assert tuple(estimate(measures.headcount_ratio, [1, 1, 1, 1], 5, design=design, domain=[1, 0, 1, 0]).interval) == (
        0,
        1,
    )
