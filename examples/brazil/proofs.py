"""What is proved of every family, whatever its facts, with the values of a date. Needs the extra ``proof``."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty.rulebooks import InForce
from antipoverty.rules import (
    Parameter,
    Proof,
    Quantity,
    Term,
    bind,
    prove_bounds,
    prove_impossible,
    prove_monotone,
)
from antipoverty.text import Text
from brazil.rules import (
    BENEFIT,
    ENTRY,
    FULL_BENEFIT,
    INCOME,
    PROTECTION,
    REAIS,
    SIZE,
    VARIABLE,
    YOUNG,
    of_composition,
    paid,
)

#: What every claim takes for granted.
ASSUMED = Text(
    en="All facts are known, and those of a family are numbers of their own: they need not follow from members, but"
    " none of them is below 0, save the income. So a claim holds of more families than there can be.",
    pt="Todas as informações são conhecidas, e as da família são números próprios: não precisam decorrer dos"
    " integrantes, mas nenhum é negativo, salvo a renda. Assim, cada prova vale para mais famílias do que pode haver.",
)
ONE_MORE = Text(
    en="The child brings no income; what the family has and when it entered protection stay the same.",
    pt="A criança não traz renda; a renda da família e o ingresso na proteção permanecem iguais.",
)
UNROUNDED = Text(
    en="With the values of the law every sum is whole: to round it up changes nothing.",
    pt="Com os valores da lei toda soma é inteira: arredondar para cima nada altera.",
)


def prove(stands: InForce) -> Iterator[tuple[Text, Proof]]:
    """Each claim in words, with its proof."""

    def term(of: Term) -> Term:
        return bind(Quantity("claimed", BENEFIT.name, "family", of, REAIS), stands).quantity.term

    benefit, full = term(BENEFIT.term), term(FULL_BENEFIT.term)
    falls = Text(en="The benefit never rises with income.", pt="O benefício nunca sobe com a renda.")
    yield falls, prove_monotone(falls.en, benefit, INCOME, direction="falling")
    child = Text(en="A child under 7 more never lowers it.", pt="Mais uma criança menor de 7 anos nunca o reduz.")
    older = Text(en="A child of 7 or more never lowers it.", pt="Mais uma criança de 7 anos ou mais nunca o reduz.")
    for claim, young, variable in ((child, 1, 0), (older, 0, 1)):
        with_one_more = of_composition(SIZE + 1, YOUNG + young, VARIABLE + variable)
        more = paid(with_one_more, SIZE + 1)
        yield claim, prove_bounds(claim.en, term(more), least=benefit)
    bounds = Text(
        en="It is never negative, and never above the full benefit.",
        pt="Nunca é negativo, nem superior ao benefício integral.",
    )
    yield bounds, prove_bounds(bounds.en, benefit, least=0, most=full)
    least = Text(
        en="The full benefit is at least the sum to which the law tops up.",
        pt="O benefício integral é no mínimo o valor que a lei completa.",
    )
    yield least, prove_bounds(least.en, full, least=term(Parameter("benefit.family_minimum") * 1))
    plain = of_composition(rounded=False)
    yield UNROUNDED, prove_bounds(UNROUNDED.en, full, least=term(plain), most=term(plain))
    both = Text(
        en="No family both enters and is protected.", pt="Nenhuma família ingressa e é protegida ao mesmo tempo."
    )
    conditions = [bind(rule, stands).rule.condition for rule in (ENTRY, PROTECTION)]
    yield both, prove_impossible(both.en, conditions[0] & conditions[1])
