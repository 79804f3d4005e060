"""The table of a ledger's entries (资金分录): what `antipoverty.funds.exchange.post_frame` posts.

Its columns are the attributes of the entries of `antipoverty.funds`, which also say what a row of each kind must have
and must not, so that a row is accepted exactly where an entry can be made of it. Whether the ledger accepts the entry
is decided when it is posted.

>>> ENTRIES["amount"].column, ENTRIES["to"].said("county")
('amount_fen', '县')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from antipoverty.funds import KINDS, CarryOver, Fund, FundTransfer, Reversal
from antipoverty.registers._schema.declarations import MOST_FEN, Case, Field, Form, Schema
from antipoverty.text import Text

# No form of a ledger was read. Headings and words are this library's choice, after those of its own glossary.
_KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    "appropriation": ("指标下达", "拨入"),
    "transfer": ("资金下拨", "下拨"),
    "allotment": ("分配到项目", "分配"),
    "encumbrance": ("合同承诺", "承诺"),
    "expenditure": ("支付", "支出"),
    "refund": ("支出收回", "退款"),
    "release": ("解除承诺",),
    "withdrawal": ("收回指标",),
    "return": ("上缴退回", "退回"),
    "reclaim": ("财政收回", "结转结余收回"),
    "carry-over": ("结转",),
    "reversal": ("红字冲销", "冲销", "红冲"),
}
_LEVEL_WORDS = {"township": ("乡镇级", "乡", "镇")}
_LEVELS = tuple(
    (level.value, (level.text.zh, *_LEVEL_WORDS.get(level, (f"{level.text.zh}级",))))
    for level in attrs.fields(FundTransfer).to.metadata["values"]
)
_STAGE = attrs.fields(CarryOver).stage
_YEARS = attrs.fields(Fund).year.metadata


def _cases() -> Iterator[Case]:
    """What follows from the attributes of each kind of entry, and from what their classes check together."""
    for kind, entry in KINDS.items():
        own = attrs.fields_dict(entry)
        needed = [name for name, part in own.items() if part.default is attrs.NOTHING and name not in ("id", "on")]
        # What an undone entry moved is not said again: whatever else a reversal states does not count.
        barred = [] if entry is Reversal else [name for name in ("project", "to", "stage") if name not in own]
        yield Case((("kind", kind),), tuple(needed), tuple(barred))
    for stage in _STAGE.metadata["values"]:
        carried = (("kind", CarryOver.kind), ("stage", stage.value))
        yield Case(carried, barred=("project",)) if stage is _STAGE.default else Case(carried, ("project",))
    yield Case((("kind", CarryOver.kind), ("stage", None)), barred=("project",))
    other = Text("expected a level other than the one that sends", "应为拨出层级以外的层级")
    for level, _ in _LEVELS:
        same = (("kind", FundTransfer.kind), ("level", level), ("to", level))
        yield Case(same, barred=("to",), expected=other)


def _key(name: str, text: Text, *headings: str) -> Field:
    return Field(name, Form.KEY, text, required=name == "id", personal=False, headings=headings)


def _words(name: str, text: Text, *headings: str) -> Field:
    return Field(name, Form.WORDS, text, personal=False, headings=headings)


#: The table of a ledger's entries.
ENTRIES = Schema(
    "entries",
    Text("Entries of a ledger", "资金分录"),
    (
        _key("id", Text("key of the entry", "分录编号"), "分录编号", "凭证号", "凭证编号", "记账凭证号"),
        Field("on", Form.DAY, Text("day on which it is entered", "记账日期"), required=True, personal=False,
              headings=("日期", "记账日期", "入账日期", "凭证日期")),
        Field("kind", Form.CATEGORY, Text("kind of entry", "业务类型"), required=True, personal=False,
              values=tuple((kind, _KIND_WORDS[kind]) for kind in KINDS), headings=("业务类型", "分录类型", "类型")),
        attrs.evolve(_key("fund", Text("key of the fund", "资金"), "资金", "资金编号", "资金代码", "资金名称"),
                     heading_required=True),
        Field("level", Form.CATEGORY, Text("level that holds the money", "资金层级"), heading_required=True,
              personal=False, values=_LEVELS, headings=("资金层级", "层级", "级次")),
        Field("year", Form.COUNT, Text("budget year; the day's if left out", "预算年度；缺省为记账日期所在年度"),
              Text("year", "年"), least=_YEARS["least"], most=_YEARS["most"], personal=False,
              headings=("预算年度", "年度", "资金年度")),
        Field("amount", Form.MONEY, Text("amount", "金额"), Text("yuan; held in fen", "元（按分保存）"), least=1,
              most=MOST_FEN, plausible=(100, 10**11), heading_required=True, personal=False,
              headings=("金额", "发生额", "发生金额")),
        _key("project", Text("key of the project", "项目"), "项目", "项目编号", "项目代码", "项目名称"),
        Field("to", Form.CATEGORY, Text("level that receives a transfer", "接收层级"), personal=False, values=_LEVELS,
              headings=("接收层级", "下拨至", "拨往层级")),
        Field("stage", Form.CATEGORY, Text("stage in which money is carried over", "结转阶段"), personal=False,
              values=tuple((stage.value, (stage.text.zh,)) for stage in _STAGE.metadata["values"]),
              headings=("结转阶段", "资金阶段")),
        _key("entry", Text("key of the entry that a reversal undoes", "被冲销分录"),
             "被冲销分录", "被冲销凭证号", "原凭证号"),
        _words("document", Text("number of the document behind it", "文号"), "文号", "指标文号", "文件号"),
        _words("reason", Text("reason of a reversal", "冲销原因"), "冲销原因"),
    ),
    tuple(_cases()),
    Text(
        "No form of a ledger was read for this table: its Chinese headings and words are this library's choice.",
        "本表未见成文的账簿表式，中文表头与用语系本库的选择。",
    ),
)  # fmt: skip
