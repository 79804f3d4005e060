"""A township's folder to its annual summary in HTML, against the same sums by hand in Polars; medians, interleaved.

The town is the made-up one of the samples: 12 villages, 5,834 households, 22,235 persons, the registers of two years.
By hand stands for a script that knows its files: it takes their types as it finds them, checks nothing, and sums a
part of the figures; the library reads every cell, sets rows apart, and decides rules. ``--smoke`` takes one round.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from antipoverty.documents import render
from antipoverty.reviews import DraftedFigure, Summary, draft, read_township, write_township
from antipoverty.samples import TOWN, make_township
from results import Results
from timing import interleaved

SMOKE = "--smoke" in sys.argv
ROUNDS = 1 if SMOKE else 7
ON = date(2014, 12, 31)


def by_hand(folder: Path) -> dict[str, Any]:
    """What someone would write in Polars for these figures."""
    tables = {path.stem: pl.read_csv(path, infer_schema_length=None) for path in folder.glob("*.csv")}
    col = pl.col
    villages, members, entries = tables["villages"], tables["members"], tables["entries"]
    listed = members.group_by("household").len()
    households = tables["households"].join(listed, left_on="id", right_on="household", how="left")
    poor = households.filter(col("registration").is_in(["registered", "returned"]))
    of_year = tables["activities"].filter(col("year") == ON.year)
    visits = tables["inspections"].filter(col("on").str.to_date().dt.year() == ON.year)
    spent = entries.filter(col("kind") == "expenditure")
    paid = spent.join(tables["projects"], left_on="project", right_on="id").group_by("category")
    by_category = dict(paid.agg(col("amount_fen").sum()).iter_rows())
    return {
        "villages": villages.height,
        "groups": villages["groups"].sum(),
        "households": villages["households"].sum(),
        "persons": villages["persons"].sum(),
        "listed_households": households.height,
        "listed_persons": households["len"].sum(),
        "registered_households": poor.height,
        "registered_persons": poor["len"].sum(),
        "medical_insured": members["medical_insured"].sum(),
        "pension_insured": members["pension_insured"].sum(),
        "working_away": members["working_away"].sum(),
        "able_to_work": members["labour"].is_in(["weak", "ordinary", "skilled"]).sum(),
        "vocational_students": (members["schooling"] == "vocational").sum(),
        "project_paid": sum(by_category.values()) // 100,
        "road_paid": by_category.get("road", 0) // 100,
        "water_paid": by_category.get("water", 0) // 100,
        "training_courses": of_year.filter(kind="training")["courses"].sum(),
        "inspections": visits.height,
        "households_on_lists": visits["listed"].sum(),
    }


def main() -> None:
    """Every step by itself, all in all, and by hand."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_township(make_township(), folder)
        town = read_township(folder)
        summary = draft(town, on=ON, name=TOWN)
        expected = by_hand(folder)
        for key, value in expected.items():
            figure = summary.figures[key]
            assert isinstance(figure, DraftedFigure)  # a script takes what it finds for the whole
            assert (figure.known if figure.value is None else figure.value) == value, (key, figure.value, value)

        def whole() -> str:
            read: Summary = draft(read_township(folder), on=ON, name=TOWN)
            return render(read, "zh", "html")

        medians = interleaved(
            {
                "folder": lambda: read_township(folder),
                "draft": lambda: draft(town, on=ON, name=TOWN),
                "page": lambda: render(summary, "zh", "html"),
                "all": whole,
                "by hand": lambda: by_hand(folder),
            },
            ROUNDS,
        )
    rows = sum(table.height for table in town.tables.values())
    with Results(
        "review", rows=rows, tables=len(town.tables), figures=len(summary.figures), figures_by_hand=len(expected)
    ) as results:
        for step in ("folder", "draft", "page"):
            results.add(step, medians[step], "s")
        results.against("all", medians, "all")


if __name__ == "__main__":
    main()
