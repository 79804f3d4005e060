"""Bolsa Família, the benefit for families in Brazil's register Cadastro Único: its records, facts, rules and amounts.

The values are in the TOML files beside this module. A month's income and benefit are in reais. What the acts of the
ministry say of blocking and cancelling a benefit, and the transition benefit of 2023, are left out: they were not read.

    book = rulebooks.load(Path("examples/brazil"))
    decide(bind(ENTRY, book.at(on)), FAMILY, family, on=on).explain("pt")
    calculate(bind(BENEFIT, book.at(on)), FAMILY, family, on=on).value
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import reduce

from attrs import field, frozen

from antipoverty.money import amount
from antipoverty.rules import (
    Alterable,
    AnyMember,
    Before,
    Chosen,
    Condition,
    CountMembers,
    Criterion,
    Elapsed,
    EveryMember,
    Fact,
    Greatest,
    Hundredths,
    IsTrue,
    Kind,
    Parameter,
    Quantity,
    Rounded,
    Rule,
    Subject,
    SumMembers,
    Term,
    When,
)
from antipoverty.text import Text

# Records


def _reais(value: Decimal | int | str) -> Decimal:
    return amount(value, "income", currency="reais", minimum=0, personal=True)


@frozen
class Income:
    """What a member has in a month, by kind, in reais; what is left out is nothing."""

    work: Decimal = field(default=Decimal(0), converter=_reais, repr=False)
    pension: Decimal = field(default=Decimal(0), converter=_reais, repr=False)
    bpc: Decimal = field(default=Decimal(0), converter=_reais, repr=False)
    eventual: Decimal = field(default=Decimal(0), converter=_reais, repr=False)
    indemnity: Decimal = field(default=Decimal(0), converter=_reais, repr=False)
    transfer: Decimal = field(default=Decimal(0), converter=_reais, repr=False)


@frozen
class Member:
    """A member of a family (*integrante*); what is left out is unknown, but for instalments, which are none."""

    id: str
    birth_date: date | None = field(default=None, repr=False)
    income: Income | None = field(default=None, repr=False)
    pregnant: bool | None = field(default=None, repr=False)
    pregnancy_paid: int | None = field(default=0, repr=False)
    nursing: bool | None = field(default=None, repr=False)
    nursing_paid: int | None = field(default=0, repr=False)
    prenatal: bool | None = field(default=None, repr=False)
    vaccinated: bool | None = field(default=None, repr=False)
    nutrition: bool | None = field(default=None, repr=False)
    attendance: Decimal | None = field(default=None, repr=False)
    basic_education: bool | None = field(default=None, repr=False)


@frozen
class Family:
    """A family (*família*): one domestic group in one home; what is left out is unknown."""

    id: str
    members: tuple[Member, ...] | None = field(default=None, repr=False)
    registered: bool | None = None
    visited: bool | None = None
    protected: bool | None = None
    protected_since: date | None = None
    protected_by: str | None = field(default=None, repr=False)
    left_with_priority: bool | None = None
    left_on: date | None = None


# Facts


def _text(en: str, pt: str) -> Text:
    return Text(en=en, pt=pt)


REAIS, PERSONS, CHILDREN = _text("reais", "reais"), _text("persons", "pessoas"), _text("children", "crianças")
YEARS, MONTHS, PERCENT = _text("years", "anos"), _text("months", "meses"), _text("%", "%")
INSTALMENTS = _text("instalments", "parcelas")
NEVER, FORWARD = Alterable.NEVER, Alterable.FORWARD


def _flag(name: str, true: Text, false: Text, alterable: Alterable = Alterable.FREELY) -> Fact:
    return Fact(name, Kind.FLAG, true, negated=false, alterable=alterable)


def _count(name: str, text: Text, unit: Text) -> Fact:
    return Fact(name, Kind.COUNT, text, unit, alterable=NEVER)


AGE = _count("age", _text("age", "idade"), YEARS)
AGE_IN_MONTHS = _count("age_in_months", _text("age in months", "idade em meses"), MONTHS)
INCOMES = {
    kind: Fact(f"income_{kind}", Kind.MONEY, text, REAIS)
    for kind, text in {
        "work": _text("earnings from work", "renda do trabalho"),
        "pension": _text("pensions and retirement", "aposentadorias e pensões"),
        "bpc": _text("BPC", "BPC"),
        "eventual": _text("eventual or seasonal public benefits", "benefícios públicos eventuais ou sazonais"),
        "indemnity": _text("indemnities", "indenizações"),
        "transfer": _text("public assistance transfers", "transferências públicas de assistência"),
    }.items()
}
PREGNANT = _flag(
    "pregnant",
    _text("the person is pregnant", "a pessoa é gestante"),
    _text("the person is not pregnant", "a pessoa não é gestante"),
    NEVER,
)
NURSING = _flag(
    "nursing",
    _text("the person is nursing", "a pessoa é nutriz"),
    _text("the person is not nursing", "a pessoa não é nutriz"),
    NEVER,
)
PREGNANCY_PAID = _count(
    "pregnancy_paid", _text("instalments paid for the pregnancy", "parcelas pagas pela gestação"), INSTALMENTS
)
NURSING_PAID = _count("nursing_paid", _text("instalments paid for nursing", "parcelas pagas à nutriz"), INSTALMENTS)
PRENATAL = _flag(
    "prenatal",
    _text("the person has prenatal care", "a pessoa faz o pré-natal"),
    _text("the person has no prenatal care", "a pessoa não faz o pré-natal"),
)
VACCINATED = _flag(
    "vaccinated",
    _text("the person is vaccinated as the calendar asks", "a pessoa está com a vacinação em dia"),
    _text("the person is not vaccinated as the calendar asks", "a pessoa não está com a vacinação em dia"),
)
NUTRITION = _flag(
    "nutrition",
    _text("the person's nutrition is followed up", "a pessoa tem acompanhamento nutricional"),
    _text("the person's nutrition is not followed up", "a pessoa não tem acompanhamento nutricional"),
)
ATTENDANCE = Fact(
    "attendance", Kind.MEASURE, _text("school attendance of the month", "frequência escolar no mês"), PERCENT
)
EDUCATED = _flag(
    "basic_education",
    _text("the person has completed basic education", "a pessoa concluiu a educação básica"),
    _text("the person has not completed basic education", "a pessoa não concluiu a educação básica"),
    FORWARD,
)
PERSON = Subject(
    "person",
    {
        AGE: Elapsed("birth_date"),
        AGE_IN_MONTHS: Elapsed("birth_date", "months"),
        **{fact: Hundredths(f"income.{kind}") for kind, fact in INCOMES.items()},
        ATTENDANCE: Hundredths("attendance"),
        **{fact: fact.name for fact in (PREGNANT, PREGNANCY_PAID, NURSING, NURSING_PAID)},
        **{fact: fact.name for fact in (PRENATAL, VACCINATED, NUTRITION, EDUCATED)},
    },
)

#: Art. 4: what the members have, without the kinds of income that do not count.
_PARTS: list[Term] = [When(Chosen(Parameter("income.excluded"), kind), 0, fact) for kind, fact in INCOMES.items()]
_COUNTED = reduce(lambda total, part: total + part, _PARTS)
_PREGNANT = IsTrue(PREGNANT) & (PREGNANCY_PAID < Parameter("instalments.pregnancy"))
_NURSING = IsTrue(NURSING) & (NURSING_PAID < Parameter("instalments.nursing"))
_OF_AGE = (AGE >= Parameter("age.early_childhood")) & (AGE < Parameter("age.adolescent"))

INCOME = Fact(
    "family_income",
    Kind.MONEY,
    _text("family income of the month", "renda familiar mensal"),
    REAIS,
    definition=SumMembers(_COUNTED),
)
SIZE = Fact("size", Kind.COUNT, _text("members", "integrantes"), PERSONS, alterable=NEVER, definition=CountMembers())
YOUNG = Fact(
    "young",
    Kind.COUNT,
    _text("children in early childhood", "crianças na primeira infância"),
    CHILDREN,
    alterable=NEVER,
    definition=CountMembers(AGE < Parameter("age.early_childhood")),
)
#: Each member once, whatever of it applies to the member. A nurse counts while a child is young enough to be nursed.
VARIABLE = Fact(
    "variable_members",
    Kind.COUNT,
    _text("members for whom the variable benefit is paid", "integrantes com Benefício Variável Familiar"),
    PERSONS,
    alterable=NEVER,
    definition=When(
        AnyMember(AGE_IN_MONTHS < Parameter("age.nursed")),
        CountMembers(_PREGNANT | _NURSING | _OF_AGE),
        CountMembers(_PREGNANT | _OF_AGE),
    ),
)
REGISTERED = _flag(
    "registered",
    _text("the family is in the Cadastro Único", "a família está inscrita no Cadastro Único"),
    _text("the family is not in the Cadastro Único", "a família não está inscrita no Cadastro Único"),
)
VISITED = _flag(
    "visited",
    _text("the family was interviewed at home", "a família foi entrevistada no domicílio"),
    _text("the family was not interviewed at home", "a família não foi entrevistada no domicílio"),
)
PROTECTED = _flag(
    "protected",
    _text("the family has entered the protection rule", "a família ingressou na regra de proteção"),
    _text("the family has not entered the protection rule", "a família não ingressou na regra de proteção"),
    NEVER,
)
EARLIER = Fact(
    "protected_earlier",
    Kind.FLAG,
    _text("it entered before the new rules", "o ingresso foi anterior às novas regras"),
    negated=_text("it did not enter before the new rules", "o ingresso não foi anterior às novas regras"),
    reads=("protection.new_from",),
    alterable=NEVER,
)
PROTECTED_MONTHS = _count("protected_months", _text("months since it entered", "meses desde o ingresso"), MONTHS)
PROTECTED_BY = Fact(
    "protected_by",
    Kind.CATEGORY,
    _text("income by which it entered", "renda que motivou o ingresso"),
    values=("work", "pension", "bpc_old", "bpc_disabled"),
    labels=(
        _text("work", "trabalho"),
        _text("pension or retirement", "pensão ou aposentadoria"),
        _text("BPC for the old", "BPC do idoso"),
        _text("BPC for the disabled", "BPC da pessoa com deficiência"),
    ),
    alterable=NEVER,
)
LEFT_WITH_PRIORITY = _flag(
    "left_with_priority",
    _text("it left as its protection ended, or by itself", "saiu com o fim da proteção ou por iniciativa própria"),
    _text("it left neither as its protection ended nor by itself", "não saiu com o fim da proteção nem por si"),
    NEVER,
)
LEFT_MONTHS = _count("left_months", _text("months since it left", "meses desde a saída"), MONTHS)
FAMILY = Subject(
    "family",
    {
        **dict.fromkeys((INCOME, SIZE, YOUNG, VARIABLE)),
        **{fact: fact.name for fact in (REGISTERED, VISITED, PROTECTED, PROTECTED_BY, LEFT_WITH_PRIORITY)},
        EARLIER: Before("protected_since", "protection.new_from"),
        PROTECTED_MONTHS: Elapsed("protected_since", "months"),
        LEFT_MONTHS: Elapsed("left_on", "months"),
    },
    members="members",
    person=PERSON,
)

# Rules

IN_REGISTER = Criterion(
    "BF-01", _text("In the register", "Inscrição no Cadastro Único"), IsTrue(REGISTERED), sources=("lei-14601",)
)


def below_line(size: Term = SIZE) -> Criterion:
    """Art. 5: the income per head is at most the line, as the family's is at most so many times that."""
    return Criterion(
        "BF-02",
        _text("Income per head at most the line", "Renda por pessoa igual ou inferior à linha"),
        INCOME <= Parameter("entry.line") * size,
        sources=("lei-14601", "decreto-12064"),
    )


