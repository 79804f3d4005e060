"""What a project says of itself: how it and its works agree, what they say together, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from antipoverty._shared.exact import add, subtract
from antipoverty.errors import InvalidValue
from antipoverty.money import total_of
from antipoverty.text import Text

if TYPE_CHECKING:
    from antipoverty.funds._records import Project, ProjectWork


def check_villages_served(record: Project | ProjectWork) -> None:
    """Refuse a number of villages served that is below those that are named."""
    served, named = record.villages_served, len(record.villages)
    if served is not None and served < named:
        where = f"{type(record).__name__}.villages_served"
        raise InvalidValue(where, served, f"at least {named}, the villages that are named")


def check_works(project: Project) -> None:
    """Refuse works that contradict their project or one another."""
    works = {work.id: work for work in project.works}
    if len(works) < len(project.works):
        raise InvalidValue("Project.works", [work.id for work in project.works], "works whose keys differ")
    for work in project.works:
        _check_own(project, work)
        if work.part_of is not None:
            _check_part(works, work)
    for work in project.works:
        parts = [part for part in project.works if part.part_of == work.id]
        _check_sum(parts, "planned", work.planned, f"at most {work.planned}, the quantity of work {work.id}")
        _check_sum(parts, "done", work.done, f"at most {work.done}, the quantity done of work {work.id}")
    wholes = main_works(project.works)
    if project.unit is not None:
        alike = [work for work in wholes if work.unit == project.unit]
        for name in ("planned", "done"):
            own = getattr(project, name)
            _check_sum(alike, name, own, f"together {own}, the project's own quantity", whole=bool(alike))
    if project.budget:
        budget = total_of(line.amount for line in project.budget)
        _check_sum(wholes, "amount", budget, f"together at most {budget}, the project's budget")


def _check_own(project: Project, work: ProjectWork) -> None:
    if work.project not in (None, project.id):
        raise InvalidValue("ProjectWork.project", work.project, f"{project.id}, the project that has the work")
    if project.villages and (others := set(work.villages) - set(project.villages)):
        raise InvalidValue("ProjectWork.villages", sorted(others), "villages of the project")
    for name in ("villages_served", "groups_served", "households", "persons"):
        served, most = getattr(work, name), getattr(project, name)
        if served is not None and most is not None and served > most:
            raise InvalidValue(f"ProjectWork.{name}", served, f"at most {most}, those that the project serves")


def _check_part(works: dict[str, ProjectWork], work: ProjectWork) -> None:
    whole = None if work.part_of is None else works.get(work.part_of)
    if whole is None:
        raise InvalidValue("ProjectWork.part_of", work.part_of, "the key of a work of the same project")
    if whole.part_of is not None:
        raise InvalidValue("ProjectWork.part_of", work.part_of, "the key of a work that is no part itself")
    if whole.unit != work.unit:
        raise InvalidValue("ProjectWork.unit", work.unit, f"{whole.unit}, the unit of work {whole.id}")


def _check_sum(
    works: list[ProjectWork], name: str, most: Decimal | None, expected: str, *, whole: bool = False
) -> None:
    """Refuse quantities that are more than they can be together; or, if all are known, other than the whole."""
    stated = [getattr(work, name) for work in works]
    known = total_of(quantity for quantity in stated if quantity is not None)
    if most is not None and (known > most or (whole and None not in stated and known != most)):
        raise InvalidValue(f"ProjectWork.{name}", known, expected)


def main_works(works: Iterable[ProjectWork]) -> list[ProjectWork]:
    """The works that are not part of another."""
    return [work for work in works if work.part_of is None]


def villages_of(project: Project) -> tuple[str, ...]:
    """The villages of a project: its own, or those of its works where it names none."""
    named = (village for work in project.works for village in work.villages)
    return project.villages or tuple(dict.fromkeys(named))


def served(project: Project, name: str) -> int | None:
    """See `Project.served`; the name is that of the attribute."""
    stated: int | None = getattr(project, name)
    wholes = main_works(project.works)
    if stated is None and len(wholes) == 1:
        stated = getattr(wholes[0], name)
    if stated is None and name == "villages_served" and (villages := villages_of(project)):
        stated = len(villages)
    return stated


def stated_shares(project: Project) -> dict[str, Decimal]:
    """Yuan of a project's money that its works state for single villages; none where they cannot be told apart.

    The key "" has what is common: of works in several villages or in villages not named, and what no work states. The
    whole is the budget; without one, the works' amounts, if each main work states one.
    """
    wholes = main_works(project.works)
    amounts = [work.amount for work in wholes]
    stated = [amount for amount in amounts if amount is not None]
    if not stated or (not project.budget and len(stated) < len(wholes)):
        return {}
    shares: dict[str, Decimal] = {}
    for work in wholes:
        if work.amount:
            single = work.villages[0] if len(work.villages) == 1 and work.villages_served in (None, 1) else ""
            shares[single] = add(shares.get(single, Decimal(0)), work.amount)
    if project.budget:
        rest = subtract(total_of(line.amount for line in project.budget), total_of(stated))
        shares[""] = add(shares.get("", Decimal(0)), rest)
    return {village: amount for village, amount in shares.items() if amount}


def plan_of(project: Project) -> tuple[Decimal | None, Decimal | None, Text | None]:
    """What is planned, what is done, and the unit, of a project that has one quantity; unknown if it has several."""
    wholes = main_works(project.works)
    record = wholes[0] if project.unit is None and len(wholes) == 1 else project
    return record.planned, record.done, record.unit


def village_shares(project: Project) -> dict[str, Fraction]:
    """How a project's money is split among its villages; the key "" has what is common to them, or not known."""
    villages = villages_of(project)
    if len(villages) == 1 and served(project, "villages_served") == 1:
        return {villages[0]: Fraction(1)}
    shares = {village: Fraction(amount) for village, amount in stated_shares(project).items()}
    return shares or {"": Fraction(1)}


def has_begun(project: Project, on: date) -> bool | None:
    """Whether the works have begun: by their first day, by an acceptance, or as stated."""
    if project.started is not None:
        return project.started <= on
    if project.acceptance or (project.accepted is not None and project.accepted <= on):
        return True
    return project.begun


def is_accepted(project: Project, on: date) -> bool | None:
    """Whether the project has been accepted: by the day, or as stated; not if it is unfinished or not begun."""
    if project.accepted is not None:
        return project.accepted <= on
    if project.acceptance is None and (project.unfinished is not None or has_begun(project, on) is False):
        return False
    return project.acceptance
