"""The decision diagram of a rule, as inline SVG: a box a step, a rail on the right to what one answer settles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from antipoverty._engine.conditions import Criterion
from antipoverty._engine.prose.statements import flattened, outline, state
from antipoverty.rules import AllOf, AnyOf, Condition, Not
from antipoverty.text import Text
from conditions import denied
from drawing import FRAME, LINE, SMALL, WIDTH, broken, element, figure, text_at
from writing import Language

__all__ = ["OUTCOMES", "Group", "Step", "arrow_head", "decision_diagram", "mark", "read"]

#: What is said of an outcome where the rule has no words of its own: met, not met, unknown.
OUTCOMES = (Text("met", "符合"), Text("not met", "不符合"), Text("unknown", "未知"))

_TITLE = Text("Decision diagram", "判定流程图")
_SAID = Text("{} ✓ {}; ✗ {}; ? {}.", "{} ✓{}；✗{}；?{}。")
_ALL, _ANY = Text("all of these", "以下各项须同时满足"), Text("at least one of these", "以下各项满足其一即可")
_NOT = Text("Not met: {}", "不满足：{}")
_EVERY_YES, _EVERY_NO = Text("every answer is ✓", "各项均为✓"), Text("every answer is ✗", "各项均为✗")
_ONE_YES, _ONE_NO = Text("one ✓ is enough", "任一项为✓即可"), Text("one ✗ is enough", "任一项为✗即可")
_OPEN_ALL = Text("no ✗, but at least one ?: ask for what is unknown", "无✗而有?：须补充未知信息")
_OPEN_ANY = Text("no ✓, but at least one ?: ask for what is unknown", "无✓而有?：须补充未知信息")
_YES, _NO, _OPEN = (
    Text("the answer is ✓", "答案为✓"),
    Text("the answer is ✗", "答案为✗"),
    Text("the answer is ?", "答案为?"),
)

_NAME = 14.0
_NAME_LINE, _SMALL_LINE = _NAME * 1.35, SMALL * 1.35
_PAD, _GAP, _RAIL = 8.0, 22.0, 34.0
_INNER = WIDTH - _RAIL - 3.0
#: Criteria within criteria are opened so far at most, and less far where that makes too many steps.
_DEEPEST = 4
#: Where the names of more steps than these are all that is shown, close together.
_MOST_STEPS = 14
#: A statement of more lines than these is left to the text of the page.
_MOST_LINES = 4


@dataclass(frozen=True)
class Step:
    """A question: what it is called, if it has a name, and what has to hold."""

    name: str
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """Questions that are answered together."""

    name: str
    all: bool
    label: str
    parts: tuple[Step | Group, ...]


def decision_diagram(condition: Condition, language: Language, *, outcomes: tuple[Text, Text, Text] = OUTCOMES) -> str:
    """A condition as a diagram from top to bottom, with what each way of answering comes to.

    Args:
        condition: a bound condition, simplified.
        language: English or Chinese.
        outcomes: what is said where it is met, not met and unknown.
    """
    roots = (read(condition, language, depth) for depth in range(_DEEPEST, 0, -1))
    root = next((root for root in roots if _count(root) <= _MOST_STEPS), read(condition, language, 0))
    steps, every = (root.parts, root.all) if isinstance(root, Group) else ((root,), True)
    close = len(steps) > _MOST_STEPS
    if close:
        steps = tuple(replace(step, detail="") if isinstance(step, Step) and step.name else step for step in steps)
    drawn, rail, bottom = _flow(steps, every, close)
    ends, height = _ends(every, len(steps) == 1, outcomes, language, rail, bottom)
    listed = " ".join(line.strip().removeprefix("- ") for line in outline(condition, language).split("\n"))
    said = _SAID[language].format(listed, *(each[language] for each in outcomes))
    return figure("decision-diagram", _TITLE[language], said, height, [*drawn, *ends])


def read(condition: Condition, language: Language, depth: int) -> Step | Group:
    """The steps of a condition; the parts of named criteria are steps of their own, so many criteria deep."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            every = isinstance(condition, AllOf)
            parts = (read(each, language, depth) for each in flattened(conditions, type(condition)))
            return Group("", every, (_ALL if every else _ANY)[language], tuple(parts))
        case Criterion(_, name, AllOf() | AnyOf() as inner, None) if depth:
            group = read(inner, language, depth - 1)
            assert isinstance(group, Group)
            return replace(group, name=name[language])
        case Criterion(name=name):
            return Step(name[language], state(condition, language))
        case Not(Criterion(name=name, condition=AllOf() | AnyOf())):
            return Step(_NOT[language].format(name[language]))
        case Not(Criterion(name=name) as criterion):
            return Step(_NOT[language].format(name[language]), state(denied(criterion), language))
        case _:
            return Step("", state(condition, language))


def _count(part: Step | Group) -> int:
    return 1 if isinstance(part, Step) else sum(map(_count, part.parts))


