"""Who answers for what, in words: what nobody answers for, terms over the years, the reach of a ladder, support."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from antipoverty.organisation import (
    Attendance,
    Continuity,
    LadderReach,
    ResponsibilityReview,
    Span,
    SupportEntries,
    SupportTotal,
)
from antipoverty.prose._parts import Writers, listed, some
from antipoverty.text import Language, Text

#: So many keys are named in brief.
_FEW = 6

_REVIEW = Text("Who answers for what on {}", "{}组织责任落实情况")
_VILLAGES_WITH_UNIT = Text("Villages with an assisting unit: {} of {}", "有帮扶单位的村：{}个，共{}个")
_VILLAGES_WITH_PERSON = Text("Villages with a responsible person: {} of {}", "有责任人的村：{}个，共{}个")
_VILLAGES_WITH_GROUP = Text("Villages with a leading group: {} of {}", "成立领导小组的村：{}个，共{}个")
_HOUSEHOLDS_WITH_UNIT = Text("Households with an assisting unit: {} of {}", "有帮扶单位的户：{}户，共{}户")
_HOUSEHOLDS_WITH_CADRE = Text("Households with a cadre: {} of {}", "有帮扶责任人的户：{}户，共{}户")
_WITHOUT = Text("none: {}", "尚无：{}")
_UNDECIDED = Text("first day not known: {}", "起始日期不详：{}")
_SHARED = Text("Households with several cadres: {}", "有多名帮扶责任人的户：{}")
_OVERLOADED = Text("Above the places of the rank: {}", "超出职级结对名额：{}")
_LOAD = Text("{} ({} households, places {})", "{}（{}户，名额{}户）")
_UNLISTED = Text("Neither a listed cadre nor a listed unit: {}", "责任人未列入干部或单位名单：{}")
_PART = Text("; ", "；")


def review_in_brief(review: ResponsibilityReview, language: Language) -> Iterator[str]:
    """How many have a unit or a cadre, the first keys of those that have none, and who has too many."""
    yield from _review(review, language, _FEW)


def review_in_full(review: ResponsibilityReview, language: Language) -> Iterator[str]:
    """The same with every key."""
    yield from _review(review, language, None)


def _review(review: ResponsibilityReview, language: Language, most: int | None) -> Iterator[str]:
    yield _REVIEW[language].format(review.on)
    for text, attendance in (
        (_VILLAGES_WITH_UNIT, review.villages_with_unit),
        (_VILLAGES_WITH_PERSON, review.villages_with_person),
        (_VILLAGES_WITH_GROUP, review.villages_with_group),
        (_HOUSEHOLDS_WITH_UNIT, review.households_with_unit),
        (_HOUSEHOLDS_WITH_CADRE, review.households_with_cadre),
    ):
        if attendance.total:
            yield _PART[language].join(_attendance(text, attendance, language, most))
    if review.shared:
        yield _SHARED[language].format(_named(review.shared, language, most))
    if review.overloaded:
        loads = [_LOAD[language].format(load.cadre, len(load.households), load.places) for load in review.overloaded]
        yield _OVERLOADED[language].format(_named(loads, language, most))
    if review.unlisted:
        yield _UNLISTED[language].format(_named(review.unlisted, language, most))


def _attendance(text: Text, attendance: Attendance, language: Language, most: int | None) -> Iterator[str]:
    yield text[language].format(attendance.attended, attendance.total)
    if attendance.lacking:
        yield _WITHOUT[language].format(_named(attendance.lacking, language, most))
    if attendance.undecided:
        yield _UNDECIDED[language].format(_named(attendance.undecided, language, most))


def _named(names: Iterable[str], language: Language, most: int | None) -> str:
    return listed(names if most is None else some(names, language, most=most), language)


_DAYS = Text("{} to {}: {}", "{}至{}：{}")
_NOBODY = Text("nobody", "无人负责")
_PERHAPS = Text("perhaps {}, whose first day is not known", "可能为{}（起始日期不详）")
_TERMS = Text("Spans without anybody: {}; with several: {}; undecided: {}", "无人负责{}段，多人负责{}段，无法确定{}段")


def continuity_in_brief(continuity: Continuity, language: Language) -> Iterator[str]:
    """How many gaps and overlaps there are, and the first spans."""
    yield _terms(continuity, language)
    yield from (_span(span, language) for span in islice(continuity.spans, _FEW))


def continuity_in_full(continuity: Continuity, language: Language) -> Iterator[str]:
    """How many gaps and overlaps there are, and every span with who answers."""
    yield _terms(continuity, language)
    yield from (_span(span, language) for span in continuity.spans)


def _terms(continuity: Continuity, language: Language) -> str:
    found = (continuity.gaps, continuity.overlaps, continuity.undecided)
    return _TERMS[language].format(*map(len, found))


def _span(span: Span, language: Language) -> str:
    parts = [listed(span.holders, language)] if span.holders else []
    parts += [_PERHAPS[language].format(listed(span.possible, language))] if span.possible else []
    return _DAYS[language].format(span.first_day, span.last_day, _PART[language].join(parts) or _NOBODY[language])


_RANK = Text("{}: {} cadres, {} households each, {} in all", "{}：{}人，每人{}户，共{}户")
_RANK_OPEN = Text("{}: {} cadres, households not laid down", "{}：{}人，未规定结对户数")
_UNRANKED = Text("Rank not known: {} cadres", "职级不详：{}人")
_REACH = Text("{} cadres reach {} households", "{}名干部可结对{}户")
_AT_LEAST = Text("{} cadres reach at least {} households", "{}名干部至少可结对{}户")
_SHORT = Text("of {} households, {} are beyond reach", "共{}户，尚缺{}户无人可结对")
_ENOUGH = Text("enough for {} households", "满足{}户结对需要")
_OPEN = Text("whether that is enough for {} households cannot be decided", "能否满足{}户结对需要尚不能确定")


def reach_in_brief(reach: LadderReach, language: Language) -> Iterator[str]:
    """How many households are reached, and how many are beyond."""
    parts = [(_REACH if reach.places is not None else _AT_LEAST)[language].format(reach.cadres, reach.known_places)]
    if reach.households is not None:
        if reach.known_places >= reach.households:
            parts.append(_ENOUGH[language].format(reach.households))
        elif reach.short is None:
            parts.append(_OPEN[language].format(reach.households))
        else:
            parts.append(_SHORT[language].format(reach.households, reach.short))
    yield _PART[language].join(parts)


def reach_in_full(reach: LadderReach, language: Language) -> Iterator[str]:
    """What each rank reaches, and the whole."""
    for each in reach.ranks:
        name = each.name[language]
        if each.reached is None:
            yield _RANK_OPEN[language].format(name, each.cadres)
        else:
            yield _RANK[language].format(name, each.cadres, each.places, each.reached)
    if reach.unranked:
        yield _UNRANKED[language].format(reach.unranked)
    yield from reach_in_brief(reach, language)


_GIVEN = Text("{} units gave {:,.2f} yuan", "{}个单位共投入{:,.2f}元")
_GIVEN_AT_LEAST = Text("{} units gave at least {:,.2f} yuan", "{}个单位至少投入{:,.2f}元")
_MONEY = Text("money {:,.2f} yuan", "资金{:,.2f}元")
_IN_KIND = Text("goods and work valued at {:,.2f} yuan", "物资和投工折款{:,.2f}元")
_UNSPECIFIED = Text("form not stated {:,.2f} yuan", "形式未注明{:,.2f}元")
_WITHOUT_AMOUNT = Text("Without an amount: {}", "未填金额：{}")


def support_in_brief(total: SupportTotal, language: Language) -> Iterator[str]:
    """What was given in all, by its form, and what has no amount."""
    yield from _support(total, language, _FEW)


def support_in_full(total: SupportTotal, language: Language) -> Iterator[str]:
    """The same with every key."""
    yield from _support(total, language, None)


def _support(total: SupportTotal, language: Language, most: int | None) -> Iterator[str]:
    parts = [(_GIVEN_AT_LEAST if total.without_amount else _GIVEN)[language].format(total.units, total.known)]
    for text, amount in ((_MONEY, total.money), (_IN_KIND, total.in_kind), (_UNSPECIFIED, total.unspecified)):
        if amount:
            parts.append(text[language].format(amount))
    yield _PART[language].join(parts)
    if total.without_amount:
        yield _WITHOUT_AMOUNT[language].format(_named(total.without_amount, language, most))


_ENTRIES = Text("For the ledger: funds {:,}, entries {:,}", "拟入账：资金{:,}笔，分录{:,}条")
_LEFT_OUT = Text(
    "in the ledger already {:,}; in kind {:,}; cannot be entered {:,}", "已入账{:,}笔；实物{:,}笔；无法入账{:,}笔"
)


def entries_said(entries: SupportEntries, language: Language) -> Iterator[str]:
    """How much is for the ledger, and how much is not and why."""
    yield _ENTRIES[language].format(len(entries.funds), len(entries.entries))
    yield _LEFT_OUT[language].format(len(entries.entered), len(entries.in_kind), len(entries.left))


WRITERS: Writers = {
    SupportEntries: (entries_said, entries_said),
    ResponsibilityReview: (review_in_brief, review_in_full),
    Continuity: (continuity_in_brief, continuity_in_full),
    LadderReach: (reach_in_brief, reach_in_full),
    SupportTotal: (support_in_brief, support_in_full),
}