INTERVIEWED = Criterion(
    "BF-03",
    _text("One-person family interviewed at home", "Família unipessoal entrevistada no domicílio"),
    IsTrue(VISITED) | Chosen(Parameter("register.home_interview"), "false"),
    applies=SIZE.equals(1),
    sources=("decreto-12417",),
)
ENTRY = Rule(
    "entry",
    _text("Entry into Bolsa Família", "Ingresso no Bolsa Família"),
    "family",
    IN_REGISTER & below_line() & INTERVIEWED,
    met=_text("the family may enter", "a família pode ingressar"),
    not_met=_text("the family may not enter", "a família não pode ingressar"),
    unknown=_text("it is not known whether the family may enter", "não se sabe se a família pode ingressar"),
)

_BY_ENTRY = Chosen(Parameter("protection.by_entry"), "true")
_BY_KIND = When(
    PROTECTED_BY.one_of(("work",)),
    Parameter("protection.months_work"),
    When(
        PROTECTED_BY.one_of(("bpc_disabled",)),
        Parameter("protection.months_bpc_disabled"),
        Parameter("protection.months_pension"),
    ),
)


def _by_entry(earlier: Term, later: Term) -> Term:
    """What counts for those who entered before the new rules, and for those who enter under them."""
    return When(_BY_ENTRY, When(IsTrue(EARLIER), earlier, later), earlier)


