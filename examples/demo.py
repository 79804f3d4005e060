"""Identify the poor of a town, end to end, with the figures of three township summaries.

The town's register is synthetic: made up to the printed totals, since a summary names no household.
"""

from __future__ import annotations

import textwrap
from datetime import date, timedelta
from decimal import Decimal

from antipoverty import rulebooks, samples
from antipoverty.identification import identify, identify_village
from antipoverty.procedures import (
    PROCEDURES,
    Removed,
    Taken,
    advance,
    open_case,
)
from antipoverty.records import Household
from antipoverty.reviews import reconcile
from antipoverty.rules import Outcome

ON = date(2014, 5, 10)


def heading(text: str) -> None:
    print(f"\n{text}\n{'─' * len(text)}")


def main() -> None:
    summaries = {name: samples.load_summary(name) for name in samples.SUMMARIES}
    printed = {key: figure.value for key, figure in summaries["mountain-town"].figures.items()}
    villages, households = samples.make_register()

    heading("1. A town's register, made up to the printed totals")
    persons = sum(household.size or 0 for household in households)
    print(f"{len(villages)} villages, {len(households):,} households, {persons:,} persons (synthetic, seed 2014)")

    heading(f"2. Every household under the rules of {ON}")
    decisions = {household.id: identify(household, on=ON) for household in households}
    poor = [household for household in households if decisions[household.id].outcome is Outcome.MET]
    poor_persons = sum(household.size or 0 for household in poor)
    print(f"identified as poor: {len(poor)} households, {poor_persons:,} persons")
    print(f"printed:            {printed['poor_households']} households, {printed['poor_persons']:,} persons")

    heading("3. Deleted, because another programme helped them already")
    kept = [household for household in poor if not household.already_helped]
    kept_persons = sum(household.size or 0 for household in kept)
    out, out_persons = len(poor) - len(kept), poor_persons - kept_persons
    print(f"deleted: {out} households, {out_persons} persons")
    print(f"left:    {len(kept)} households, {kept_persons:,} persons")
    print("the list, by village, with the persons of each household:")
    for village in villages:
        keys = [f"{household.id}×{household.size}" for household in kept if household.village == village.id]
        text = f"{village.id} {village.name} ({len(keys)}): {' '.join(keys)}"
        print(textwrap.fill(text, width=118, initial_indent="  ", subsequent_indent="    "))
    gap = kept_persons - int(printed["entered_persons"] or 0)
    print(f"printed: {printed['entered_households']} households, {printed['entered_persons']:,} persons: {gap} short")

    heading("4. One of the deleted, step by step")
    case = open_case(
        PROCEDURES["household-identification"],
        next(household.id for household in poor if household.already_helped),
        on=ON,
    )
    day = ON
    for step in PROCEDURES["household-identification"].steps:
        day = max(day + timedelta(days=1), case.earliest or day)
        case = advance(case, Taken(step.id, day))
    case = advance(case, Removed(day + timedelta(days=30), "helped by the new Yi village programme"))
    print(case.explain())

    heading("5. The villages: one high, one low, one without")
    print("No source gives Sichuan's incidence for 2013; the national 8.5% stands in for it.")
    book = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.085"})
    found = 0
    for village in villages:
        decision = identify_village(village, on=ON, rulebook=book)
        found += decision.outcome is Outcome.MET
        marks = " ".join("✓" if finding.outcome is Outcome.MET else "✗" for finding in decision.findings)
        share = (village.poor_persons or 0) / (village.persons or 1)
        words = decision.bound.rule.met if decision.outcome is Outcome.MET else decision.bound.rule.not_met
        income = f"{village.net_income_per_head:>9,} yuan a head"
        print(f"{village.id} {village.name:8} {share:6.1%} poor {income}  {marks}  {words.en}")
    print(f"poor villages: {found}; printed: {printed['poor_villages']}")

    heading("6. Which sums of the three summaries hold")
    for summary in summaries.values():
        print(reconcile(summary).explain())

    heading("7. One household on each side of the line")

    def distance(household: Household) -> Decimal:
        return abs(Decimal(decisions[household.id].shortfalls[0].change or 0))

    at_the_line = {
        outcome: min(
            (household for household in households if decisions[household.id].outcome is outcome),
            key=distance,
        )
        for outcome in (Outcome.MET, Outcome.NOT_MET)
    }
    print(f"{at_the_line[Outcome.MET].id}:", decisions[at_the_line[Outcome.MET].id].explain("en"))
    print(f"\n{at_the_line[Outcome.NOT_MET].id}：", decisions[at_the_line[Outcome.NOT_MET].id].explain("zh"), sep="")


if __name__ == "__main__":
    main()
