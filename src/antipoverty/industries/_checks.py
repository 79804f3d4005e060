"""Whether what is stated of industries can be: against the land and people of villages, and bounds of the reader.

The invariant: what is a contradiction is one whatever is not known. Where a village's land or people are not known, the
others' are taken for the least that there is, so that a statement can hold and cannot be refuted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import member_of, typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown, TableColumns, record_columns, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.industries._records import Industry, LandKind, OutputUnit
from antipoverty.money import exact_number
from antipoverty.records import Village
from antipoverty.text import Labelled, Text

if TYPE_CHECKING:
    import polars as pl

#: 1 km² is 100 ha, and 1 mu is 1/15 ha.
MU_OF_KM2 = 1_500

_MU, _HOUSEHOLDS, _PERSONS = Text("mu", "亩"), Text("households", "户"), Text("persons", "人")


class IndustryCheckKind(Labelled):
    """What is checked.

    >>> IndustryCheckKind.YIELD.unit.en
    'kg a mu'
    """

    LAND = "land", "area and land there is", "面积与现有土地"
    AREA = "area", "area and area of the villages", "面积与村域面积"
    IMPROVED = "improved", "improved area", "改良（嫁接）面积"
    HOUSEHOLDS = "households", "households that benefit", "受益户数"
    PERSONS = "persons", "persons that benefit", "受益人数"
    POOR_HOUSEHOLDS = "poor households", "poor households that benefit", "受益贫困户数"
    POOR_PERSONS = "poor persons", "poor persons that benefit", "受益贫困人数"
    SIZE = "size", "size", "规模"
    YIELD = "yield", "yield", "单产"
    PRICE = "price", "price", "单价"
    SALES_PER_MU = "sales per mu", "sales a mu", "亩均销售额"
    INCOME = "income", "sales a benefiting household", "受益户户均销售额"

    @property
    def unit(self) -> Text:
        """The unit of its value."""
        return _UNITS[self.value]


_UNITS = {
    "land": _MU,
    "area": _MU,
    "improved": _MU,
    "households": _HOUSEHOLDS,
    "persons": _PERSONS,
    "poor households": _HOUSEHOLDS,
    "poor persons": _PERSONS,
    "size": _MU,
    "yield": Text("kg a mu", "公斤/亩"),
    "price": Text("yuan a kg", "元/公斤"),
    "sales per mu": Text("yuan a mu", "元/亩"),
    "income": Text("yuan a household", "元/户"),
}
#: The kinds that are held against bounds of the reader.
_BOUNDED = (
    IndustryCheckKind.SIZE,
    IndustryCheckKind.YIELD,
    IndustryCheckKind.PRICE,
    IndustryCheckKind.SALES_PER_MU,
    IndustryCheckKind.INCOME,
)


class CheckVerdict(Labelled):
    """What a check comes to."""

    HOLDS = "holds", "holds", "相符"
    CONDITIONAL = "conditional", "only on a condition", "有条件成立"
    DOUBTFUL = "doubtful", "outside the reader's bounds", "超出核查人设定范围"
    CONTRADICTION = "contradiction", "cannot be", "矛盾"
    WORKED_OUT = "worked out", "worked out, no bounds given", "系推算，未设定范围"
    NOT_CHECKED = "not checked", "not checked", "无法核查"


def _number_or_unknown(value: Fraction | Decimal | int | str | None) -> Fraction | None:
    return None if value is None else exact_number(value, "bound")


def _kind(value: IndustryCheckKind | str) -> IndustryCheckKind:
    return fields.needed(IndustryCheckKind, value)


@frozen(field_transformer=fields.named)
class IndustryBound(Serializable):
    """Between which values the reader takes a figure to be plausible: a choice of the reader, not of a document.

    Attributes:
        kind: size, yield, price, sales a mu or income (sales a benefiting household).
        least: the least plausible value, in the unit of the kind.
        most: the greatest.
        product: of which product; of every one if left out.
        reason: why, or from where.

    >>> IndustryBound("size", least=100).least
    Fraction(100, 1)
    """

    kind: IndustryCheckKind = field(converter=_kind)
    least: Fraction | None = field(default=None, converter=_number_or_unknown)
    most: Fraction | None = field(default=None, converter=_number_or_unknown)
    product: str | None = fields.text()
    reason: Text | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        typed(self.reason, Text, "IndustryBound.reason", optional=True)
        if self.kind not in _BOUNDED:
            raise InvalidValue("IndustryBound.kind", self.kind.value, f"one of {', '.join(k.value for k in _BOUNDED)}")
        if self.least is None and self.most is None:
            raise InvalidValue("IndustryBound.least", None, "a least or a greatest value")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise InvalidValue("IndustryBound.most", str(self.most), f"at least {self.least}, the least value")

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies within the bounds, which belong to them."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@frozen(field_transformer=typed_fields)
class IndustryCheck(Serializable):
    """One check of an industry, or of several together.

    Attributes:
        kind: what was checked.
        industries: the keys of the industries.
        verdict: what it comes to.
        value: the value, in the unit of the kind, exact; none if it cannot be worked out.
        least: the least value that it is held against.
        most: the greatest.
        condition: on what it can be, or why the reader bounds it so.
        missing: what is not known and would have to be.
        fits: other units of the output in which yield and price would lie within the reader's bounds.
    """

    kind: IndustryCheckKind
    industries: tuple[str, ...]
    verdict: CheckVerdict
    value: Fraction | None = None
    least: Fraction | None = None
    most: Fraction | None = None
    condition: Text | None = None
    missing: tuple[Text, ...] = ()
    fits: tuple[OutputUnit, ...] = ()


_COLUMNS = {
    "kind": Text("check", "核查内容"),
    "industries": Text("industries", "产业"),
    "verdict": Text("verdict", "结论"),
    "value": Text("value", "数值"),
    "least": Text("least", "下限"),
    "most": Text("most", "上限"),
}


@frozen(field_transformer=typed_fields)
class IndustryReview(Serializable, Shown):
    """What was stated of industries, and what the checks of it come to: made by `check`."""

    industries: tuple[Industry, ...] = field(repr=False)
    checks: tuple[IndustryCheck, ...] = field(repr=False)

    def of(self, verdict: CheckVerdict | str) -> tuple[IndustryCheck, ...]:
        """The checks that come to a verdict.

        >>> check([Industry("i1", "pepper", area=10, improved=11)]).of("contradiction")[0].kind
        <IndustryCheckKind.IMPROVED: 'improved'>
        """
        wanted = member_of(CheckVerdict, verdict, "verdict")
        return tuple(each for each in self.checks if each.verdict is wanted)

    def _table(self) -> TableColumns:
        columns = record_columns(self.checks, _COLUMNS)
        keys = [", ".join(check.industries) for check in self.checks]
        return columns | {"industries": columns["industries"]._replace(values=keys)}

    def frame(self) -> pl.DataFrame:
        """A row for each check: ``kind``, ``industries``, ``verdict``, ``value``, ``least`` and ``most``.

        Codes stand as they are, exact values are floats, and the keys of several industries have commas between them.

        Raises:
            MissingExtra: without Polars.

        >>> found = check([Industry("i1", "pepper", area=10, improved=11)])
        >>> found.frame().select("kind", "verdict").row(0)
        ('land', 'not checked')
        """
        return table_frame(self._table())


def check(
    industries: Iterable[Industry], villages: Iterable[Village] = (), *, bounds: Iterable[IndustryBound] = ()
) -> IndustryReview:
    """Hold what is stated of industries against the land and the people of villages, and against bounds of the reader.

    An area above the land of its kind is a contradiction. Where it is not stated on which land an industry stands, an
    area above the cultivated land is possible on forest, slope or other land only; several industries together may
    exceed it too where land bears several crops. None can exceed the area of the villages. Nobody benefits who does not
    live there. Yield, price and sales a household are worked out, and held against bounds only where the reader gives
    any: what is plausible is the reader's choice, and is marked so.

    Args:
        industries: what is stated; of one that names no village, all villages are taken.
        villages: the villages, with what is known of their land and people.
        bounds: between which values the reader takes a figure to be plausible.

    Raises:
        InvalidValue: for industries or villages of which two have one key.

    >>> tobacco = Industry("i3", "tobacco", area=700, output=2_100, output_unit="t", sales=2_700_000)
    >>> plausible = [IndustryBound("yield", 80, 250, "tobacco"), IndustryBound("price", 10, 40, "tobacco")]
    >>> print(check([tobacco], bounds=plausible).explain("en", detail="brief"))
    Industries: 2 checks are outside the reader's bounds; 3 not checked
    tobacco, yield: 3,000 kg a mu, outside 80 to 250 (chosen by the reader); it would fit if the unit were dan
    tobacco, price: 1.29 yuan a kg, outside 10 to 40 (chosen by the reader); it would fit if the unit were dan
    """
    stated = fields.records(Industry, industries, "industries")
    places = fields.records(Village, villages, "villages")
    chosen = fields.records(IndustryBound, bounds, "bounds")
    for name, keys in (("industries", [each.id for each in stated]), ("villages", [each.id for each in places])):
        if len(set(keys)) < len(keys):
            raise InvalidValue(name, "a duplicate key", "each key once")
    by_key = {village.id: village for village in places}
    checks = [each for industry in stated for each in _of_one(industry, by_key, chosen)]
    return IndustryReview(stated, (*checks, *_together(stated, by_key)))


# Land and people there are


@frozen
class _Whole:
    """What the villages have of something: the sum of what is known, and what is not."""

    known: Fraction
    missing: tuple[Text, ...]


_OF_VILLAGE = Text("{0} of village {1}", "{1}村{0}")
_OF_VILLAGES = Text("{0} of the villages", "各村{0}")


def _filled(words: Text, text: Text, key: str) -> Text:
    return Text(*(words[language].format(text[language], key) for language in ("en", "zh")))


def _whole(industries: Sequence[Industry], villages: dict[str, Village], attribute: str, text: Text) -> _Whole:
    keys = set[str]()
    for industry in industries:
        keys.update(industry.villages or villages)
    known, missing = Fraction(0), []
    for key in sorted(keys):
        value = getattr(villages[key], attribute) if key in villages else None
        if value is None:
            missing.append(_filled(_OF_VILLAGE, text, key))
        else:
            known += Fraction(value)
    return _Whole(known, tuple(missing) if keys else (_filled(_OF_VILLAGES, text, ""),))


_WHOLES = {
    "cultivated_land": Text("cultivated land", "耕地面积"),
    "forest_land": Text("forest land", "林地面积"),
    "area": Text("area", "总面积"),
    "households": Text("households", "户数"),
    "persons": Text("persons", "人数"),
    "poor_households": Text("poor households", "贫困户数"),
    "poor_persons": Text("poor persons", "贫困人数"),
}
_LAND = {
    LandKind.CULTIVATED: "cultivated_land",
    LandKind.FOREST: "forest_land",
    LandKind.RETURNED: "forest_land",
    None: "cultivated_land",
}
#: On what an area above the cultivated land can be.
ELSEWHERE = Text(
    "only on forest, slope or other land: cultivated land is {}", "仅在占用林地、坡地或其他土地时成立：耕地面积{}"
)
TOGETHER = Text(
    "only on other land, or where land bears several crops: {} is stated",
    "仅在占用其他土地或间作、复种时成立：现有{}",
)


def _at_most(
    kind: IndustryCheckKind,
    industries: Sequence[Industry],
    value: Fraction,
    whole: _Whole,
    above: CheckVerdict = CheckVerdict.CONTRADICTION,
    condition: Text | None = None,
    times: int = 1,
) -> IndustryCheck:
    """Whether a value is at most what there is; not checked where that hangs on what is not known."""
    keys, known = tuple(industry.id for industry in industries), whole.known * times
    if value <= known and not (whole.missing and not known):
        return IndustryCheck(kind, keys, CheckVerdict.HOLDS, value, most=None if whole.missing else known)
    if whole.missing:
        return IndustryCheck(kind, keys, CheckVerdict.NOT_CHECKED, value, missing=whole.missing)
    return IndustryCheck(kind, keys, above, value, most=known, condition=condition)


def _of_one(
    industry: Industry, villages: dict[str, Village], bounds: Sequence[IndustryBound]
) -> Iterator[IndustryCheck]:
    kinds, one = IndustryCheckKind, (industry,)

    def whole(attribute: str) -> _Whole:
        return _whole(one, villages, attribute, _WHOLES[attribute])

    if industry.area is not None:
        area = Fraction(industry.area)
        if industry.land is not LandKind.OTHER:
            open_ = industry.land is None
            verdict = CheckVerdict.CONDITIONAL if open_ else CheckVerdict.CONTRADICTION
            yield _at_most(kinds.LAND, one, area, whole(_LAND[industry.land]), verdict, ELSEWHERE if open_ else None)
        yield _at_most(kinds.AREA, one, area, whole("area"), times=MU_OF_KM2)
        if industry.improved is not None:
            yield _at_most(kinds.IMPROVED, one, Fraction(industry.improved), _Whole(area, ()))
    for name, poor in (("households", "poor_households"), ("persons", "poor_persons")):
        for attribute in (name, poor):
            if (count := getattr(industry, attribute)) is not None:
                kind = IndustryCheckKind(attribute.replace("_", " "))
                yield _at_most(kind, one, Fraction(count), whole(attribute))
                if attribute == poor and (benefiting := getattr(industry, name)) is not None:
                    yield _at_most(kind, one, Fraction(count), _Whole(Fraction(benefiting), ()))
    yield from _bounded(industry, bounds)


def _together(industries: Sequence[Industry], villages: dict[str, Village]) -> Iterator[IndustryCheck]:
    """The industries of a year together, on cultivated land or on land that is not stated; and on forest land."""
    pools = ((None, LandKind.CULTIVATED), (LandKind.FOREST, LandKind.RETURNED))
    for year in dict.fromkeys(industry.year for industry in industries):
        for lands in pools:
            pool = [each for each in industries if each.year == year and each.land in lands and each.area is not None]
            if len(pool) > 1:
                attribute = _LAND[lands[0]]
                total = sum((Fraction(each.area) for each in pool if each.area is not None), Fraction(0))
                whole = _whole(pool, villages, attribute, _WHOLES[attribute])
                yield _at_most(IndustryCheckKind.LAND, pool, total, whole, CheckVerdict.CONDITIONAL, TOGETHER)


# Yield, price and sales, and the reader's bounds

_PARTS = {
    IndustryCheckKind.SIZE: ("area", None),
    IndustryCheckKind.YIELD: ("kilograms", "area"),
    IndustryCheckKind.PRICE: ("sales", "kilograms"),
    IndustryCheckKind.SALES_PER_MU: ("sales", "area"),
    IndustryCheckKind.INCOME: ("sales", "households"),
}
_NAMES = {
    "area": Text("area", "面积"),
    "kilograms": Text("output with its unit", "产量及单位"),
    "sales": Text("sales", "销售额"),
    "households": Text("households that benefit", "受益户数"),
}


def _quotient(industry: Industry, kind: IndustryCheckKind) -> tuple[Fraction | None, tuple[Text, ...]]:
    """The value of a kind that is worked out, or what it lacks; what divides and is 0 is lacking."""
    over, under = _PARTS[kind]
    above = getattr(industry, over)
    below = 1 if under is None else getattr(industry, under)
    missing = [_NAMES[over]] if above is None else []
    missing += [_NAMES[under]] if under is not None and not below else []
    return (None if above is None or missing else Fraction(above) / Fraction(below)), tuple(missing)


def _bounded(industry: Industry, bounds: Sequence[IndustryBound]) -> Iterator[IndustryCheck]:
    ours = [bound for bound in bounds if bound.product in (None, industry.product)]
    for kind in _BOUNDED:
        value, missing = _quotient(industry, kind)
        one, held = (industry.id,), [bound for bound in ours if bound.kind is kind]
        if value is None:
            # Of what is not stated at all nothing is said, unless the reader asks.
            over = _PARTS[kind][0]
            if held or (kind is not IndustryCheckKind.SIZE and getattr(industry, over) is not None):
                yield IndustryCheck(kind, one, CheckVerdict.NOT_CHECKED, missing=missing)
            continue
        if not held and kind is not IndustryCheckKind.SIZE:
            yield IndustryCheck(kind, one, CheckVerdict.WORKED_OUT, value)
        for bound in held:
            within = bound.holds(value)
            verdict = CheckVerdict.HOLDS if within else CheckVerdict.DOUBTFUL
            fits = () if within or "kilograms" not in _PARTS[kind] else tuple(_fitting(industry, ours))
            yield IndustryCheck(kind, one, verdict, value, bound.least, bound.most, bound.reason, fits=fits)


def _fitting(industry: Industry, bounds: Sequence[IndustryBound]) -> Iterator[OutputUnit]:
    """The units in which the output would lie within every bound on yield and price."""
    of_output = [bound for bound in bounds if "kilograms" in _PARTS[bound.kind]]
    for unit in OutputUnit:
        if unit is not industry.output_unit:
            read = evolve(industry, output_unit=unit)
            values = [(bound, _quotient(read, bound.kind)[0]) for bound in of_output]
            if all(value is not None and bound.holds(value) for bound, value in values):
                yield unit
