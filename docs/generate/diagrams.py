"""The decision diagram of a rule, as inline SVG: a box a step, a rail on the right to what one answer settles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from antipoverty._engine.conditions import Criterion
from antipoverty._engine.prose.statements import flattened, outline, state
from antipoverty.rules import AllOf, AnyOf, Condition, Not
from antipoverty.text import Text
from drawing import WIDTH, broken, element, figure, text_at
from writing import Language

__all__ = ["OUTCOMES", "decision_diagram"]

#: What is said of an outcome where the rule has no words of its own: met, not met, unknown.
OUTCOMES = (Text("met", "符合"), Text("not met", "不符合"), Text("unknown", "未知"))

_TITLE = Text("Decision diagram", "判定流程图")
_ALL, _ANY = Text("all of these", "以下各项须同时满足"), Text("at least one of these", "以下各项满足其一即可")
_NOT = Text("Not met: {}", "不满足：{}")
_EVERY_YES, _EVERY_NO = Text("every answer is ✓", "各项均为✓"), Text("every answer is ✗", "各项均为✗")
_ONE_YES, _ONE_NO = Text("one ✓ is enough", "任一项为✓即可"), Text("one ✗ is enough", "任一项为✗即可")
_OPEN_ALL = Text("no ✗, and at least one ?: find out what is unknown", "无✗而有?：须补充未知信息")
_OPEN_ANY = Text("no ✓, and at least one ?: find out what is unknown", "无✓而有?：须补充未知信息")
_YES, _NO, _OPEN = (
    Text("the answer is ✓", "答案为✓"),
    Text("the answer is ✗", "答案为✗"),
    Text("the answer is ?", "答案为?"),
)
_LEGEND = Text("✓ met, ✗ not met, ? not known", "✓满足，✗不满足，?未知")

_NAME, _SMALL = 13.0, 11.5
_PAD, _GAP, _RAIL = 8.0, 22.0, 34.0
_LINE: dict[str, str | float] = {"fill": "none", "stroke": "currentColor"}
_FRAME: dict[str, str | float] = _LINE | {"stroke_opacity": 0.5}
#: More steps than these are shown by name alone, and further lines of one step not at all.
_MOST_STEPS, _MOST_LINES = 14, 4


@dataclass(frozen=True)
class _Step:
    """A question: what it is called, and what has to hold."""

    name: str
    detail: str = ""


@dataclass(frozen=True)
class _Group:
    """Questions that are answered together."""

    name: str
    all: bool
    parts: tuple[_Step | _Group, ...]


def decision_diagram(condition: Condition, language: Language, *, outcomes: tuple[Text, Text, Text] = OUTCOMES) -> str:
    """A condition as a diagram from top to bottom, with what each way of answering comes to.

    Args:
        condition: a bound condition, simplified.
        language: English or Chinese.
        outcomes: what is said where it is met, not met and unknown.
    """
    root = _read(condition, language, deep=True)
    if _count(root) > _MOST_STEPS:
        root = _read(condition, language, deep=False)
    steps = root.parts if isinstance(root, _Group) else (root,)
    every = root.all if isinstance(root, _Group) else True
    bare = _count(root) > _MOST_STEPS
    drawn, first, bottom = _flow(steps, every, language, bare=bare)
    ends, height = _ends(every, len(steps) == 1, outcomes, language, first, bottom)
    met, not_met, unknown = (each[language] for each in outcomes)
    listed = " ".join(line.strip().removeprefix("- ") for line in outline(condition, language).split("\n"))
    said = f"{_LEGEND[language]}. {listed}. ✓ {met}; ✗ {not_met}; ? {unknown}."
    return figure("decision-diagram", _TITLE[language], said, height, [*drawn, *ends])


def _read(condition: Condition, language: Language, *, deep: bool) -> _Step | _Group:
    """The steps of a condition; the parts of a named criterion are steps of their own where there is room."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            flat = flattened(parts, type(condition))
            inner = tuple(_read(part, language, deep=deep) for part in flat)
            return _Group("", isinstance(condition, AllOf), inner)
        case Criterion(_, name, AllOf() | AnyOf() as inner_condition, None) if deep:
            group = _read(inner_condition, language, deep=True)
            assert isinstance(group, _Group)
            return _Group(name[language], group.all, group.parts)
        case Criterion(name=name):
            return _Step(name[language], state(condition, language))
        case Not(Criterion(name=name) as criterion):
            return _Step(_NOT[language].format(name[language]), state(_denied(criterion), language))
        case _:
            return _Step(state(condition, language))


def _denied(criterion: Criterion) -> Condition:
    """What holds where a criterion is not met."""
    denied = Not(criterion.condition)
    if criterion.applies is None:
        return denied
    if criterion.otherwise:
        return AllOf((criterion.applies, denied))
    return AnyOf((Not(criterion.applies), denied))


def _count(part: _Step | _Group) -> int:
    return 1 if isinstance(part, _Step) else sum(map(_count, part.parts))


