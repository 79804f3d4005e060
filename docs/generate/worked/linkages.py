"""The register and the allowance: examples on both sides, and what is proved of them."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty.allowance import BELONGS_IN_REGISTER, BELONGS_ON_ALLOWANCE
from antipoverty.exits import HOUSEHOLD_EXIT
from antipoverty.rules import AllOf, prove_impossible
from antipoverty.text import Text
from worked import Claim, Worked

WORKED = (
    Worked(
        BELONGS_IN_REGISTER,
        rulebooks.load("cn"),
        date(2014, 5, 1),
        tuple({"net_income": 547_200 + fen, "size": 2, "dibao": True, "still_poor": False} for fen in (-1, 0, 1)),
        claims=(
            Claim(
                Text(
                    "No household belongs in the register and is fit for exit.",
                    "任何农户不会既应纳入建档立卡又符合退出条件。",
                ),
                lambda condition, fit: prove_impossible("both", AllOf((condition, fit))),
                beside=HOUSEHOLD_EXIT,
            ),
        ),
        open="still_poor",
    ),
    Worked(
        BELONGS_ON_ALLOWANCE,
        rulebooks.load("cn"),
        date(2017, 5, 1),
        tuple(
            {"still_poor": True, "able_to_work": able, "dibao": dibao, "five_guarantee": False}
            for able, dibao in ((False, False), (True, False), (False, True))
        ),
        claims=(
            Claim(
                Text("No household belongs in both at once.", "任何农户不会同时被两项核查所指。"),
                lambda condition, other: prove_impossible("both", AllOf((condition, other))),
                beside=BELONGS_IN_REGISTER,
            ),
        ),
        open="able_to_work",
    ),
)
