"""The plan of a village (村级规划) under a classification of the rulebook: what stands behind each heading.

A plan is a table with one line for each entry: a measure of the catalogue, a project, an industry, or a document such
as the sub-plans of “1+7”. A line without an entry states why a heading has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import rulebook_or_china
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.assistance import classifications_of, measures_of
from antipoverty.errors import InvalidValue
from antipoverty.rulebooks import Rulebook
from antipoverty.text import Code, Text


class PlanEntryKind(Code):
    """What stands behind a heading of a plan."""

    MEASURE = "measure", "measure", "帮扶措施"
    PROJECT = "project", "project", "项目"
    INDUSTRY = "industry", "industry", "产业"
    DOCUMENT = "document", "document", "方案文件"


def _kind_or_unknown(value: PlanEntryKind | str | None) -> PlanEntryKind | None:
    return fields.member(PlanEntryKind, value)


@frozen(field_transformer=fields.named)
class PlanLine(Serializable):
    """One line of a village's plan: an entry under a heading, or the reason why a heading has none.

    Attributes:
        village: key of the village, or of the place whose plan it is.
        year: the year of the plan.
        classification: id of the classification, such as ``five-batches``.
        heading: id of the heading, such as ``education``.
        kind: what the entry is; none for a reason.
        entry: its key: the id of a measure, the key of a project or industry, the name of a document.
        reason: why the heading has no entry.

    >>> PlanLine("v1", 2014, "five-batches", "education", kind="measure", entry="rain-and-dew").kind.text["zh"]
    '帮扶措施'
    >>> PlanLine("v1", 2014, "five-batches", "ecology")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: PlanLine.entry: got None; expected an entry with its kind, or a reason and neither
    """

    village: str = field(validator=fields.key)
    year: int = field(validator=fields.BUDGET_YEAR)
    classification: str = field(validator=fields.key)
    heading: str = field(validator=fields.key)
    kind: PlanEntryKind | None = field(default=None, converter=_kind_or_unknown)
    entry: str | None = field(default=None, validator=fields.key_or_unknown)
    reason: str | None = fields.text()

    def __attrs_post_init__(self) -> None:
        stated = (self.kind is not None, self.entry is not None, self.reason is not None)
        if stated not in ((True, True, False), (False, False, True)):
            raise InvalidValue("PlanLine.entry", self.entry, "an entry with its kind, or a reason and neither")


@frozen(field_transformer=typed_fields)
class HeadingCount(Serializable):
    """A heading over all villages.

    Attributes:
        heading: its id.
        text: what it is called.
        planned: villages that have an entry under it.
        excused: villages that state a reason why there is none, and have no entry.
        empty: villages that have neither.
        entries: entries under it, over all villages; an entry that several villages plan counts once for each.
    """

    heading: str
    text: Text
    planned: int
    excused: int
    empty: int
    entries: int


@frozen(field_transformer=typed_fields)
class PlanCheck(Serializable, Shown):
    """The plans of villages held against a classification: make one with `check_plans`.

    Attributes:
        classification: its id.
        name: what it is called.
        year: the year of the plans.
        villages: keys of the villages.
        lines: the lines of their plans, each once.
        headings: each heading over all villages, in the document's order.
        empty: village and heading, for each heading that has neither an entry nor a reason.
        both: village and heading, for each heading that has entries and also a reason why there are none.
        no_heading: lines under a heading that the classification does not have.
        nowhere: lines whose measure is not in the catalogue, or whose project, industry or document is in no table.
        unchecked: lines whose project, industry or document could not be looked up, since no table was given.
        elsewhere: lines whose measure the catalogue has under other headings of the classification; it is for whoever
            wrote the plan to look at, and does not make it incomplete.
    """

    classification: str = field(validator=fields.key)
    name: Text
    year: int
    villages: tuple[str, ...]
    lines: tuple[PlanLine, ...] = field(repr=False)
    headings: tuple[HeadingCount, ...] = field(repr=False)
    empty: tuple[tuple[str, str], ...]
    both: tuple[tuple[str, str], ...]
    no_heading: tuple[PlanLine, ...]
    nowhere: tuple[PlanLine, ...]
    unchecked: tuple[PlanLine, ...] = field(repr=False)
    elsewhere: tuple[PlanLine, ...] = field(repr=False)

    @property
    def complete(self) -> bool | None:
        """Whether nothing is wrong with the plans; none if there is no plan, or an entry could not be looked up."""
        if self.empty or self.both or self.no_heading or self.nowhere:
            return False
        return None if self.unchecked or not self.villages else True


def check_plans(
    lines: Iterable[PlanLine],
    classification: str,
    *,
    year: int,
    villages: Iterable[str] = (),
    projects: Iterable[str] | None = None,
    industries: Iterable[str] | None = None,
    documents: Iterable[str] | None = None,
    rulebook: Rulebook | None = None,
) -> PlanCheck:
    """Hold the plans of one or more villages against a classification of the rulebook.

    Args:
        lines: lines of plans; those of other years and classifications are left aside.
        classification: its id among `antipoverty.assistance.classifications_of`.
        year: the year of the plans.
        villages: keys of villages that should have a plan, beside those that have a line.
        projects: keys of the projects that there are; none if there is no table of them.
        industries: keys of the industries, likewise.
        documents: names of the documents, likewise.
        rulebook: whose classifications and measures; those of China if left out.

    Raises:
        InvalidValue: for a classification that the rulebook does not have, or what is no line.

    >>> lines = [PlanLine("v1", 2014, "five-projects", "basic", kind="project", entry="road")]
    >>> check = check_plans(lines, "five-projects", year=2014, villages=["v2"], projects=["canal"])
    >>> [line.entry for line in check.nowhere], len(check.empty), check.headings[0].planned
    (['road'], 9, 1)
    """
    known = classifications_of(rulebook)
    if typed(classification, str, "classification") not in known:
        raise InvalidValue("classification", classification, f"one of {', '.join(known)}")
    typed(year, int, "year")
    chosen, measures = known[classification], measures_of(rulebook_or_china(rulebook))
    headings = [heading.id for heading in chosen.headings]
    listed = {
        key: [heading.id for heading in measure.headings if heading.classification == classification]
        for key, measure in measures.items()
    }
    tables = {
        PlanEntryKind.MEASURE: frozenset(measures),
        PlanEntryKind.PROJECT: _keys(projects, "projects"),
        PlanEntryKind.INDUSTRY: _keys(industries, "industries"),
        PlanEntryKind.DOCUMENT: _keys(documents, "documents"),
    }
    own = tuple(
        dict.fromkeys(
            line
            for line in fields.records(PlanLine, lines, "lines")
            if line.classification == classification and line.year == year
        )
    )
    expected = fields.as_keys(villages, "villages")
    places = tuple(dict.fromkeys((*expected, *(line.village for line in own))))
    entries = Counter((line.village, line.heading) for line in own if line.entry is not None)
    reasons = {(line.village, line.heading) for line in own if line.reason is not None}
    every = [(village, heading) for village in places for heading in headings]
    empty = tuple(pair for pair in every if pair not in entries and pair not in reasons)
    looked_up = [(line, tables[line.kind]) for line in own if line.kind is not None]
    return PlanCheck(
        classification=classification,
        name=chosen.name,
        year=year,
        villages=places,
        lines=own,
        headings=tuple(
            HeadingCount(
                heading=heading.id,
                text=heading.text,
                planned=sum((village, heading.id) in entries for village in places),
                excused=sum((key, heading.id) in reasons and (key, heading.id) not in entries for key in places),
                empty=sum(pair[1] == heading.id for pair in empty),
                entries=sum(entries[village, heading.id] for village in places),
            )
            for heading in chosen.headings
        ),
        empty=empty,
        both=tuple(pair for pair in every if pair in entries and pair in reasons),
        no_heading=tuple(line for line in own if line.heading not in headings),
        nowhere=tuple(line for line, table in looked_up if table is not None and line.entry not in table),
        unchecked=tuple(line for line, table in looked_up if table is None),
        elsewhere=tuple(line for line in own if line.kind is PlanEntryKind.MEASURE and _is_elsewhere(line, listed)),
    )


def _keys(values: Iterable[str] | None, name: str) -> frozenset[str] | None:
    return None if values is None else frozenset(fields.as_keys(values, name))


def _is_elsewhere(line: PlanLine, listed: Mapping[str, list[str]]) -> bool:
    """Whether the catalogue has the line's measure under headings of the classification, and not under this one."""
    headings = listed.get(line.entry or "", [])
    return bool(headings) and line.heading not in headings
