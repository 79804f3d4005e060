"""Changes of a household's standing in the register (建档立卡状态变更; EX-08), and the change its facts call for.

>>> standing_after(Registration.REGISTERED, Transition.EXITED)
<Registration.EXITED: 'exited'>
>>> standing_after(Registration.REGISTERED, Transition.RETURNED)
Traceback (most recent call last):
...
antipoverty.errors.ProcedureError: returned: cannot follow on registered; expected exited or no longer entitled
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from antipoverty import rulebooks
from antipoverty._shared.arguments import member_of, typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.exits import HOUSEHOLD_EXIT, assess_household
from antipoverty.identification import POOR_HOUSEHOLD, identify
from antipoverty.records import Household, Registration
from antipoverty.rules import Decision, Outcome
from antipoverty.text import Labelled


class Transition(Labelled):
    """A change of standing in the yearly round (动态调整)."""

    APPLIED = "applied", "Became a candidate", "列为候选"
    TURNED_DOWN = "turned down", "Turned down", "未予识别"
    IDENTIFIED = "identified", "Newly identified", "新识别"
    EXITED = "exited", "Exited", "脱贫退出"
    ENTITLEMENT_ENDED = "no longer entitled", "No longer entitled to measures", "不再享受政策"
    RETURNED = "returned", "Returned to poverty", "返贫"
    REMOVED = "removed as wrong", "Removed as wrongly identified", "错评剔除"


_TABLE = {
    Transition.APPLIED: ((Registration.NOT_REGISTERED, Registration.REMOVED), Registration.CANDIDATE),
    Transition.TURNED_DOWN: ((Registration.CANDIDATE,), Registration.NOT_REGISTERED),
    # Since all who qualify are included (应纳尽纳), a household may be identified without an application of its own.
    Transition.IDENTIFIED: (
        (Registration.CANDIDATE, Registration.NOT_REGISTERED, Registration.REMOVED),
        Registration.REGISTERED,
    ),
    Transition.EXITED: ((Registration.REGISTERED, Registration.RETURNED), Registration.EXITED),
    Transition.ENTITLEMENT_ENDED: ((Registration.EXITED,), Registration.NO_LONGER_ENTITLED),
    Transition.RETURNED: ((Registration.EXITED, Registration.NO_LONGER_ENTITLED), Registration.RETURNED),
    Transition.REMOVED: ((Registration.REGISTERED, Registration.RETURNED), Registration.REMOVED),
}


def standing_after(standing: Registration | str, transition: Transition | str) -> Registration:
    """The standing after a transition.

    Raises:
        ProcedureError: if the transition cannot follow on the standing; the message says on which it can.
        InvalidValue: for what is no standing or no transition.
    """
    standing = member_of(Registration, standing, "standing")
    transition = member_of(Transition, transition, "transition")
    allowed, result = _TABLE[transition]
    if standing not in allowed:
        expected = " or ".join(each.value for each in allowed)
        raise ProcedureError(f"{transition.value}: cannot follow on {standing.value}; expected {expected}")
    return result


@frozen(field_transformer=typed_fields)
class Proposal(Serializable, Shown):
    """The change of standing that a household's facts call for in a round.

    Attributes:
        transition: the change; none if it stays what it is, or if that cannot be told yet.
        decision: the decision behind it: of exit for a household in the register as poor, else of identification.
    """

    transition: Transition | None
    decision: Decision

    def check(self) -> None:
        """Hold the change against the decision.

        Raises:
            InvalidValue: if the decision's rule and outcome do not call for the change, or call for one.
        """
        called_for = _CALLED_FOR.get(self.decision.bound.rule.id, ()) if self.decision.outcome is Outcome.MET else ()
        if self.transition not in (called_for or (None,)):
            said = None if self.transition is None else self.transition.value
            expected = f"what {self.decision.bound.rule.id}, {self.decision.outcome.value}, calls for"
            raise InvalidValue("transition", said, expected)


#: What a decision that is met calls for.
_CALLED_FOR = {
    HOUSEHOLD_EXIT.id: (Transition.EXITED,),
    POOR_HOUSEHOLD.id: (Transition.RETURNED, Transition.IDENTIFIED),
}


def propose(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Proposal:
    """Say which change of standing a household's facts call for (EX-08).

    One in the register as poor exits if it is fit to; one that has exited returns, and any other is newly identified,
    if it is to be identified. Between the two rules nothing changes: a household exactly on the line, or above it with
    an unmet guarantee under a rulebook that identifies by income alone, stays what it is. A wrong identification is not
    told from facts, and never proposed. With the facts unchanged, what was proposed is never proposed back.

    Raises:
        InvalidValue: if the household's standing is unknown.
        ParameterError: if the rule that is asked has no value for the date.

    >>> from datetime import date
    >>> from antipoverty.records import Income
    >>> household = Household("h1", size=4, income=Income(stated="11807.99"), registration="exited")
    >>> propose(household, on=date(2017, 11, 1)).transition
    <Transition.RETURNED: 'returned'>
    """
    typed(household, Household, "household")
    standing = household.registration
    if standing is None:
        raise InvalidValue("Household.registration", None, "where the household stands")
    if standing in (Registration.REGISTERED, Registration.RETURNED):
        decision, change = assess_household(household, on=on, rulebook=rulebook), Transition.EXITED
    else:
        decision = identify(household, on=on, rulebook=rulebook)
        has_exited = standing in (Registration.EXITED, Registration.NO_LONGER_ENTITLED)
        change = Transition.RETURNED if has_exited else Transition.IDENTIFIED
    return Proposal(change if decision.outcome is Outcome.MET else None, decision)
