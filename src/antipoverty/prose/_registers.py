"""Registers in words: what was compared, undecided, simulated and published, and where a result came from."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor

from antipoverty._engine.conditions import facts_of
from antipoverty._engine.prose import name_missing
from antipoverty._shared.showing import markdown_table
from antipoverty.money import yuan_of_fen
from antipoverty.prose._checks import WRITERS as OF_CHECKS
from antipoverty.prose._files import WRITERS as OF_FILES
from antipoverty.prose._parts import Writers, listed, some
from antipoverty.registers import (
    Comparison,
    LabourTransfer,
    Manifest,
    Published,
    SaveResult,
    Schema,
    Simulation,
    Undecided,
)
from antipoverty.text import COLON, SEMICOLON, Language, Text

# Two registers compared

_BEFORE, _AFTER = Text("{:,} households before", "{:,} 前期户数"), Text("= {:,} households after", "= {:,} 后期户数")
_MEMBERS_BEFORE, _MEMBERS_AFTER = Text("members before", "前期成员"), Text("members after", "后期成员")
_ENDED, _BEGUN = ("gone", "merged", "dissolved"), ("new", "split", "formed")
_PERSONS = {
    "stayed": Text("stayed in their household", "留在原户"),
    "moved": Text("in another household", "转入他户"),
    "left": Text("left the register", "退出名册"),
    "arrived": Text("arrived", "新入名册"),
    "unknown": Text("without a key", "无人员代码"),
    "aside": Text("set aside", "未计入"),
}
#: What is looked into beside the changes, and what a sign means.
SIGNS = {
    "few-persons-shared": Text(
        "almost no person is in both registers: were they read with two secrets?",
        "两期几乎没有相同人员：是否以不同密钥读取？",
    ),
    "key-reused": Text("a key of two households that share no person", "同一代码先后用于成员毫无相同的两户"),
    "key-with-a-part": Text(
        "a key that went on with a part of the persons, while the household does not continue under it",
        "代码仅随部分成员沿用，该户并未以此代码延续",
    ),
}


def comparison_in_brief(comparison: Comparison, language: Language) -> Iterator[str]:
    """How many households there were, came and went, and the signs."""
    yield _BEFORE[language].format(comparison.before)
    for values, sign in ((_ENDED, "-"), (_BEGUN, "+")):
        counted = [(count, change) for change, count in comparison.counts.items() if change.value in values]
        parts = (f"{count:,} {change.text[language]}" for count, change in counted if count)
        if said := listed(parts, language):
            yield f"{sign} {said}"
    yield _AFTER[language].format(comparison.after)
    yield from _signs(comparison, language)


def comparison_in_full(comparison: Comparison, language: Language) -> Iterator[str]:
    """The conservation of households, and of members, as lines that can be added up, and the signs."""
    yield _BEFORE[language].format(comparison.before)
    for values, sign in ((_ENDED, "-"), (_BEGUN, "+")):
        counted = {change.value: (count, change.text) for change, count in comparison.counts.items()}
        yield from (f"{sign}{counted[value][0]:,} {counted[value][1][language]}" for value in values)
    yield _AFTER[language].format(comparison.after)
    yield from _members(comparison, language)
    yield from _signs(comparison, language)


def _members(comparison: Comparison, language: Language) -> Iterator[str]:
    persons = comparison.persons
    if persons is None:
        return
    both = {"stayed": persons.stayed, "moved": persons.moved}
    first = {"left": persons.left, "unknown": persons.unknown_before, "aside": persons.aside_before}
    second = {"arrived": persons.arrived, "unknown": persons.unknown_after, "aside": persons.aside_after}
    for total, head, parts in (
        (persons.before, _MEMBERS_BEFORE, both | first),
        (persons.after, _MEMBERS_AFTER, both | second),
    ):
        summed = " + ".join(f"{count:,} {_PERSONS[name][language]}" for name, count in parts.items())
        yield f"{total:,} {head[language]} = {summed}"


def _signs(comparison: Comparison, language: Language) -> Iterator[str]:
    for name, count in sorted(comparison.signs.group_by("sign").len().iter_rows()):
        yield f"! {SIGNS[name][language]}{f' ({count:,})' if name.startswith('key') else ''}"


# What is undecided

_UNDECIDED = Text(
    "{rule}, {on}: {open:,} of {all:,} households undecided", "{rule}，{on}：{all:,}户中{open:,}户无法判定"
)
_UNDECIDED_OF_ONE = Text(
    "{rule}, {on}: {open:,} of {all:,} household undecided", "{rule}，{on}：{all:,}户中{open:,}户无法判定"
)
_HANGING = Text("  {}: {:,}, of which {:,} for want of this alone", "  {}：{:,}户，其中仅缺此项{:,}户")


_ASK_FIRST = Text("To ask for first: {}, which alone decides {:,}", "宜先补充：{}，仅此一项即可判定{:,}户")


def undecided_in_brief(undecided: Undecided, language: Language) -> Iterator[str]:
    """For each rule how many are undecided and the facts on which the most hang; and what to ask for first."""
    rules = [list(_undecided_by(undecided, place, language)) for place in range(len(undecided.rules))]
    facts = max(0, 8 // len(rules) - 1)
    yield from some((line for lines in rules for line in lines[: 1 + facts]), language, most=8)
    yield from _first(undecided, language)


def undecided_in_full(undecided: Undecided, language: Language) -> Iterator[str]:
    """A line for each rule and for each fact that leaves households undecided, and what to ask for first."""
    for place in range(len(undecided.rules)):
        yield from _undecided_by(undecided, place, language)
    yield from _first(undecided, language)


def _first(undecided: Undecided, language: Language) -> Iterator[str]:
    """The fact that decides the most households by itself."""
    rules = [rule for rule in undecided.rules if rule.ended is None]
    texts = name_missing((fact for rule in rules for fact in facts_of(rule.condition)), language)
    total = undecided.total
    alone = total.filter((total["alone"] > 0) & total["rule"].is_in([rule.id for rule in rules]))
    alone = alone.sort("alone", "fact", descending=[True, False])
    for name, number in alone.select("fact", "alone").head(1).iter_rows():
        yield _ASK_FIRST[language].format(texts[name], number)


def _undecided_by(undecided: Undecided, place: int, language: Language) -> Iterator[str]:
    rule = undecided.rules[place]
    outcomes, facts = (table.filter(table["rule"] == rule.id) for table in (undecided.outcomes, undecided.total))
    counts = {"all": int(outcomes["households"].sum()), "open": int(outcomes["undecided"].sum())}
    words = _UNDECIDED_OF_ONE if counts["all"] == 1 else _UNDECIDED
    yield words[language].format(rule=rule.name[language], on=undecided.on, **counts)
    if rule.ended is not None:
        yield f"  {rule.ended[language]}"
        return
    texts = name_missing(facts_of(rule.condition), language)
    for name, households, alone in facts.select("fact", "households", "alone").iter_rows():
        yield _HANGING[language].format(texts[name], households, alone)


# What a reform would change

_REFORM = Text("{}: {} to {}", "{}：{}至{}")
_REFORM_OF_DAY = Text("{}, {}: rulebook {} {} to {}", "{}（{}）：规则库 {} {}至{}")
_MEET = Text("Meet it: {:,} of {:,} households before, {:,} after", "符合条件：共{1:,}户，现行{0:,}户，调整后{2:,}户")
_MOVES = Text(
    "Enter {:,}, leave {:,}, from unknown {:,}, to unknown {:,}",
    "新进{:,}户，退出{:,}户，由未知转入{:,}户，转为未知{:,}户",
)
_UNKNOWN = Text("Unknown: {:,} before, {:,} after", "未知：现行{:,}户，调整后{:,}户")
_FLOW = Text("  {:,} households: {}", "  {:,}户：{}")
_SEVERAL = Text("several together", "多项共同作用")


def simulation_in_brief(simulation: Simulation, language: Language) -> Iterator[str]:
    """How many households meet the rule before and after, who enters and leaves, and of how many it is unknown."""
    total = simulation.total
    (base, before), (reform, after) = simulation.base, simulation.reform
    if before == after:
        digests = base.digest[:8], reform.digest[:8]
        yield _REFORM_OF_DAY[language].format(simulation.rule[language], before, base.jurisdiction, *digests)
    else:
        yield _REFORM[language].format(simulation.rule[language], before, after)
    yield _MEET[language].format(total.base, total.households, total.reform)
    yield _MOVES[language].format(total.enter, total.leave, total.from_unknown, total.to_unknown)
    if total.base_unknown or total.reform_unknown:
        yield _UNKNOWN[language].format(total.base_unknown, total.reform_unknown)


def simulation_in_full(simulation: Simulation, language: Language) -> Iterator[str]:
    """The same, and the criteria by which households enter and leave, the most frequent first."""
    yield from simulation_in_brief(simulation, language)
    names = dict(simulation.criteria)
    for flow in simulation.flows():
        reasons = listed((names[reason][language] for reason in flow.reasons), language)
        yield _FLOW[language].format(flow.households, reasons or _SEVERAL[language])


# What may be published

_HIDDEN = Text(
    "- …: not shown, since a count from 1 to {few} would be told or follow; or an amount to which"
    " fewer than {least} households contribute, or one contributes more than half.",
    "- …：不公布，否则会显示或推出1至{few}户的数；或该金额涉及不足{least}户，或一户占过半。",
)
_ROUNDED = Text("- Amounts are rounded to 1,000 yuan.", "- 金额四舍五入至1,000元。")
_ROUNDED_OF_KNOWN = Text(
    "- Amounts are rounded to 1,000 yuan, and leave out the households whose gap is not known.",
    "- 金额四舍五入至1,000元，不含缺口未知的户。",
)
_UNKNOWN_OUTCOME = Text("- Unknown: the register does not say whether they meet the rule.", "- 未知：名册不足以认定。")
_SUM = Text(
    "- Before - leave - to unknown + enter + from unknown = after.",
    "- 现行－退出－转为未知＋新进＋由未知转入＝调整后。",
)


_GROUPED = Text(
    "By {}: {:,} groups; {:,} of {:,} figures are not shown", "按{}分为{:,}组；不公布的数字：{:,}个，共{:,}个"
)


def published_in_brief(published: Published, language: Language) -> Iterator[str]:
    """By what a table is grouped and how much of it is hidden, and its total."""
    head, *groups, total = published.table(language)
    figures = [figure for row in published.rows for figure in row.figures]
    hidden = sum(figure.value is None for figure in figures)
    yield _GROUPED[language].format(head[0], len(groups), hidden, len(figures))
    said = (f"{name}{COLON[language]}{cell}" for name, cell in zip(head[1:], total[1:], strict=True))
    yield f"{total[0]}{COLON[language]}{SEMICOLON[language].join(said)}"


def published_in_full(published: Published, language: Language) -> Iterator[str]:
    """The table in Markdown, with what its mark means below it."""
    head, *rows = ([_escaped(cell) for cell in row] for row in published.table(language))
    yield from markdown_table(head, ["---", *["---:"] * (len(head) - 1)], rows)
    if notes := list(_notes(published, language)):
        yield from ("", *notes)


def _notes(published: Published, language: Language) -> Iterator[str]:
    """What the mark means, and what is left out, as a list in Markdown."""
    names = {figure.name for figure in published.total.figures}
    if any(figure.value is None for row in published.rows for figure in row.figures):
        yield _HIDDEN[language].format(least=published.least, few=published.least - 1)
    if names & {"base_gap_yuan", "reform_gap_yuan"}:
        known = names & {"base_gaps_unknown", "reform_gaps_unknown"}
        yield (_ROUNDED_OF_KNOWN if known else _ROUNDED)[language]
    if names & {"base_unknown", "reform_unknown"}:
        yield _UNKNOWN_OUTCOME[language]
    if names & {"from_unknown", "to_unknown"}:
        yield _SUM[language]


def _escaped(text: str) -> str:
    """A text as Markdown takes it literally, within a cell."""
    for sign in "\\`*_|[]":
        text = text.replace(sign, "\\" + sign)
    return text.replace("&", "&amp;").replace("<", "&lt;")


# Where a result came from

_DATE = Text("date of the decision: {}", "认定日期：{}")
_RULEBOOK = Text("rulebook {} {} ({})", "规则库 {} {} ({})")
_FILE = Text("file {}: {}", "文件 {}：{}")
_TABLE = Text("{}: {:,} rows, {}", "{}：{:,}行，{}")
_LAZY = Text("not digested: a lazy frame", "无摘要（延迟计算的数据框）")
_COUNTED = Text("{:,} met, {:,} not met, {:,} unknown", "满足{:,}，不满足{:,}，未知{:,}")
_DIGEST = Text("digest {}", "摘要 {}")


def manifest_in_brief(manifest: Manifest, language: Language) -> Iterator[str]:
    """The date, the rulebook, the rows, the outcomes, and the digest."""
    yield from _rules_of(manifest, language)
    yield from some(_tables(manifest, language), language, most=2)
    yield from some(_counts(manifest, language), language)
    yield _DIGEST[language].format(manifest.digest)


def manifest_in_full(manifest: Manifest, language: Language) -> Iterator[str]:
    """Everything on which the result rests."""
    yield ", ".join(manifest.versions)
    yield from _rules_of(manifest, language)
    yield from (_FILE[language].format(each.name, each.digest) for each in manifest.files)
    yield from _tables(manifest, language)
    yield from _counts(manifest, language)
    yield _DIGEST[language].format(manifest.digest)


def _rules_of(manifest: Manifest, language: Language) -> Iterator[str]:
    book = manifest.rulebook
    yield _DATE[language].format(manifest.on)
    yield _RULEBOOK[language].format(book.jurisdiction, book.version, book.digest[:12])


def _tables(manifest: Manifest, language: Language) -> Iterator[str]:
    for table in manifest.tables:
        yield _TABLE[language].format(table.name, table.rows, table.digest or _LAZY[language])


def _counts(manifest: Manifest, language: Language) -> Iterator[str]:
    for count in manifest.counts:
        numbers = _COUNTED[language].format(count.met, count.not_met, count.unknown)
        yield f"{count.rule} ({count.digest[:12]}): {numbers}"


# Labour transfer

_AWAY = Text(
    "Labour transfer: working away: {:,}; not known of: {:,}; started: {:,}; returned: {:,}; no row last year: {:,}",
    "劳务输出：外出务工{:,}人；情况不明{:,}人；新增{:,}人；返乡{:,}人；上年表中无记录{:,}人",
)
_OF_EARNERS = Text(
    "rise of earnings away since last year: {} yuan a person (persons compared: {:,}; not known: {:,})",
    "务工收入：人均比上年增加{}元，可比{:,}人；不明{:,}人",
)
_OF_HOMES = Text(
    "rise of net income in their households: {} yuan a head (households compared: {:,}; not known: {:,})",
    "所在户人均纯收入：比上年增加{}元，可比{:,}户；不明{:,}户",
)
_TOTALS = Text("  {} yuan this year, {} yuan last year", "  今年{}元，上年{}元")
_NOT_KNOWN = Text("not known how many", "未知多少")


def transfer_in_brief(transfer: LabourTransfer, language: Language) -> Iterator[str]:
    """Who works away, and the rises with how many they are of."""
    counts = transfer.away, transfer.away_unknown, transfer.started, transfer.returned, transfer.unmatched
    yield _AWAY[language].format(*counts)
    rise = _rise(transfer.rise_per_earner, language)
    yield _OF_EARNERS[language].format(rise, transfer.earners, transfer.earners_unknown)
    if transfer.households is not None:
        rise = _rise(transfer.rise_per_head, language)
        yield _OF_HOMES[language].format(rise, transfer.households, transfer.households_unknown)


def transfer_in_full(transfer: LabourTransfer, language: Language) -> Iterator[str]:
    """The same, with the totals behind each rise."""
    counts, *rises = transfer_in_brief(transfer, language)
    yield counts
    totals = ((transfer.earned, transfer.earned_before), (transfer.income, transfer.income_before))
    for rise, (now, before) in zip(rises, totals, strict=False):
        yield rise
        if now is not None and before is not None:
            yield _TOTALS[language].format(f"{now:,}", f"{before:,}")


def _rise(rise: Fraction | None, language: Language) -> str:
    """A rise rounded half up to the fen; negative where it fell."""
    return _NOT_KNOWN[language] if rise is None else f"{yuan_of_fen(floor(rise * 100 + Fraction(1, 2))):,}"


# Tables and files

_SCHEMA = Text("Table {} ({}): {:,} columns", "表 {}（{}）：{:,}列")
_SAVED = Text(
    "{:,} households saved: {:,} new, {:,} changed, {:,} as they were; gone {:,}",
    "保存{:,}户：新增{:,}户，变更{:,}户，未变{:,}户；减少{:,}户",
)


def schema_said(schema: Schema, language: Language) -> Iterator[str]:
    """What a table is called, and how many columns it has."""
    yield _SCHEMA[language].format(schema.name, schema.text[language], len(schema.fields))


def save_result_said(saved: SaveResult, language: Language) -> Iterator[str]:
    """How many households are new, changed and gone."""
    yield _SAVED[language].format(saved.rows, saved.new, saved.changed, saved.same, saved.gone)


WRITERS: Writers = {
    SaveResult: (save_result_said, save_result_said),
    Schema: (schema_said, schema_said),
    Comparison: (comparison_in_brief, comparison_in_full),
    LabourTransfer: (transfer_in_brief, transfer_in_full),
    Manifest: (manifest_in_brief, manifest_in_full),
    Published: (published_in_brief, published_in_full),
    Simulation: (simulation_in_brief, simulation_in_full),
    Undecided: (undecided_in_brief, undecided_in_full),
    **OF_CHECKS,
    **OF_FILES,
}
