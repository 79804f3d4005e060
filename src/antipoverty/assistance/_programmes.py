"""The programme's classifications of help (帮扶的分类): six precisions, five batches, ten projects and the like.

Each is a list of headings with its document and grade. A measure of `antipoverty.assistance` names its headings.

>>> [heading.text["en"] for heading in FIVE_BATCHES.headings]
['production', 'relocation', 'ecological compensation', 'education', 'social-security floor']
"""

from __future__ import annotations

from attrs import frozen

from antipoverty.rules import Grade
from antipoverty.text import Text


@frozen
class Heading:
    """One heading of a classification.

    Attributes:
        classification: the id of the classification.
        id: its own.
        text: what it is called.
    """

    classification: str
    id: str
    text: Text


@frozen
class Classification:
    """A classification of help, as a document has it.

    Attributes:
        id: its short name.
        name: what it is called.
        headings: its headings, in the document's order.
        source: the key of the document among the rulebook's citations.
        grade: how sure the list is.
        note: what a reader should know.
    """

    id: str
    name: Text
    headings: tuple[Heading, ...]
    source: str
    grade: Grade
    note: Text | None = None

    def __getitem__(self, key: str) -> Heading:
        """The heading of an id.

        >>> FIVE_BATCHES["education"].text["zh"]
        '发展教育'
        """
        return next(heading for heading in self.headings if heading.id == key)


def _classification(
    key: str, name: Text, source: str, grade: Grade, headings: dict[str, Text], note: Text | None = None
) -> Classification:
    parts = tuple(Heading(key, heading, text) for heading, text in headings.items())
    return Classification(key, name, parts, source, grade, note)


#: AS-01.
SIX_PRECISIONS = _classification(
    "six-precisions",
    Text("Six precisions", "六个精准"),
    "white-paper-2021",
    Grade.A,
    {
        "target": Text("precise in whom to help", "扶持对象精准"),
        "projects": Text("precise in arranging projects", "项目安排精准"),
        "funds": Text("precise in using funds", "资金使用精准"),
        "measures": Text("measures reach the household", "措施到户精准"),
        "person": Text("the right person sent to the village", "因村派人精准"),
        "result": Text("precise in the result", "脱贫成效精准"),
    },
)

_SIX = {
    "pairing": Text("pairing", "结对帮扶"),
    "industry": Text("industry", "产业扶持"),
    "training": Text("education and training", "教育培训"),
    "housing": Text("dilapidated houses", "危房改造"),
    "migration": Text("ecological migration", "扶贫生态移民"),
    "infrastructure": Text("infrastructure", "基础设施"),
}

#: AS-03.
SIX_TO_VILLAGE_AND_HOUSEHOLD = _classification(
    "six-to-village-and-household",
    Text("Six to the village and household", "六个到村到户"),
    "six-to-village-2014",
    Grade.A,
    _SIX,
    Text(
        "The list of 2014; some texts of 2015 have social security as the sixth.",
        "2014年版；2015年有的文件以社会保障为第六项。",
    ),
)

#: AS-04: one overall plan, a plan for each of the six, and one that breaks down the tasks: eight documents.
ONE_PLUS_SEVEN = _classification(
    "one-plus-seven",
    Text("One plus seven", "“1+7”工作方案"),
    "sub-district-summary",
    Grade.A_LOCAL,
    {
        "overall": Text("overall plan", "总体方案"),
        **{key: Text(f"plan for {text.en}", f"{text.zh}子方案") for key, text in _SIX.items()},
        "tasks": Text("breakdown of tasks", "任务分解方案"),
    },
)

#: AS-05.
FIVE_PROJECTS = _classification(
    "five-projects",
    Text("Five projects", "五项扶贫工程"),
    "village-programme-summary",
    Grade.A_LOCAL,
    {
        "basic": Text("basic", "基础扶贫"),
        "industrial": Text("industrial", "产业扶贫"),
        "ecological": Text("ecological", "生态扶贫"),
        "science": Text("science and technology", "科技扶贫"),
        "social": Text("social", "社会扶贫"),
    },
    Text("One township's list, not the national ten.", "系一镇所列，非全国十大工程。"),
)

#: AS-02.
FIVE_BATCHES = _classification(
    "five-batches",
    Text("Five batches", "五个一批"),
    "battle-2015",
    Grade.A,
    {
        "production": Text("production", "发展生产"),
        "relocation": Text("relocation", "易地搬迁"),
        "ecology": Text("ecological compensation", "生态补偿"),
        "education": Text("education", "发展教育"),
        "floor": Text("social-security floor", "社会保障兜底"),
    },
)

#: AS-06.
TEN_PROJECTS = _classification(
    "ten-projects",
    Text("Ten projects", "精准扶贫十大工程"),
    "ten-projects-2015",
    Grade.B,
    {
        "resident-cadres": Text("resident cadres", "干部驻村帮扶"),
        "training": Text("vocational training", "职业教育培训"),
        "micro-credit": Text("micro-credit", "扶贫小额信贷"),
        "relocation": Text("relocation", "易地扶贫搬迁"),
        "e-commerce": Text("e-commerce", "电商扶贫"),
        "tourism": Text("tourism", "旅游扶贫"),
        "photovoltaic": Text("photovoltaic power", "光伏扶贫"),
        "paper-mulberry": Text("paper mulberry", "构树扶贫"),
        "entrepreneurs": Text("training of leading entrepreneurs", "致富带头人创业培训"),
        "enterprises": Text("leading enterprises", "龙头企业带动"),
    },
)

#: Every classification, by id.
CLASSIFICATIONS = {
    each.id: each
    for each in (
        SIX_PRECISIONS,
        SIX_TO_VILLAGE_AND_HOUSEHOLD,
        ONE_PLUS_SEVEN,
        FIVE_PROJECTS,
        FIVE_BATCHES,
        TEN_PROJECTS,
    )
}
