"""Support after an exit (脱贫不脱政策; EX-07)."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._shared.deciding import in_force
from antipoverty.text import Labelled


class SupportAfterExit(Labelled):
    """The support that continues after an exit (脱贫不脱政策; EX-07)."""

    UNCHANGED = (
        "unchanged",
        "existing support goes on unchanged until the end of 2020",
        "攻坚期内原有扶贫政策保持不变（至2020年底）",
    )
    FOUR_NOT_REMOVED = (
        "four-not-removed",
        "responsibility, policy, support and supervision stay for the transition of five years",
        "过渡期内“四个不摘”：不摘责任、不摘政策、不摘帮扶、不摘监管",
    )


def support_after_exit(*, on: date, rulebook: rulebooks.Rulebook | None = None) -> SupportAfterExit:
    """The support of households, villages and counties that have exited, on a date (EX-07).

    Raises:
        NotYetInForce: before April 2016.
        NoLongerInForce: from 2026 on, when the transition of five years is over.

    >>> from datetime import date
    >>> support_after_exit(on=date(2020, 12, 31)), support_after_exit(on=date(2021, 1, 1))
    (<SupportAfterExit.UNCHANGED: 'unchanged'>, <SupportAfterExit.FOUR_NOT_REMOVED: 'four-not-removed'>)
    """
    return SupportAfterExit(str(in_force(rulebook, on).get("exit.support_after").value))
