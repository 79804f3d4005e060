"""Causes of poverty by name (致贫原因): the codes, their groups, the risk codes of monitoring, and what forms declare.

What each cause asks of a household, and how causes are ranked, is in `antipoverty.causes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import field, frozen

from antipoverty._shared.arguments import mapping_to, typed
from antipoverty._shared.shapes import typed_fields
from antipoverty.text import Text


class CauseGroup(Enum):
    """Groups of causes, a design of this library (CA-05)."""

    HEALTH = "health"
    EDUCATION = "education"
    SHOCK = "shock"
    RESOURCE = "resource"
    CAPABILITY = "capability"
    OTHER = "other"

    @property
    def text(self) -> Text:
        """What it is called."""
        return _GROUP_TEXTS[self]


_GROUP_TEXTS = {
    CauseGroup.HEALTH: Text("health", "健康"),
    CauseGroup.EDUCATION: Text("education", "教育"),
    CauseGroup.SHOCK: Text("shock", "冲击"),
    CauseGroup.RESOURCE: Text("resource", "资源"),
    CauseGroup.CAPABILITY: Text("capability", "能力"),
    CauseGroup.OTHER: Text("other", "其他"),
}


class Cause(Enum):
    """The codes of the form, in its order (CA-01, CA-02).

    Twelve codes in 2014; marriage was added later, and stands before *other* since its place on the form is not known.

    >>> Cause("illness").text
    Text(en='illness', zh='因病')
    """

    ILLNESS = "illness"
    DISABILITY = "disability"
    SCHOOLING = "schooling"
    DISASTER = "disaster"
    LAND = "land"
    WATER = "water"
    TECHNOLOGY = "technology"
    LABOUR = "labour"
    FUNDS = "funds"
    TRANSPORT = "transport"
    MOTIVATION = "motivation"
    MARRIAGE = "marriage"
    OTHER = "other"

    @property
    def text(self) -> Text:
        """What it is called."""
        return _CAUSES[self][0]

    @property
    def group(self) -> CauseGroup:
        """The group that it belongs to."""
        return _CAUSES[self][1]


_CAUSES = {
    Cause.ILLNESS: (Text("illness", "因病"), CauseGroup.HEALTH),
    Cause.DISABILITY: (Text("disability", "因残"), CauseGroup.HEALTH),
    Cause.SCHOOLING: (Text("schooling", "因学"), CauseGroup.EDUCATION),
    Cause.DISASTER: (Text("disaster", "因灾"), CauseGroup.SHOCK),
    Cause.LAND: (Text("lack of land", "缺土地"), CauseGroup.RESOURCE),
    Cause.WATER: (Text("lack of water", "缺水"), CauseGroup.RESOURCE),
    Cause.TECHNOLOGY: (Text("lack of technology", "缺技术"), CauseGroup.CAPABILITY),
    Cause.LABOUR: (Text("lack of labour", "缺劳力"), CauseGroup.CAPABILITY),
    Cause.FUNDS: (Text("lack of funds", "缺资金"), CauseGroup.RESOURCE),
    Cause.TRANSPORT: (Text("poor transport", "交通条件落后"), CauseGroup.RESOURCE),
    Cause.MOTIVATION: (Text("lack of own drive", "自身发展动力不足"), CauseGroup.CAPABILITY),
    Cause.MARRIAGE: (Text("marriage", "因婚"), CauseGroup.SHOCK),
    Cause.OTHER: (Text("other", "其他"), CauseGroup.OTHER),
}


class RiskCode(Enum):
    """Risks of falling back (返贫致贫风险; CA-06), the codes of monitoring from 2020 on. They are not causes: grade B.

    >>> RiskCode.UNSTABLE_WORK.text["zh"]
    '就业不稳'
    """

    ILLNESS = "illness"
    SCHOOLING = "schooling"
    DISABILITY = "disability"
    NATURAL_DISASTER = "natural disaster"
    ACCIDENT = "accident"
    INDUSTRY_FAILURE = "industry failure"
    UNSTABLE_WORK = "unstable work"
    LACK_OF_LABOUR = "lack of labour"
    HOUSING = "housing"
    WATER = "water"
    OTHER = "other"

    @property
    def text(self) -> Text:
        """What it is called."""
        return Text(self.value, _RISKS[self])


_RISKS = {
    RiskCode.ILLNESS: "因病",
    RiskCode.SCHOOLING: "因学",
    RiskCode.DISABILITY: "因残",
    RiskCode.NATURAL_DISASTER: "因自然灾害",
    RiskCode.ACCIDENT: "因意外事故",
    RiskCode.INDUSTRY_FAILURE: "产业失败",
    RiskCode.UNSTABLE_WORK: "就业不稳",
    RiskCode.LACK_OF_LABOUR: "缺劳动力",
    RiskCode.HOUSING: "住房安全",
    RiskCode.WATER: "饮水安全",
    RiskCode.OTHER: "其他",
}

#: Other words for the same codes, as the second township summary (translated) and common usage have them.
_SYNONYMS = {
    "school": Cause.SCHOOLING,
    "lack of labor": Cause.LABOUR,
    "缺劳动力": Cause.LABOUR,
    "缺动力": Cause.MOTIVATION,
}
_WORDS = (
    {cause.value: cause for cause in Cause}
    | {cause.text.en: cause for cause in Cause}
    | {cause.text.zh: cause for cause in Cause}
    | _SYNONYMS
)


@frozen(field_transformer=typed_fields)
class DeclaredCause:
    """A cause as the household's form states it, and the code that it means.

    Attributes:
        label: the words on the form, kept as they are; personal, so not shown.
        cause: the code; none if no list knows the words.
        exact: whether the words mean that code, and not merely come near it.
    """

    label: str = field(repr=False)
    cause: Cause | None
    exact: bool


def read_label(label: str, local: Mapping[str, str]) -> DeclaredCause:
    """Read one label of a form.

    Args:
        label: a code, or its name in English or Chinese, or a local word.
        local: local words with the code that comes nearest, as the rulebook's ``causes.local_labels`` has them.

    >>> read_label("缺技术", {}).cause
    <Cause.TECHNOLOGY: 'technology'>
    >>> read_label("land loss", {"land loss": "land"})
    DeclaredCause(cause=<Cause.LAND: 'land'>, exact=False)
    >>> read_label("bad luck", {}).cause is None
    True
    """
    typed(label, str, "label")
    mapping_to(local, str, "local")
    word = label.strip().casefold()
    if word in _WORDS:
        return DeclaredCause(label, _WORDS[word], True)
    nearest = local.get(word)
    return DeclaredCause(label, None if nearest is None else Cause(nearest), False)


class DifferenceKind(Enum):
    """How what a form declares differs from what the facts say."""

    NOT_FOUND = "not found"
    UNDECIDED = "undecided"
    NOT_A_CODE = "not a code"
    NO_CONDITION = "no condition"
    NOT_DECLARED = "not declared"
    OTHER_MAIN = "other main"
    REPEATED = "repeated"
    TOO_MANY = "too many"

    @property
    def text(self) -> Text:
        """What it means."""
        return _DIFFERENCES[self]


_DIFFERENCES = {
    DifferenceKind.NOT_FOUND: Text("declared, but the facts say that it is none", "表中填报，但核查不成立"),
    DifferenceKind.UNDECIDED: Text("declared, and facts are missing to tell", "表中填报，信息不足无法核查"),
    DifferenceKind.NOT_A_CODE: Text("declared in words that are no code of the list in force", "所填并非现行代码"),
    DifferenceKind.NO_CONDITION: Text(
        "declared as “other”, which only a case review can check", "填报为“其他”，须个案核查"
    ),
    DifferenceKind.NOT_DECLARED: Text("found, but not declared", "核查成立，但表中未填报"),
    DifferenceKind.OTHER_MAIN: Text(
        "declared as the main cause, but another ranks first", "填报为主要原因，但核查另有主因"
    ),
    DifferenceKind.REPEATED: Text("declared twice", "重复填报"),
    DifferenceKind.TOO_MANY: Text("more than one main and two others declared", "填报超过一主两次"),
}


@frozen(field_transformer=typed_fields)
class Difference:
    """One difference between the form and the facts.

    Attributes:
        kind: what differs.
        cause: the cause, if there is one.
        label: the words of the form, if it is about them; personal, so not shown.
    """

    kind: DifferenceKind
    cause: Cause | None = None
    label: str | None = field(default=None, repr=False)