def protection(size: Term = SIZE) -> Condition:
    """Art. 6 and the order of 2025: a family that earns more than the line stays for some months, up to a ceiling."""
    ceiling = _by_entry(Parameter("protection.half_minimum_wage") * size, Parameter("protection.ceiling") * size)
    return (
        IN_REGISTER
        & Criterion("BP-01", _text("Has entered", "Ingresso"), IsTrue(PROTECTED), sources=("lei-14601",))
        & Criterion(
            "BP-02",
            _text("Income per head above the line", "Renda por pessoa acima da linha"),
            INCOME > Parameter("entry.line") * size,
            sources=("lei-14601",),
        )
        & Criterion(
            "BP-03",
            _text("Income per head at most the ceiling", "Renda por pessoa até o teto"),
            INCOME <= ceiling,
            sources=("lei-14601",),
        )
        & Criterion(
            "BP-04",
            _text("Within its months", "Dentro do prazo"),
            PROTECTED_MONTHS < _by_entry(Parameter("protection.months"), _BY_KIND),
            sources=("lei-14601",),
        )
    )


PROTECTION = Rule(
    "protection",
    _text("Protection rule of Bolsa Família", "Regra de proteção do Bolsa Família"),
    "family",
    protection(),
    met=_text("the family keeps half the benefit", "a família mantém metade do benefício"),
    not_met=_text("the protection rule does not apply", "a regra de proteção não se aplica"),
    unknown=_text("it is not known whether it applies", "não se sabe se ela se aplica"),
)