def _flow(
    steps: Sequence[_Step | _Group], every: bool, language: Language, *, bare: bool
) -> tuple[list[str], float, float]:
    """The steps under each other with their arrows; where the rail begins, and where they end."""
    drawn: list[str] = []
    y, right = 1.0, WIDTH - _RAIL
    joins: list[float] = []
    for step in steps:
        parts, height = _box(step, 1.0, y, right - 2.0, language, bare=bare)
        drawn += parts
        joins.append(y + height / 2)
        drawn.append(element("path", d=f"M{right - 1} {joins[-1]}H{WIDTH - 9}", **_LINE, class_="rail"))
        drawn.append(_mark("no" if every else "yes", right + 8, joins[-1] - 9))
        y += height
        drawn.append(element("path", d=f"M30 {y}V{y + _GAP - 5}", **_LINE, class_="rail"))
        drawn.append(_arrow_head(30, y + _GAP - 1))
        drawn.append(_mark("yes" if every else "no", 46, y + _GAP / 2 - 1))
        drawn.append(_mark("open", 62, y + _GAP / 2 - 1))
        y += _GAP
    return drawn, joins[0], y


def _box(
    part: _Step | _Group, x: float, y: float, width: float, language: Language, *, bare: bool
) -> tuple[list[str], float]:
    """A step or a group of steps, and its height."""
    room = width - 2 * _PAD
    if isinstance(part, _Step):
        name = broken(part.name, _NAME, room)
        detail = [] if bare or not part.detail else broken(part.detail, _SMALL, room)
        if len(detail) > _MOST_LINES:
            detail = []
        height = 2 * _PAD + len(name) * _NAME * 1.35 + len(detail) * _SMALL * 1.35 - 4
        return [
            element("rect", x=x, y=y, width=width, height=height, rx=5, **_FRAME, class_="step"),
            text_at(name, x + _PAD, y + _PAD + _NAME - 2, _NAME, class_="name"),
            text_at(detail, x + _PAD, y + _PAD + _SMALL - 2 + len(name) * _NAME * 1.35, _SMALL, class_="detail"),
        ], height
    label = (_ALL if part.all else _ANY)[language]
    name = broken(part.name, _NAME, room) if part.name else []
    inner: list[str] = [
        text_at(name, x + _PAD, y + _PAD + _NAME - 2, _NAME, class_="name"),
        text_at([label], x + _PAD, y + _PAD + _SMALL - 2 + len(name) * _NAME * 1.35, _SMALL, class_="label"),
    ]
    below = y + _PAD + len(name) * _NAME * 1.35 + _SMALL * 1.35 + 2
    for each in part.parts:
        parts, height = _box(each, x + _PAD, below, room, language, bare=bare)
        inner += parts
        below += height + 5
    height = below - y + _PAD - 5
    return [
        element("rect", x=x, y=y, width=width, height=height, rx=5, **_FRAME, stroke_dasharray="4 3", class_="group"),
        *inner,
    ], height


def _ends(
    every: bool, single: bool, outcomes: tuple[Text, Text, Text], language: Language, first: float, top: float
) -> tuple[list[str], float]:
    """The three outcomes under the steps: first what going down comes to, then the open one, then the rail's."""
    met, not_met, unknown = outcomes
    if single:
        reasons = (_YES, _OPEN, _NO)
    else:
        reasons = (_EVERY_YES, _OPEN_ALL, _ONE_NO) if every else (_EVERY_NO, _OPEN_ANY, _ONE_YES)
    order = (("yes", met), ("open", unknown), ("no", not_met))
    if not every:
        order = (("no", not_met), ("open", unknown), ("yes", met))
    drawn: list[str] = []
    y = top
    width = WIDTH - _RAIL - 3.0
    for (kind, words), reason in zip(order, reasons, strict=True):
        name = broken(words[language], _NAME, width - 44)
        detail = broken(reason[language], _SMALL, width - 44)
        height = 2 * _PAD + len(name) * _NAME * 1.35 + len(detail) * _SMALL * 1.35 - 4
        drawn.append(element("rect", x=1, y=y, width=width, height=height, rx=5, **_FRAME, class_=f"outcome {kind}"))
        drawn.append(_mark(kind, 18, y + height / 2, 7))
        drawn.append(text_at(name, 36, y + _PAD + _NAME - 2, _NAME, class_="name"))
        drawn.append(text_at(detail, 36, y + _PAD + _SMALL - 2 + len(name) * _NAME * 1.35, _SMALL, class_="detail"))
        middle = y + height / 2
        y += height + 6
    rail = WIDTH - 9
    drawn.append(element("path", d=f"M{rail} {first}V{middle}H{width + 6}", **_LINE, class_="rail"))
    drawn.append(element("path", d=f"M{width + 2} {middle}l6 -4v8z", fill="currentColor", class_="head"))
    return drawn, y


def _mark(kind: str, x: float, y: float, size: float = 5) -> str:
    """✓, ✗ or ? as lines, so that no font has to have them."""
    if kind == "open":
        line = f"M{x - 0.5 * size} {y - 0.5 * size}a{0.5 * size} {0.5 * size} 0 1 1 {0.5 * size} {0.6 * size}"
        line += f"v{0.35 * size}m0 {0.45 * size}v{0.1 * size}"
    elif kind == "yes":
        line = f"M{x - 0.8 * size} {y}l{0.6 * size} {0.7 * size}l{size} {-1.4 * size}"
    else:
        line = (
            f"M{x - 0.6 * size} {y - 0.6 * size}l{1.2 * size} {1.2 * size}m0 {-1.2 * size}l{-1.2 * size} {1.2 * size}"
        )
    return element(
        "path",
        d=line,
        fill="none",
        stroke="currentColor",
        stroke_width=2,
        stroke_linecap="round",
        class_=f"mark {kind}",
    )


def _arrow_head(x: float, y: float) -> str:
    return element("path", d=f"M{x} {y}l-4 -6h8z", fill="currentColor", class_="head")
