"""Checks of who a person is, and of the household that persons make up."""

from __future__ import annotations

from antipoverty.facts.person import CERTIFIED, DISABILITY, NUMBERED, RELATION, SEX
from antipoverty.records import Disability, RelationToHead, Sex
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.shared import GUIZHOU, NATIONAL
from antipoverty.rules import AnyMember, Condition, CountMembers, IsTrue
from antipoverty.text import Text

_MALE, _FEMALE = SEX.one_of((Sex.MALE.value,)), SEX.one_of((Sex.FEMALE.value,))
_SONS = (
    RelationToHead.SON,
    RelationToHead.SON_IN_LAW,
    RelationToHead.GRANDSON,
    RelationToHead.SON_OF_DAUGHTER,
    RelationToHead.GREAT_GRANDSON,
    RelationToHead.FATHER,
    RelationToHead.FATHER_OF_HUSBAND,
    RelationToHead.FATHER_OF_WIFE,
    RelationToHead.GRANDFATHER,
    RelationToHead.UNCLE,
    RelationToHead.NEPHEW,
)
_DAUGHTERS = (
    RelationToHead.DAUGHTER,
    RelationToHead.DAUGHTER_IN_LAW,
    RelationToHead.GRANDDAUGHTER,
    RelationToHead.DAUGHTER_OF_DAUGHTER,
    RelationToHead.GREAT_GRANDDAUGHTER,
    RelationToHead.MOTHER,
    RelationToHead.MOTHER_OF_HUSBAND,
    RelationToHead.MOTHER_OF_WIFE,
    RelationToHead.GRANDMOTHER,
    RelationToHead.WIFE_OF_BROTHER,
    RelationToHead.NIECE,
)
_WHO_IS_HEAD = Text("Who is the head of the household, and how are the others related?", "核实户主及各成员与户主关系")


def _related(*relations: RelationToHead) -> Condition:
    return RELATION.one_of(tuple(relation.value for relation in relations))


def _couple(sex: Condition) -> Condition:
    return AnyMember(_related(RelationToHead.HEAD) & sex) & AnyMember(_related(RelationToHead.SPOUSE) & sex)


def _household(code: str, name: Text, condition: Condition, *codes: str, subject: str = "household") -> Check:
    sources = (NATIONAL, GUIZHOU) if code != "two-heads" else (GUIZHOU,)
    return Check(
        f"household-{code}",
        name,
        CheckGroup.HOUSEHOLD,
        subject,
        Severity.ERROR,
        _WHO_IS_HEAD,
        condition,
        sources=sources,
        codes=codes,
    )


CHECKS = (
    Check(
        "identity-not-numbered",
        Text("No identity number, or a stand-in for one", "无证件号码或为虚拟号码"),
        CheckGroup.IDENTITY,
        "person",
        Severity.BLANK,
        Text("Is the person registered with the police?", "核实户籍登记并补录证件号码"),
        ~IsTrue(NUMBERED),
        sources=(GUIZHOU,),
        codes=("4_01_003",),
    ),
    Check(
        "identity-disabled-uncertified",
        Text("Disabled, but no disability certificate", "残疾而无残疾人证"),
        CheckGroup.IDENTITY,
        "person",
        Severity.DOUBT,
        Text("Is there a certificate, or can it be applied for?", "核实是否持证，未持证的协助办理"),
        ~DISABILITY.one_of((Disability.NONE.value,)) & ~IsTrue(CERTIFIED),
        sources=(NATIONAL, GUIZHOU),
        codes=("4_01_002", "4_12_003"),
    ),
    _household(
        "no-head",
        Text("No head of the household", "无户主"),
        ~AnyMember(_related(RelationToHead.HEAD)),
        "3_01_001",
        "3_02_012",
        "3_11_001",
    ),
    _household(
        "two-heads",
        Text("More than one head of the household", "户主多于一人"),
        CountMembers(_related(RelationToHead.HEAD)) > 1,
        "3_02_011",
        "3_11_002",
    ),
    _household(
        "relation-and-sex",
        Text("The relation to the head does not fit the sex", "与户主关系和性别不符"),
        (_MALE & _related(*_DAUGHTERS)) | (_FEMALE & _related(*_SONS)),
        "2_01_004",
        "2_12_008",
        subject="person",
    ),
    _household(
        "couple-of-one-sex",
        Text("The head and the spouse are of the same sex", "户主与配偶性别相同"),
        _couple(_MALE) | _couple(_FEMALE),
        "2_02_001",
        "2_11_003",
    ),
)
