"""The checks of a register against the same expressions by hand, in the same run; ratios are medians, interleaved.

Run it by itself; ``--smoke`` takes a small register.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from antipoverty.registers import CHECKS, check
from results import Results
from timing import interleaved

SMOKE = "--smoke" in sys.argv
MEMBERS = 20_000 if SMOKE else 1_000_000
ROUNDS = 3 if SMOKE else 7
ON = date(2018, 5, 1)
#: The checks that are conditions; the others look across rows.
DECLARED = tuple(each for each in CHECKS if each.condition is not None and not each.blank)
LEVELS = ["preschool", "primary", "junior", "senior", "vocational", "higher"]


def register(count: int, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Households with their members, most of whose entries go together."""
    random = np.random.default_rng(seed)
    homes = count * 2 // 7

    def words(*values: str | None, p: list[float]) -> pl.Series:
        return pl.Series(values, dtype=pl.String)[random.choice(len(values), count, p=p)]

    def rare(share: float, rows: int) -> Any:
        return random.random(rows) < share

    age = random.integers(0, 95, count)
    born = pl.Series(np.datetime64("2018-05-01") - (age * 365.25 + random.integers(0, 365, count)).astype("m8[D]"))
    pupil = (age >= 6) & (age < 18)
    levels = np.where(age < 12, "primary", np.where(age < 15, "junior", "senior"))
    schooling = np.where(pupil, levels, "out of school")
    labour = np.where((age < 16) | (age >= 60) | pupil, "none", "ordinary")
    members = pl.DataFrame(
        {
            "id": pl.Series(np.arange(count)).cast(pl.String),
            "household": pl.Series(np.sort(random.integers(0, homes, count))).cast(pl.String),
            "birth_date": born.cast(pl.Date),
            "schooling": pl.Series(schooling).set(pl.Series(rare(0.02, count)), None),
            "completed": words("primary", "junior", None, p=[0.3, 0.2, 0.5]),
            "health": words("healthy", "chronic", "serious", None, p=[0.8, 0.13, 0.05, 0.02]),
            "labour": pl.Series(labour).set(pl.Series(rare(0.02, count)), "weak"),
            "working_away": (labour == "ordinary") & rare(0.5, count),
            "medical_insured": ~rare(0.01, count),
        }
    )
    households = pl.DataFrame(
        {
            "id": pl.Series(np.arange(homes)).cast(pl.String),
            "size": random.integers(1, 8, homes, dtype=np.int8),
            "registration": pl.Series(np.array(["exited", "registered"])[random.integers(0, 2, homes)]),
            "net_income_fen": pl.Series(random.integers(200_000, 6_000_000, homes)),
            "wage_fen": pl.Series(random.integers(0, 3, homes) * 500_000),
            "business_fen": pl.Series(random.integers(0, 3, homes) * 300_000),
            "outlay_fen": pl.Series(random.integers(1, 3, homes) * 50_000),
            "transfer_dibao_fen": pl.Series(random.integers(0, 20, homes) // 19 * 250_000),
            "transfer_pension_fen": pl.Series(random.integers(0, 2, homes) * 120_000),
            "transfer_five_guarantee_fen": pl.Series(random.integers(0, 50, homes) // 49 * 400_000),
            "dibao": rare(0.05, homes),
            "five_guarantee": rare(0.02, homes),
            "dwelling_grade": pl.Series(
                np.array(["A", "B", "C", "D"])[random.choice(4, homes, p=[0.6, 0.38, 0.01, 0.01])]
            ),
            "land_hundredths": pl.Series(random.integers(0, 2_000, homes)),
        }
    )
    return households, members


# By hand: what someone would write in Polars for the same findings.


def by_hand_members() -> dict[str, pl.Expr]:
    """An expression for each check of a person."""
    col = pl.col
    born = col("birth_date")
    before = (born.dt.month().cast(pl.Int64) * 100 + born.dt.day()) > ON.month * 100 + ON.day
    age = ON.year - born.dt.year().cast(pl.Int64) - before.cast(pl.Int64)
    schooling, labour, away = col("schooling"), col("labour"), col("working_away")
    healthy, pupil = col("health") == "healthy", schooling.is_in(LEVELS) & (age <= 30)
    working_age = (age >= 16) & (age < 60)
    senior = schooling.is_in(["senior", "vocational"])
    return {
        "school-out-of-school": (age >= 6) & (age <= 15) & (schooling == "out of school"),
        "school-both-given": schooling.is_in(LEVELS) & col("completed").is_not_null(),
        "school-age-preschool": (age >= 7) & healthy & (schooling == "preschool"),
        "school-age-primary": (schooling == "primary") & ((age < 6) | (age > 14)),
        "school-age-junior": (schooling == "junior") & ((age < 12) | (age > 17)),
        "school-age-senior": senior & ((age < 15) | (age > 20)),
        "school-age-higher": (schooling == "higher") & (age < 18),
        "school-age-early-or-late": ((age <= 14) & (senior | (schooling == "higher")))
        | ((age >= 20) & schooling.is_in(["preschool", "primary"])),
        "school-young-adult": (age >= 16)
        & (age <= 22)
        & col("completed").is_in(["preschool", "primary", "out of school"]),
        "labour-child": (age < 16) & (labour != "none"),
        "labour-none-though-healthy": working_age & healthy & ~pupil & (labour == "none"),
        "labour-weak-though-healthy": working_age & healthy & (labour == "weak"),
        "labour-old": (age >= 60) & labour.is_in(["ordinary", "skilled"]),
        "labour-pupil": pupil & (labour != "none"),
        "work-child": (age < 16) & away,
        "work-pupil": pupil & away,
        "work-without-capacity": (labour == "none") & away,
    }


def by_hand_households() -> dict[str, pl.Expr]:
    """An expression for each check of a household, once its members are counted."""
    col = pl.col
    net, size, wage = col("net_income_fen"), col("listed"), col("wage_fen")
    dibao, five = col("transfer_dibao_fen"), col("transfer_five_guarantee_fen")
    exited = col("registration") == "exited"
    neither = ~col("dibao") & ~col("five_guarantee")
    return {
        "income-wage-no-worker": (wage > 0) & ~col("away"),
        "income-worker-no-wage": (wage == 0) & col("away"),
        "income-business-no-outlay": (col("business_fen") > 0) & (col("outlay_fen") <= 0),
        "income-head-implausible": (net <= 0) | (net > 10_000_000 * size),
        "income-wage-implausible": ((wage > 0) & (wage < 30_000)) | (wage > 30_000_000),
        "income-dibao-small": (dibao > 0) & (dibao < 20_000),
        "income-pension-small": (col("transfer_pension_fen") > 0) & (col("transfer_pension_fen") < 8_800),
        "income-five-guarantee-small": (five > 0) & (five < 20_000),
        "dibao-five-guarantee-worker": col("five_guarantee") & col("worker"),
        "dibao-both-moneys": (dibao > 0) & (five > 0),
        "dibao-money-without-status": neither & ((dibao > 0) | (five > 0)),
        "dibao-status-without-money": col("dibao") & (dibao == 0),
        "dibao-five-guarantee-without-money": col("five_guarantee") & (five == 0),
        "dibao-nobody-able-nobody-helped": neither & ~col("able"),
        "guarantee-housing": exited & ~col("dwelling_grade").is_in(["A", "B"]),
        "guarantee-medical": exited & col("uninsured"),
        "land-cultivated": (col("land_hundredths") > 10_000) | (col("land_hundredths") > 5_000 * size),
    }


def found_by_hand(table: pl.LazyFrame, expressions: dict[str, pl.Expr]) -> dict[str, pl.Series]:
    told = table.select("id", **expressions).collect()
    return {code: told["id"].filter(told[code]) for code in expressions}


def by_hand(households: pl.DataFrame, members: pl.DataFrame) -> dict[str, pl.Series]:
    born = pl.col("birth_date")
    able = pl.col("labour") != "none"
    of_age = (born <= date(ON.year - 16, ON.month, ON.day)) & (born > date(ON.year - 66, ON.month, ON.day))
    asked = members.lazy().group_by("household").agg(
        listed=pl.len().cast(pl.Int64),
        away=pl.col("working_away").any(ignore_nulls=False),
        worker=(of_age & able).any(ignore_nulls=False),
        able=able.any(ignore_nulls=False),
        uninsured=(~pl.col("medical_insured")).any(ignore_nulls=False),
    )  # fmt: skip
    joined = households.lazy().join(asked, left_on="id", right_on="household", how="left")
    return found_by_hand(members.lazy(), by_hand_members()) | found_by_hand(joined, by_hand_households())


def main() -> None:
    """The declared checks and the same by hand; and all checks, with those that look across rows."""
    households, members = register(MEMBERS)
    report = check(households, members, on=ON, checks=DECLARED)
    expected = by_hand(households, members)
    for code, keys in expected.items():
        assert report.findings.filter(check=code)["id"].to_list() == keys.sort().to_list(), code
    checks = tuple(each for each in DECLARED if each.code in expected)
    medians = interleaved(
        {
            "rule": lambda: check(households, members, on=ON, checks=checks),
            "by hand": lambda: by_hand(households, members),
            "all": lambda: check(households, members, on=ON),
        },
        ROUNDS,
    )
    sizes = {"members": members.height, "households": households.height, "checks": len(checks)}
    with Results("checks", **sizes, all_checks=len(CHECKS)) as results:
        results.against("checks", medians)
        results.add("all-checks", medians["all"], "s")


if __name__ == "__main__":
    main()
