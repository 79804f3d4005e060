"""Entries as frames, and the books for other programs (分录表与导出).

A frame of entries is what `antipoverty.registers.read` gives for a file of entries and `antipoverty.registers.write`
writes. `post_frame` posts millions of its rows at once, by the same rules as `antipoverty.funds.post_each`;
`review_frame` asks every rule on money of them.

>>> from datetime import date
>>> from antipoverty.funds import Appropriation, Fund, Ledger, post
>>> from antipoverty.funds.exchange import beancount_text, frame_of, post_frame
>>> from antipoverty.text import Text
>>> fund = Fund("f1", Text("Donation", "捐款"), "donation", 2014)
>>> ledger = post(Ledger([fund]), Appropriation("e1", date(2014, 3, 1), "f1", "village", 1_000))
>>> posted = post_frame(frame_of(ledger), funds=[fund], projects=[])
>>> len(posted.accepted), len(posted.refused), posted.totals == ledger.totals
(1, 0, True)
>>> beancount_text(ledger).splitlines()[-1]
'2014-03-02 balance Income:Village:Appropriated  -1000.00 ~ 0.001 CNY'
"""

from typing import TYPE_CHECKING

from antipoverty._shared.lazy import load_on_use
from antipoverty.funds._statements.exports import beancount_text, fiscal_package, iati_activities

if TYPE_CHECKING:
    from antipoverty.funds._frames.columns import entries_of, frame_of, post_frame, review_frame, totals
else:  # they need a frame library
    __getattr__ = load_on_use(
        __name__,
        dict.fromkeys(
            ("entries_of", "frame_of", "post_frame", "review_frame", "totals"), "antipoverty.funds._frames.columns"
        ),
    )

__all__ = [
    "beancount_text",
    "entries_of",
    "fiscal_package",
    "frame_of",
    "iati_activities",
    "post_frame",
    "review_frame",
    "totals",
]
