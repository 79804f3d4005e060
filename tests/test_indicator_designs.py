"""The variances of designs, domains and lonely units: those of R's survey, and what must hold of any."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from antipoverty import indicators as measures
from antipoverty.indicators import Design, Estimate, estimate
from antipoverty.serialization import dumps, json_schema, loads

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


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
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
    jsonschema.validate(json.loads(dumps(alone)), json_schema(Estimate))
    share = estimate(measures.headcount_ratio, [1, 2, 3, 4], 2, design=design, domain=[1, 0, 1, 0])
    assert (share.value, *share.interval) == (0.5, 0, 1)