def _asked(id: str, name: Text, condition: Condition) -> Criterion:
    return Criterion(id, name, EveryMember(condition), sources=("lei-14601",))


_SCHOOL_FROM, _SCHOOL_HIGHER = Parameter("school.age_from"), Parameter("school.age_higher")
_FOLLOWED = Parameter("conditions.nutrition_age")
CONDITIONS = Rule(
    "conditions",
    _text("Conditions of Bolsa Família", "Condicionalidades do Bolsa Família"),
    "family",
    _asked("BC-01", _text("Prenatal care", "Pré-natal"), ~IsTrue(PREGNANT) | IsTrue(PRENATAL))
    & _asked("BC-02", _text("Vaccination", "Vacinação"), IsTrue(VACCINATED))
    & _asked("BC-03", _text("Nutrition", "Acompanhamento nutricional"), (AGE >= _FOLLOWED) | IsTrue(NUTRITION))
    & _asked(
        "BC-04",
        _text("School attendance of the younger", "Frequência escolar dos menores"),
        (AGE < _SCHOOL_FROM) | (AGE >= _SCHOOL_HIGHER) | (ATTENDANCE >= Parameter("school.attendance")),
    )
    & _asked(
        "BC-05",
        _text("School attendance of the older", "Frequência escolar dos maiores"),
        (AGE < _SCHOOL_HIGHER)
        | (AGE >= Parameter("age.adolescent"))
        | IsTrue(EDUCATED)
        | (ATTENDANCE >= Parameter("school.attendance_higher")),
    ),
    met=_text("the conditions are kept", "as condicionalidades estão cumpridas"),
    not_met=_text("a condition is not kept", "há condicionalidade descumprida"),
    unknown=_text("it is not known whether the conditions are kept", "não se sabe se estão cumpridas"),
)
RETURN = Rule(
    "return-priority",
    _text("Priority to return to Bolsa Família", "Prioridade de retorno ao Bolsa Família"),
    "family",
    Criterion("BR-01", _text("How it left", "Forma de saída"), IsTrue(LEFT_WITH_PRIORITY), sources=("decreto-12417",))
    & Criterion(
        "BR-02",
        _text("Left not long ago", "Saída recente"),
        LEFT_MONTHS < Parameter("return.months"),
        sources=("decreto-12417",),
    ),
    met=_text("the family has priority", "a família tem prioridade"),
    not_met=_text("the family has no priority", "a família não tem prioridade"),
    unknown=_text("it is not known whether it has priority", "não se sabe se ela tem prioridade"),
)
RULES = (ENTRY, PROTECTION, CONDITIONS, RETURN)

# Amounts of a month


def of_composition(size: Term = SIZE, young: Term = YOUNG, variable: Term = VARIABLE, *, rounded: bool = True) -> Term:
    """Art. 7: the benefits in their order, added up, and the sum rounded up to whole reais."""
    citizenship = Parameter("benefit.citizenship") * size
    complement = Greatest((Parameter("benefit.family_minimum") - citizenship, 0))
    children, others = Parameter("benefit.early_childhood") * young, Parameter("benefit.variable") * variable
    composed = citizenship + complement + children + others
    return Rounded(composed, 1, "up") if rounded else composed


def paid(composed: Term, size: Term = SIZE) -> Term:
    """All of it at most the line, a share under the protection rule, else nothing."""
    share = Parameter("protection.share") * composed
    return When(IN_REGISTER & below_line(size), composed, When(protection(size), share, 0))


FULL_BENEFIT = Quantity(
    "full-benefit",
    _text("Full benefit of Bolsa Família", "Benefício integral do Bolsa Família"),
    "family",
    of_composition(),
    REAIS,
    sources=("lei-14601", "decreto-12064"),
)
BENEFIT = Quantity(
    "benefit",
    _text("Benefit of Bolsa Família", "Benefício do Bolsa Família"),
    "family",
    paid(of_composition()),
    REAIS,
    sources=("lei-14601", "decreto-12064"),
)
QUANTITIES = (FULL_BENEFIT, BENEFIT)
