"""The Two Assurances and Three Guarantees (两不愁三保障) as a measure, from the criteria of identification.

A household is deprived of a guarantee where its criterion (HH-04) is not met on the date; where the criterion cannot
be told, so is the deprivation. A register's frame gives the same columns by the same criteria.

>>> from datetime import date
>>> from antipoverty.records import Household
>>> household = Household("h1", dwelling_grade="C", food_secure=True)
>>> deprived = TWO_ASSURANCES_THREE_GUARANTEES.deprivations(household, on=date(2016, 6, 1))
>>> deprived["housing"], deprived["food"], deprived["clothing"]
(True, False, None)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import frozen

from antipoverty._shared.deciding import in_force
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue
from antipoverty.facts import HOUSEHOLD
from antipoverty.identification import GUARANTEES
from antipoverty.indicators._multidimensional.alkire_foster import MultidimensionalPoverty, alkire_foster
from antipoverty.indicators._multidimensional.deprivations.tables import MissingDeprivations
from antipoverty.records import Household
from antipoverty.rulebooks import Rulebook
from antipoverty.rules import AllOf, BoundRule, Criterion, Outcome, Rule, bind, decide
from antipoverty.text import Text


@frozen
class Specification(Serializable):
    """Criteria read as indicators of deprivation, with their weights and a cut-off.

    Attributes:
        name: what it is called.
        criteria: for each indicator its name and the criterion that is not met where one is deprived.
        weights: the weight of each indicator, in the same order.
        cutoff: the cut-off on the scale of the weights.
        note: where weights and cut-off come from.
    """

    name: Text
    criteria: tuple[tuple[str, Criterion], ...]
    weights: tuple[Fraction, ...]
    cutoff: Fraction
    note: Text

    @property
    def dimension_weights(self) -> dict[str, Fraction]:
        """The weights by name, as `antipoverty.indicators.alkire_foster` takes them."""
        return {name: weight for (name, _), weight in zip(self.criteria, self.weights, strict=True)}

    def labels(self, language: str = "en") -> dict[str, str]:
        """What each indicator is called, for tables and pictures."""
        return {name: criterion.name[language] for name, criterion in self.criteria}

    def deprivations(
        self, household: Household, *, on: date, rulebook: Rulebook | None = None
    ) -> dict[str, bool | None]:
        """Of what a household is deprived on a date: True, False, or `None` where it cannot be decided.

        Raises:
            ParameterError: if a criterion has no value on the date.
            InvalidValue: if it is no household.
        """
        if not isinstance(household, Household):
            raise InvalidValue("household", type(household).__name__, "an object of type Household")
        decision = decide(self._bound(on, rulebook), HOUSEHOLD, household, on=on, key=household.id)
        outcomes = {finding.criterion.id: finding.outcome for finding in decision.findings}
        deprived: dict[Outcome, bool | None] = {Outcome.MET: False, Outcome.NOT_MET: True, Outcome.UNKNOWN: None}
        return {name: deprived[outcomes[criterion.id]] for name, criterion in self.criteria}

    def columns(self, frame: Any, *, on: date, rulebook: Rulebook | None = None, keep: Iterable[str] = ()) -> Any:
        """The deprivations of a register, as a frame of the same kind: a Boolean column each, null where unknown.

        Args:
            frame: a frame with the facts' columns, as a register has them; eager or lazy.
            on: the date, which chooses the rules.
            rulebook: the rules; those of China if left out.
            keep: columns to carry along, such as weights and groups.

        >>> import polars
        >>> register = polars.DataFrame({
        ...     "food_secure": [True, None], "clothing_secure": [True, True], "dropout": [False, False],
        ...     "school_age_child": [False, True], "uninsured": [False, True], "dwelling_grade": ["D", "A"],
        ... })
        >>> from datetime import date
        >>> TWO_ASSURANCES_THREE_GUARANTEES.columns(register, on=date(2016, 6, 1)).rows()[1]
        (None, False, False, True, False, False)
        """
        import narwhals.stable.v2 as nw

        from antipoverty.rules import expression

        bound = self._bound(on, rulebook).rule.condition
        assert isinstance(bound, AllOf)
        chosen = {name: ~expression(part) for (name, _), part in zip(self.criteria, bound.conditions, strict=True)}
        return nw.from_native(frame).select(*keep, **chosen).to_native()

    def measure(
        self,
        deprivations: Any,
        *,
        cutoff: Any = None,
        weights: Any = None,
        groups: Any = None,
        missing: MissingDeprivations = "refuse",
    ) -> MultidimensionalPoverty:
        """The measures of Alkire and Foster of such deprivations: see `antipoverty.indicators.alkire_foster`."""
        return alkire_foster(
            deprivations,
            dimension_weights=self.dimension_weights,
            cutoff=self.cutoff if cutoff is None else cutoff,
            weights=weights,
            groups=groups,
            missing=missing,
        )

    def _bound(self, on: date, rulebook: Rulebook | None) -> BoundRule:
        words = Text("nothing is lacking", "各项均有保障"), Text("something is lacking", "有未保障项")
        whole = AllOf(tuple(criterion for _, criterion in self.criteria))
        rule = Rule("deprivations", self.name, "household", whole, *words, Text("cannot be decided", "无法判断"))
        return bind(rule, in_force(rulebook, on))


def _short(criterion: Criterion) -> str:
    return criterion.id.rpartition(".")[2]


#: The six indicators weigh alike, and one that is lacking is enough, as for exit all are needed. That all are needed is
#: the rule (EX-01); that they weigh alike is this library's choice, for which no source was found.
TWO_ASSURANCES_THREE_GUARANTEES = Specification(
    Text("Two Assurances and Three Guarantees", "两不愁三保障"),
    tuple((_short(criterion), criterion) for criterion in GUARANTEES),
    (Fraction(1, len(GUARANTEES)),) * len(GUARANTEES),
    Fraction(1, len(GUARANTEES)),
    Text(
        "One guarantee lacking is enough, as exit asks for all. Equal weights are a choice of this library.",
        "任一项未保障即计入，与退出须各项达标一致；等权系本库的选择。",
    ),
)
