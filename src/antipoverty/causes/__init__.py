"""Why a household is poor (致贫原因): the condition of each cause, and their ranking into one main and two others.

Each cause is a criterion over facts. Some have a burden in yuan: what the household had to bear for illness, schooling,
a disaster or a marriage. Causes that are found are ranked by

1. the burden, the larger first: it explains the larger share of what the household lacks to the line;
2. then, where there is no burden or burdens are equal, the order of the form.

The first is the main cause, the next two are others (one main, at most two others: CA-03). A cause whose facts are not
all known is not found: it is listed with the facts that would settle it. *Other* (其他) has no condition and is never
found, since it would hide that nothing was: a household in which no condition holds has no main cause here, and goes to
case review. That a household is poor at all is for `antipoverty.identification` to say; this module only asks why.

From 2021 to 2025 the codes are the risks of monitoring (返贫致贫风险; CA-06), ranked in the same way. A risk is found
where the register has it for the household, and where the facts show it.

>>> from datetime import date
>>> from antipoverty.records import Household, Income
>>> ill = Household("h1", size=4, income=Income(stated="9000"), medical_spending="3000")
>>> assessment = classify(ill, on=date(2014, 5, 1))
>>> assessment.primary, assessment.burden_of(Cause.ILLNESS), assessment.gap
(<Cause.ILLNESS: 'illness'>, Decimal('3000.00'), Decimal('4944.00'))
"""

from antipoverty.causes._assessment import CauseAssessment, classify
from antipoverty.causes._codes import Cause
from antipoverty.causes._risks import RISKS_OF_RETURN
from antipoverty.causes._rules import CAUSES_OF_POVERTY, CRITERIA, MAIN_CAUSE
from antipoverty.records import RiskCode

__all__ = [
    "CAUSES_OF_POVERTY",
    "CRITERIA",
    "MAIN_CAUSE",
    "RISKS_OF_RETURN",
    "RULES",
    "Cause",
    "CauseAssessment",
    "RiskCode",
    "classify",
]

#: The rules of this subject, for the pages and the frame reader.
RULES = (CAUSES_OF_POVERTY, RISKS_OF_RETURN)
