"""Results in words, for those who read them: short for an officer or a family, or in full with every source.

`explain` takes any result of the library that is a judgement or a document. *brief* is at most ten lines: the outcome,
what decided it, what is missing, and what would change it. *full* adds the values, their sources and their grades.
Every result has the same as a method: ``decision.explain("zh", detail="brief")``.

>>> from datetime import date
>>> from antipoverty import Household, Income, identify
>>> household = Household("h1", size=4, income=Income(stated="10943.99"))
>>> print(explain(identify(household, on=date(2014, 5, 1)), detail="brief"))
Identification of a poor household, 2014-05-01: to be identified as poor
Decided by: Income below the line (household net income of the year: 10,943.99 yuan, below 10,944.00 yuan)
To be looked at more closely: Helped by another programme
Would change it: household net income of the year: higher by 0.01 yuan
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from antipoverty._engine.binding import BoundQuantity, BoundRule, spoken
from antipoverty.errors import InvalidValue
from antipoverty.prose._parts import Writers
from antipoverty.text import Detail, Language, Text

__all__ = ["explain"]

#: Results of rules, and what rules consist of.
_ENGINE = (
    "Decision",
    "Finding",
    "Amount",
    "Rule",
    "BoundRule",
    "Quantity",
    "BoundQuantity",
    "Fact",
    "ParameterValue",
    "Proof",
)
#: For each subject whose results are explained, the room that does it, and the results. No subject is loaded for it.
_ROOMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "_engine": ("_decisions", _ENGINE),
    "_statistics": ("_statistics", ("Estimate",)),
    "assistance": ("_assistance", ("HouseholdPlan", "Pairing", "Recommendation", "UndecidedMeasure")),
    "cards": ("_cards", ("HouseholdCard", "VillageBook")),
    "causes": ("_causes", ("CauseAssessment",)),
    "errors": ("_errors", ("InvalidDocument", "InvalidValue", "Problem")),
    "funds": ("_funds", ("FundReview", "Ledger", "NoticeCheck", "Statement")),
    "history": ("_history", ("Proposal", "Roster", "Round", "RoundCheck", "Timeline")),
    "indicators": (
        "_indicators",
        (
            "Dominance",
            "DominanceTest",
            "GrowthIncidence",
            "InequalityDecomposition",
            "LorenzCurve",
            "MonetaryPoverty",
            "MultidimensionalEstimates",
            "MultidimensionalPoverty",
            "OfficialCheck",
            "OfficialSeries",
            "PovertyChange",
            "PovertyCurve",
            "PovertyDecomposition",
        ),
    ),
    "industries": ("_industries", ("IndustryReview",)),
    "organisation": (
        "_organisation",
        ("Continuity", "LadderReach", "ResponsibilityReview", "SupportEntries", "SupportTotal"),
    ),
    "planning": (
        "_planning",
        ("ActivityCount", "InspectionReview", "ListCheck", "NextYear", "PlanCheck", "TaskReview"),
    ),
    "procedures": ("_procedures", ("Case",)),
    "registers": (
        "_registers",
        (
            "CheckReport",
            "Comparison",
            "LabourTransfer",
            "Look",
            "Manifest",
            "Published",
            "Reading",
            "Recheck",
            "SaveResult",
            "Schema",
            "Simulation",
            "Undecided",
        ),
    ),
    "reviews": ("_reviews", ("Materials", "Reconciliation", "Summary", "Township")),
    "rulebooks": (
        "_rulebooks",
        ("InForce", "Rulebook", "RulebookChanges", "RulebookCheck", "RulebookHistory"),
    ),
}


def explain(result: object, language: Language = "en", *, detail: Detail = "full") -> str:
    """Explain a result, or a rule, in words.

    Args:
        result: a decision, an amount, a plan, or any other object that has a method ``explain``; a code or an error
            that has a text, such as what support stays after an exit, is explained by that. A rule, a quantity or a
            fact that follows from others is read out: bound, with its values; else with the names of its parameters.
        language: ``"en"``, ``"zh"``, or one into which the rulebook of the result translates; or a
            `antipoverty.text.Translation`.
        detail: ``"brief"``, at most ten lines, or ``"full"``.

    Raises:
        InvalidValue: for something that is no such result, or a language or a detail that there is not.

    >>> from antipoverty.facts.household import UNINSURED
    >>> print(explain(UNINSURED))
    a member has no basic medical insurance: there is a member who has no basic medical insurance
    >>> explain(4)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: result: got 'int'; expected a result of the library: ...
    """
    if detail not in ("brief", "full"):
        raise InvalidValue("detail", detail, "'brief' or 'full'")
    for kind in type(result).__mro__:
        room, names = _ROOMS.get(_subject(kind), ("", ()))
        if kind.__name__ in names:
            writers: Writers = import_module(f"{__name__}.{room}").WRITERS
            bound = getattr(result, "bound", result)
            language = spoken(language, bound) if isinstance(bound, BoundRule | BoundQuantity) else language
            brief, full = next(pair for of, pair in writers.items() if of.__name__ == kind.__name__)
            return "\n".join((brief if detail == "brief" else full)(result, language))
    if isinstance(words := getattr(result, "text", None), Text) and _subject(type(result)):
        return words[language]
    known = sorted(name for _, names in _ROOMS.values() for name in names)
    raise InvalidValue("result", type(result).__name__, f"a result of the library: {', '.join(known)}")


def _subject(kind: type) -> str:
    """The subject of the library that a class belongs to; empty for a class of another package."""
    package, _, module = kind.__module__.partition(".")
    return module.partition(".")[0] if package == "antipoverty" else ""
