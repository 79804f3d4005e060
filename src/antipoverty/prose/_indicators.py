"""Measures of poverty and inequality in words: the figure, how sure it is, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from antipoverty._shared.showing import said, share_said
from antipoverty.indicators import (
    Dominance,
    DominanceTest,
    GrowthIncidence,
    InequalityDecomposition,
    LorenzCurve,
    MonetaryPoverty,
    MultidimensionalPoverty,
    PovertyChange,
    PovertyCurve,
    PovertyDecomposition,
)
from antipoverty.indicators.multidimensional import MultidimensionalEstimates
from antipoverty.indicators.official import OfficialCheck, OfficialSeries
from antipoverty.prose._parts import Writer, Writers
from antipoverty.prose._statistics import estimated
from antipoverty.text import COMMA, Language, Text

_MONETARY = Text("Poor: {} (headcount ratio), {:,.6g} of {:,.6g}", "贫困发生率{0}，{2:,.6g}中贫困{1:,.6g}")
_GAPS = Text(
    "poverty gap {}; squared poverty gap {}; income gap ratio {}", "贫困深度指数{}；贫困强度指数{}；收入缺口率{}"
)
_WATTS = Text("Watts index {}", "瓦茨指数{}")


def monetary_poverty_said(poverty: MonetaryPoverty, language: Language) -> Iterator[str]:
    """The headcount ratio, the gaps, and Watts where it is defined."""
    yield _MONETARY[language].format(share_said(poverty.headcount_ratio, language), poverty.headcount, poverty.weight)
    gaps = poverty.poverty_gap, poverty.squared_poverty_gap, poverty.income_gap_ratio
    yield _GAPS[language].format(*(said(gap, language) for gap in gaps))
    if poverty.watts is not None:
        yield _WATTS[language].format(said(poverty.watts, language))


_LORENZ = Text("Lorenz curve of {:,} points", "洛伦兹曲线，{:,}个点")
_GENERALIZED = Text(
    "Generalised Lorenz curve of {:,} points; income per head {}", "广义洛伦兹曲线，{:,}个点；人均收入{}"
)
_CURVE = Text("Poverty at {:,} lines, from {} to {}: {} to {}", "{:,}条贫困线（{}至{}）下的贫困：{}至{}")
_GROWTH = Text("Growth of {:,} quantiles; the mean grew by {}", "{:,}个分位点的增长；平均增长{}")


def lorenz_curve_said(curve: LorenzCurve, language: Language) -> Iterator[str]:
    """Of how many points the curve is."""
    height = curve.income[-1]
    words = _LORENZ if height == 1 else _GENERALIZED
    yield words[language].format(len(curve), said(height, language))


def poverty_curve_said(curve: PovertyCurve, language: Language) -> Iterator[str]:
    """Poverty at the first line and at the last."""
    ends = curve.lines[0], curve.lines[-1], curve.poverty[0], curve.poverty[-1]
    yield _CURVE[language].format(len(curve.lines), *(said(end, language) for end in ends))


def growth_incidence_said(curve: GrowthIncidence, language: Language) -> Iterator[str]:
    """The growth of the mean."""
    yield _GROWTH[language].format(len(curve.growth), share_said(curve.mean_growth, language))


#: By whether the first dominates the second, and whether it is dominated by it.
_DOMINANCE = {
    (True, True): Text("Both have the same poverty at every line up to {}", "在不超过{}的各条线上，二者贫困相同"),
    (True, False): Text(
        "At no line up to {} does the first have more poverty", "在不超过{}的各条线上，前者的贫困均不高于后者"
    ),
    (False, True): Text(
        "At no line up to {} does the second have more poverty", "在不超过{}的各条线上，后者的贫困均不高于前者"
    ),
    (False, False): Text(
        "Which has more poverty depends on the line, up to {}", "在不超过{}的各条线上，贫困高低因线而异"
    ),
}
_ORDER = {
    1: Text("by headcounts (order 1)", "按贫困发生率（一阶）"),
    2: Text("by gaps (order 2)", "按贫困缺口（二阶）"),
}
_BREACH = Text("the first has more from the line {} on", "自{}起前者较高")
_TESTED = Text(
    "p = {}, of the hypothesis that the first does not have less poverty at every one of {:,} lines",
    "p = {}（原假设：前者的贫困并非在{:,}条线上均低于后者）",
)


def dominance_said(dominance: Dominance, language: Language) -> Iterator[str]:
    """Which distribution has no more poverty at any line, and where that ends."""
    words = _DOMINANCE[dominance.dominates, dominance.dominated][language].format(said(dominance.upto, language))
    yield f"{words}{COMMA[language]}{_ORDER[dominance.order][language]}"
    if dominance.first_breach is not None:
        yield _BREACH[language].format(said(dominance.first_breach, language))


def dominance_test_said(test: DominanceTest, language: Language) -> Iterator[str]:
    """The p-value and what it is of."""
    yield _TESTED[language].format(said(test.p_value, language), len(test.lines))


_BY_GROUP = Text("{} in all, of {:,} groups", "总计{}，共{:,}组")
_WITHIN = Text("{} in all: {} within {:,} groups, {} between them", "总计{0}：{2:,}组内{1}，组间{3}")
_CHANGE = Text("From {} to {}: growth {}, redistribution {}", "由{}变为{}：增长{}，再分配{}")


def poverty_decomposition_said(parts: PovertyDecomposition, language: Language) -> Iterator[str]:
    """The measure for all, and of how many groups."""
    yield _BY_GROUP[language].format(said(parts.value, language), len(parts.groups))


def inequality_decomposition_said(parts: InequalityDecomposition, language: Language) -> Iterator[str]:
    """The measure for all, within groups and between them."""
    within, between = said(parts.within, language), said(parts.between, language)
    yield _WITHIN[language].format(said(parts.value, language), within, len(parts.groups), between)


def poverty_change_said(change: PovertyChange, language: Language) -> Iterator[str]:
    """The measure before and after, and the two parts of the change."""
    ends = (said(each, language) for each in (change.before, change.after))
    yield _CHANGE[language].format(*ends, *(f"{part:+.4g}" for part in (change.growth, change.redistribution)))


_MULTIDIMENSIONAL = Text(
    "Multidimensional poverty: H {} × A {} = M0 {}; cut-off {}", "多维贫困：发生率H {} × 强度A {} = M0 {}；临界值{}"
)
_PEOPLE = Text("{} poor of {} persons", "{1}人中贫困{0}人")
_DROPPED = Text("left out, as deprivations are missing: {} persons", "因缺少剥夺信息未计入：{}人")
_SUBGROUPS = Text("subgroups: {:,}", "分组：{:,}个")
_NAMED = Text("{}: {}", "{}：{}")
_MEASURES = {"H": Text("headcount ratio H", "发生率H"), "A": Text("intensity A", "强度A"), "M0": Text("M0", "M0")}


def multidimensional_said(poverty: MultidimensionalPoverty, language: Language) -> Iterator[str]:
    """The headcount ratio, the intensity and their product, and of how many persons."""
    ratios = share_said(poverty.H, language), share_said(poverty.A, language), said(poverty.M0, language)
    yield _MULTIDIMENSIONAL[language].format(*ratios, poverty.cutoff)
    yield _PEOPLE[language].format(said(poverty.poor, language), said(poverty.population, language))
    if poverty.dropped:
        yield _DROPPED[language].format(said(poverty.dropped, language))
    if poverty.groups:
        yield _SUBGROUPS[language].format(len(poverty.groups))


def multidimensional_estimated(estimates: MultidimensionalEstimates, language: Language) -> Iterator[str]:
    """The same, each with its interval."""
    yield from multidimensional_said(estimates.poverty, language)
    for name, text in _MEASURES.items():
        yield _NAMED[language].format(text[language], estimated(getattr(estimates, name), language))


_HOLDS = {True: Text("holds", "成立"), False: Text("does not hold", "不成立")}
_BOUNDS = Text("{}: {} ({}; from {} to {} would do)", "{}：{}（{}；应在{}至{}之间）")


def series_said(series: OfficialSeries, language: Language) -> Iterator[str]:
    """What the figures are, and what they may be compared with."""
    yield series.text[language]
    yield series.comparable[language]


def official_check_said(check: OfficialCheck, language: Language) -> Iterator[str]:
    """The relation, whether it holds, and the bounds."""
    numbers = (said(each, language) for each in (check.least, check.most))
    found = said(check.found, language)
    yield _BOUNDS[language].format(check.text[language], _HOLDS[check.holds][language], found, *numbers)


#: In full no more is said of these than in brief: they are figures, which their tables hold.
_BOTH: Mapping[type, Writer] = {
    MonetaryPoverty: monetary_poverty_said,
    LorenzCurve: lorenz_curve_said,
    PovertyCurve: poverty_curve_said,
    GrowthIncidence: growth_incidence_said,
    Dominance: dominance_said,
    DominanceTest: dominance_test_said,
    PovertyDecomposition: poverty_decomposition_said,
    InequalityDecomposition: inequality_decomposition_said,
    PovertyChange: poverty_change_said,
    MultidimensionalPoverty: multidimensional_said,
    MultidimensionalEstimates: multidimensional_estimated,
    OfficialSeries: series_said,
    OfficialCheck: official_check_said,
}
WRITERS: Writers = {kind: (words, words) for kind, words in _BOTH.items()}
