"""Help after an exit (脱贫不脱政策; EX-07): what stays, and whether it stays for one household."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._shared.deciding import decide_record, in_force
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import MONITORED, NEEDS_HELP, REGISTRATION
from antipoverty.records import Household, Registration
from antipoverty.rules import AnyOf, Choose, Criterion, Decision, IsTrue, Parameter, Rule
from antipoverty.text import Labelled, Text


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
    NORMALISED = (
        "normalised",
        "regular help: it stays for those who would fall back without it, by assessment",
        "常态化帮扶：经评估，停止帮扶即存在返贫风险的继续帮扶，符合退出条件的有序退出",
    )


def support_after_exit(*, on: date, rulebook: rulebooks.Rulebook | None = None) -> SupportAfterExit:
    """The support of households, villages and counties that have exited, on a date (EX-07).

    Raises:
        NotYetInForce: before April 2016.

    >>> from datetime import date
    >>> support_after_exit(on=date(2020, 12, 31)), support_after_exit(on=date(2021, 1, 1))
    (<SupportAfterExit.UNCHANGED: 'unchanged'>, <SupportAfterExit.FOUR_NOT_REMOVED: 'four-not-removed'>)
    >>> support_after_exit(on=date(2026, 11, 27))
    <SupportAfterExit.NORMALISED: 'normalised'>
    """
    return SupportAfterExit(str(in_force(rulebook, on).get("exit.support_after").value))


#: In the register, or exited and still entitled: those whom the assessment of 2026 is about.
_ENTITLED = REGISTRATION.one_of(
    (Registration.REGISTERED.value, Registration.RETURNED.value, Registration.EXITED.value),
)
_BY_STANDING = Criterion(
    "EX-07.standing", Text("Registered, or exited and still entitled", "在册，或已脱贫仍享受政策"), _ENTITLED
)
_MONITORED = Criterion("EX-07.monitored", Text("Under monitoring", "属在监测对象"), IsTrue(MONITORED))
_ASSESSED = Criterion(
    "EX-07.assessed",
    Text(
        "Registered or still entitled: keeps help unless the assessment of 2026 ends it",
        "在册或仍享受政策的：2026年评估未终止前继续帮扶",
    ),
    _ENTITLED & IsTrue(NEEDS_HELP),
    sources=("number-one-2026", "mara-2026"),
)
#: Who keeps a right to help from 2026 on: those under monitoring, and those who would fall back without it.
KEEPS_HELP = IsTrue(MONITORED) | _ASSESSED.condition

#: EX-07: whether help stays for a household.
HELP_AFTER_EXIT = Rule(
    "help-after-exit",
    Text("Help after exit", "脱贫后继续帮扶"),
    "household",
    Choose(
        Parameter("exit.support_after"),
        (
            ("unchanged", _BY_STANDING),
            ("four-not-removed", AnyOf((_MONITORED, _BY_STANDING))),
            ("normalised", AnyOf((_MONITORED, _ASSESSED))),
        ),
    ),
    met=Text("help stays", "继续帮扶"),
    not_met=Text("no right to help", "不再享受帮扶"),
    unknown=Text("cannot be decided yet", "信息不足，暂不能认定"),
    in_force=Parameter("exit.support_after"),
    summary=Text(
        "Until the end of 2025 help stays for every household in the register but those who are no longer entitled."
        " From 2026 on it stays for those under monitoring; a former registered household keeps it unless the"
        " assessment ends it: fit to leave, it leaves in order; if it would fall back without help, it keeps it.",
        "2025年底前，除不再享受政策的已脱贫户外，在册农户继续帮扶。2026年起，在监测对象继续帮扶；原建档立卡户经评估，"
        "符合退出条件的有序退出，停止帮扶即存在返贫风险的继续帮扶，评估未终止前不变。",
    ),
)


def assess_help(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether help stays for a household (EX-07).

    Args:
        household: the household; its ``registration``, and from 2026 on ``monitored`` and ``needs_help``, what the
            assessment of former registered households found.
        on: the date of the decision.
        rulebook: the rules; those of China if left out.

    Returns:
        A decision: met if help stays; from 2026 on unknown for a household that is still to be assessed, which keeps it
        until then.

    Raises:
        NotYetInForce: before April 2016.

    Source: 厅字〔2016〕16号; 中发〔2020〕30号; the No. 1 document of 2026, item 8.

    >>> from datetime import date
    >>> decision = assess_help(Household("h1", registration="exited", monitored=False), on=date(2026, 11, 27))
    >>> decision.outcome.value, decision.missing
    ('unknown', ('needs_help',))
    >>> gone = Household("h2", registration="no longer entitled", monitored=False)
    >>> assess_help(gone, on=date(2026, 11, 27)).outcome.value
    'not met'
    """
    return decide_record(HELP_AFTER_EXIT, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)
