"""What is proved of a rule or an amount, proved again while its page is written, once for all languages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from antipoverty.text import Text
from pages import bindings
from worked import ALWAYS, Worked, WorkedQuantity
from writing import Language, bracketed

_ONCE = Text("proved for one state of it", "已就其1种状态证明")
_PROVED = Text("proved for {} states of it", "已就其{}种状态证明")


def proofs(worked: Worked | WorkedQuantity, language: Language) -> Iterator[str]:
    """The claims as a list, each with the number of states for which it is proved."""
    for text, count in _proved(worked):
        said = (_ONCE if count == 1 else _PROVED)[language].format(count)
        yield f"- {text[language]}{bracketed(said, language)}"
    yield ""


@cache
def _proved(worked: Worked | WorkedQuantity) -> tuple[tuple[Text, int], ...]:
    """The claims, for every period of every rulebook, and the number of states that differ."""
    about = worked.rule if isinstance(worked, Worked) else worked.quantity
    periods = [book.at(start) for book in worked.shown_books for start, _, _ in bindings(about, book)]
    found = []
    for claim in (*ALWAYS, *worked.claims) if isinstance(worked, Worked) else worked.claims:
        if isinstance(worked, Worked):
            proved = tuple(claim.proofs(worked.rule, periods))
        else:
            proved = tuple(claim.amount_proofs(worked.quantity, periods))
        assert proved, f"{about.id}: there is no period to prove anything about"
        for proof in proved:
            assert proof, f"{about.id}: {claim.text.en} fails: {proof.counterexample}"
        found.append((claim.text, len(proved)))
    return tuple(found)
