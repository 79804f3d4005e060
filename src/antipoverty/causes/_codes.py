"""Causes of poverty by name (致贫原因): the codes, their groups, and what forms declare.

What each cause asks of a household, and how causes are ranked, is in `antipoverty.causes`.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from antipoverty._shared.arguments import mapping_to, typed
from antipoverty._shared.shapes import typed_fields
from antipoverty.text import Labelled


class CauseGroup(Labelled):
    """Groups of causes, a design of this library (CA-05)."""

    HEALTH = "health", "health", "健康"
    EDUCATION = "education", "education", "教育"
    SHOCK = "shock", "shock", "冲击"
    RESOURCE = "resource", "resource", "资源"
    CAPABILITY = "capability", "capability", "能力"
    OTHER = "other", "other", "其他"


class Cause(Labelled):
    """The codes of the form, in its order (CA-01, CA-02).

    Twelve codes in 2014; marriage was added later, and stands before *other* since its place on the form is not known.

    >>> Cause("illness").text, Cause("illness").group
    (Text(en='illness', zh='因病'), <CauseGroup.HEALTH: 'health'>)
    """

    ILLNESS = "illness", "illness", "因病"
    DISABILITY = "disability", "disability", "因残"
    SCHOOLING = "schooling", "schooling", "因学"
    DISASTER = "disaster", "disaster", "因灾"
    LAND = "land", "lack of land", "缺土地"
    WATER = "water", "lack of water", "缺水"
    TECHNOLOGY = "technology", "lack of technology", "缺技术"
    LABOUR = "labour", "lack of labour", "缺劳力"
    FUNDS = "funds", "lack of funds", "缺资金"
    TRANSPORT = "transport", "poor transport", "交通条件落后"
    MOTIVATION = "motivation", "lack of own drive", "自身发展动力不足"
    MARRIAGE = "marriage", "marriage", "因婚"
    OTHER = "other", "other", "其他"

    @property
    def group(self) -> CauseGroup:
        """The group that it belongs to."""
        return _GROUPS[self]


_GROUPS = {
    Cause.ILLNESS: CauseGroup.HEALTH,
    Cause.DISABILITY: CauseGroup.HEALTH,
    Cause.SCHOOLING: CauseGroup.EDUCATION,
    Cause.DISASTER: CauseGroup.SHOCK,
    Cause.LAND: CauseGroup.RESOURCE,
    Cause.WATER: CauseGroup.RESOURCE,
    Cause.TECHNOLOGY: CauseGroup.CAPABILITY,
    Cause.LABOUR: CauseGroup.CAPABILITY,
    Cause.FUNDS: CauseGroup.RESOURCE,
    Cause.TRANSPORT: CauseGroup.RESOURCE,
    Cause.MOTIVATION: CauseGroup.CAPABILITY,
    Cause.MARRIAGE: CauseGroup.SHOCK,
    Cause.OTHER: CauseGroup.OTHER,
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


class DifferenceKind(Labelled):
    """How what a form declares differs from what the facts say."""

    NOT_FOUND = "not found", "declared, but the facts say that it is none", "表中填报，但核查不成立"
    UNDECIDED = "undecided", "declared, and facts are missing to tell", "表中填报，信息不足无法核查"
    NOT_A_CODE = "not a code", "declared in words that are no code of the list in force", "所填并非现行代码"
    NO_CONDITION = (
        "no condition",
        "declared as “other”, which only a case review can check",
        "填报为“其他”，须个案核查",
    )
    NOT_DECLARED = "not declared", "found, but not declared", "核查成立，但表中未填报"
    OTHER_MAIN = (
        "other main",
        "declared as the main cause, but another ranks first",
        "填报为主要原因，但核查另有主因",
    )
    REPEATED = "repeated", "declared twice", "重复填报"
    TOO_MANY = "too many", "more than one main and two others declared", "填报超过一主两次"


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
