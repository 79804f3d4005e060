"""Relative poverty and inequality as the R package laeken computes them by Eurostat's definitions.

Version 0.5.2 takes the upper of two values where Eurostat's definition of a quantile takes their mean: no share is met
exactly in what is compared here.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from antipoverty import indicators as measures

#: Made-up incomes and weights.
INCOMES = [
    812, 1540, 990, 2210, 640, 1310, 1875, 720, 3020, 1105, 560, 2480,
    930, 1690, 1210, 705, 990, 1310, 4150, 60, 2210, 1540, 880, 1015,
]  # fmt: skip
WEIGHTS = [12, 15, 9, 20, 14, 11, 18, 10, 22, 16, 13, 25, 17, 19, 8, 21, 7, 14, 5, 12, 9, 30, 16, 11]


def test_laeken_says_the_same_of_made_up_incomes() -> None:
    """What laeken 0.5.2 (R 4.2.2) gives for them: gini, arpr, arpt, rmpg and weightedQuantile."""
    assert measures.gini(INCOMES, WEIGHTS) == pytest.approx(0.297949498698, abs=1e-12)
    rate = measures.at_risk_of_poverty_rate(INCOMES, WEIGHTS)
    assert rate == pytest.approx(0.197740112994, abs=1e-12)
    for share, expected in ((0.4, 0.0338983050847), (0.7, 0.2768361581921)):
        found = measures.at_risk_of_poverty_rate(INCOMES, WEIGHTS, share=share)
        assert found == pytest.approx(expected, abs=1e-12)
    assert measures.at_risk_of_poverty_threshold(INCOMES, WEIGHTS) == pytest.approx(786)
    assert measures.relative_median_gap(INCOMES, WEIGHTS) == pytest.approx(0.185750636132, abs=1e-12)
    # qsr: Σ wx over x > 2210 and over x ≤ 812, the quantiles below.
    assert measures.quintile_share_ratio(INCOMES, WEIGHTS) == pytest.approx(149_190 / 48_709)
    quantiles = [measures.weighted_quantile(INCOMES, q, WEIGHTS) for q in (0.05, 0.2, 0.5, 0.8, 0.95)]
    assert quantiles == [560, 812, 1310, 2210, 3020]


def eusilc(folder: Path) -> tuple[list[float], list[float], list[str]]:
    """Incomes, weights and provinces of laeken's synthetic EU-SILC of Austria, which is not ours to carry (GPL)."""
    path = folder / "eusilc.csv"
    script = f"library(laeken); data(eusilc); write.csv(eusilc[c('eqIncome', 'rb050', 'db040')], '{path.as_posix()}')"
    if subprocess.run(["Rscript", "-e", script], capture_output=True, check=False).returncode:
        pytest.skip("R has no package laeken")
    with path.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    provinces = [row["db040"] for row in rows]
    return [float(row["eqIncome"]) for row in rows], [float(row["rb050"]) for row in rows], provinces


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_laeken_says_the_same_of_its_survey_of_austria(tmp_path: Path) -> None:
    """What laeken 0.5.2 (R 4.2.2) gives for its data set eusilc, in percent and in euro.

    The rate, 14.44422, is also what the documentation of the R package surveysd prints for these 14,827 rows.
    """
    incomes, weights, provinces = eusilc(tmp_path)
    assert len(incomes) == 14_827
    assert measures.gini(incomes, weights) * 100 == pytest.approx(26.48961921, abs=1e-8)
    assert measures.gini(incomes) * 100 == pytest.approx(26.28532218, abs=1e-8)
    assert measures.at_risk_of_poverty_rate(incomes, weights) * 100 == pytest.approx(14.44421817, abs=1e-8)
    assert measures.at_risk_of_poverty_rate(incomes) * 100 == pytest.approx(14.04869495, abs=1e-8)
    assert measures.at_risk_of_poverty_threshold(incomes, weights) == pytest.approx(10_859.236, abs=1e-6)
    assert measures.relative_median_gap(incomes, weights) * 100 == pytest.approx(18.92859682, abs=1e-8)
    assert measures.mean(incomes, weights) == pytest.approx(19_890.80693, abs=1e-5)
    quantiles = [measures.weighted_quantile(incomes, q, weights) for q in (0.1, 0.2, 0.8, 0.9)]
    assert quantiles == pytest.approx([9_653.392308, 12_212.604348, 25_997.653333, 31_835.28], abs=1e-6)
    by_province = {
        "Burgenland": 32.05488524, "Carinthia": 25.49448073, "Lower Austria": 25.93737005, "Salzburg": 25.01652483,
        "Styria": 23.71190449, "Tyrol": 25.24881144, "Upper Austria": 25.49202124, "Vienna": 28.94943618,
        "Vorarlberg": 28.74120368,
    }  # fmt: skip
    for province, expected in by_province.items():
        inside = [weight * (each == province) for weight, each in zip(weights, provinces, strict=True)]
        assert measures.gini(incomes, inside) * 100 == pytest.approx(expected, abs=1e-8)
    assert measures.quintile_share_ratio(incomes, weights) == pytest.approx(3.970004, abs=5e-7)