def _flow(steps: Sequence[Step | Group], every: bool, close: bool) -> tuple[list[str], float, float]:
    """The steps under each other with their arrows; where the rail begins, and where the steps end."""
    drawn: list[str] = []
    joins: list[float] = []
    aside, on = ("no", "yes") if every else ("yes", "no")
    y = 1.0
    for place, step in enumerate(steps):
        parts, height = _box(step, 1.0, y, _INNER)
        joins.append(y + height / 2)
        y += height
        drawn += [*parts, element("path", d=f"M{_INNER + 1} {joins[-1]}H{WIDTH - 9}", **LINE)]
        if not close or place == 0:
            drawn.append(mark(aside, _INNER + 11, joins[-1] - 9))
        if close and place < len(steps) - 1:
            drawn.append(element("path", d=f"M30 {y}v6", **LINE))
            y += 6
            continue
        drawn.append(element("path", d=f"M30 {y}v{_GAP - 5}", **LINE))
        y += _GAP
        drawn += [arrow_head(30, y - 1), mark(on, 46, y - _GAP / 2 - 1), mark("open", 62, y - _GAP / 2 - 1)]
    return drawn, joins[0], y


def _box(part: Step | Group, x: float, y: float, width: float) -> tuple[list[str], float]:
    """A step or a group of steps, and its height."""
    room = width - 2 * _PAD
    if isinstance(part, Step):
        name, detail = broken(part.name, _NAME, room), broken(part.detail, SMALL, room)
        if part.name and (len(detail) > _MOST_LINES or part.detail == part.name):
            detail = []
        words, height = _words(name, detail, x + _PAD, y)
        return [element("rect", x=x, y=y, width=width, height=height, rx=5, **FRAME, class_="step"), *words], height
    inner, height = _words(broken(part.name, _NAME, room), [part.label], x + _PAD, y)
    below = y + height - 4
    for each in part.parts:
        parts, height = _box(each, x + _PAD, below, room)
        inner += parts
        below += height + 5
    height = below - y + _PAD - 5
    frame = element("rect", x=x, y=y, width=width, height=height, rx=5, **FRAME, stroke_dasharray="4 3")
    return [frame, *inner], height


def _words(name: Sequence[str], detail: Sequence[str], x: float, y: float) -> tuple[list[str], float]:
    """A name over what has to hold, and the height of a box around both."""
    below = y + len(name) * _NAME_LINE
    words = [
        text_at(name, x, y + _PAD + _NAME - 2, _NAME, class_="name"),
        text_at(detail, x, below + _PAD + SMALL - 2, SMALL, class_="detail"),
    ]
    return words, below - y + len(detail) * _SMALL_LINE + 2 * _PAD - 4


def _ends(
    every: bool, single: bool, outcomes: tuple[Text, Text, Text], language: Language, rail: float, top: float
) -> tuple[list[str], float]:
    """The three outcomes under the steps: first what going down comes to, then the open one, then the rail's."""
    met, not_met, unknown = outcomes
    if every:
        ends = [("yes", met, _EVERY_YES), ("open", unknown, _OPEN_ALL), ("no", not_met, _ONE_NO)]
    else:
        ends = [("no", not_met, _EVERY_NO), ("open", unknown, _OPEN_ANY), ("yes", met, _ONE_YES)]
    if single:
        ends = [(kind, words, reason) for (kind, words, _), reason in zip(ends, (_YES, _OPEN, _NO), strict=True)]
    drawn: list[str] = []
    y = middle = top
    for kind, words, reason in ends:
        name, detail = broken(words[language], _NAME, _INNER - 44), broken(reason[language], SMALL, _INNER - 44)
        said, height = _words(name, detail, 36, y)
        middle = y + height / 2
        frame = element("rect", x=1, y=y, width=_INNER, height=height, rx=5, **FRAME, class_=f"outcome {kind}")
        drawn += [frame, mark(kind, 18, middle, 7), *said]
        y += height + 6
    drawn.append(element("path", d=f"M{WIDTH - 9} {rail}V{middle}H{_INNER + 6}", **LINE))
    drawn.append(element("path", d=f"M{_INNER + 2} {middle}l6 -4v8z", fill="currentColor"))
    return drawn, y


def mark(kind: str, x: float, y: float, size: float = 5) -> str:
    """✓, ✗ or ? as lines, so that no font has to have them."""
    s, hook = size, size / 2
    lines = {
        "open": f"M{x - hook} {y - hook}a{hook} {hook} 0 1 1 {hook} {0.6 * s}v{0.35 * s}m0 {0.45 * s}v0.5",
        "yes": f"M{x - 0.8 * s} {y}l{0.6 * s} {0.7 * s}l{s} {-1.4 * s}",
        "no": f"M{x - 0.6 * s} {y - 0.6 * s}l{1.2 * s} {1.2 * s}m0 {-1.2 * s}l{-1.2 * s} {1.2 * s}",
    }
    return element("path", d=lines[kind], **LINE, stroke_width=2, stroke_linecap="round", class_=f"mark {kind}")


def arrow_head(x: float, y: float) -> str:
    """The head of an arrow that points down to here."""
    return element("path", d=f"M{x} {y}l-4 -6h8z", fill="currentColor")
