"""The table of a year's events (人口与户籍变动): what came to a register and went from it, a row for each.

Its kinds are the events of `antipoverty.history`, and say what a row must have. A household that is split off, or that
arrives whole, has a row for each of its persons.

>>> EVENTS["kind"].said("birth"), EVENTS["to"].column
('出生', 'to')
"""

from __future__ import annotations

from collections.abc import Mapping

from antipoverty.history import Transition
from antipoverty.registers._schema.declarations import Case, Field, Form, Schema
from antipoverty.text import Text

#: The kinds of events that are no change of standing: words of the forms, and the columns that a row needs.
_KINDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "birth": (("出生", "新生儿"), ("household", "person")),
    "marriage in": (("婚入", "嫁入"), ("household", "person")),
    "move in": (("迁入",), ("household", "person")),
    "death": (("死亡", "自然减少"), ("household", "person")),
    "marriage out": (("婚出", "嫁出"), ("household", "person")),
    "move out": (("迁出",), ("household", "person")),
    "moved": (("户间转移",), ("household", "person", "to")),
    "split": (("分户",), ("household", "person", "to")),
    "merged": (("并户",), ("household", "to")),
    "arrived whole": (("整户迁入",), ("household", "person")),
    "relocated": (("整户迁往他村", "搬迁"), ("household", "village")),
    "villages merged": (("合村并组", "并村"), ("village", "to")),
}
_STANDINGS = {
    "identified": ("纳入",),
    "exited": ("脱贫", "退出"),
    "removed as wrong": ("剔除", "清退"),
}


def _key(name: str, text: Text, *headings: str) -> Field:
    return Field(name, Form.KEY, text, required=name == "id", headings=headings)


# No form of a year's events was read. Headings and words are this library's choice, after those of its own glossary.
#: The table of a year's events.
EVENTS = Schema(
    "events",
    Text("Events of a year", "人口与状态变动"),
    (
        _key("id", Text("key of the row", "变动编号"), "变动编号", "序号"),
        Field("on", Form.DAY, Text("day on which it happened", "变动日期"), required=True, personal=False,
              headings=("变动日期", "变动时间", "发生日期")),
        Field("kind", Form.CATEGORY, Text("what happened", "变动类型"), required=True, personal=False,
              values=(
                  *((each.value, (each.text.zh, *_STANDINGS.get(each.value, ()))) for each in Transition),
                  *((kind, words) for kind, (words, _) in _KINDS.items()),
              ), headings=("变动类型", "变动原因", "变动情况")),
        _key("household", Text("key of the household", "户代码"), "户编号", "户代码", "原户编号"),
        _key("person", Text("key of the person", "人员代码"), "人员编号", "人员代码"),
        _key("to", Text("key of the household, or of the village, that it went to", "去向代码"),
             "去向代码", "新户编号", "并入户编号", "并入村"),
        _key("village", Text("key of the village", "村代码"), "村编号", "村代码", "原村"),
        Field("reason", Form.WORDS, Text("reason", "变动说明"), headings=("变动说明", "具体原因")),
    ),
    (
        *(Case((("kind", each.value),), ("household",)) for each in Transition if each is not Transition.REMOVED),
        Case((("kind", Transition.REMOVED.value),), ("household", "reason")),
        *(Case((("kind", kind),), needed) for kind, (_, needed) in _KINDS.items()),
    ),
    Text(
        "No form of a year's events was read for this table: its Chinese headings and words are this library's choice.",
        "本表未见成文的变动登记表式，中文表头与用语系本库的选择。",
    ),
)  # fmt: skip
