"""Why a household is poor, in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from antipoverty._engine import prose
from antipoverty.causes import RISKS_OF_RETURN, Cause, CauseAssessment, RiskCode
from antipoverty.prose._decisions import names_of
from antipoverty.prose._parts import MISSING, Writers, listed, some
from antipoverty.text import COLON, SEMICOLON, Language, Text

_MAIN = Text("Main cause: {}", "主要致贫原因：{}")
_OTHER = Text("Other cause: {}", "其他致贫原因：{}")
_MAIN_RISK = Text("Main risk: {}", "主要风险：{}")
_OTHER_RISK = Text("Other risk: {}", "其他风险：{}")
_GAP_TO_SCOPE = Text(
    "Lacking to the scope of monitoring once what it bore is paid: {:,.2f} yuan",
    "扣除各项负担后距监测范围尚缺：{:,.2f}元",
)
_RISK_UNDECIDED = Text("Not known yet whether a risk: {}", "尚不能确定是否存在的风险：{}")
_FURTHER = Text("Also found: {}", "另查明：{}")
_WEIGHED = Text("{} ({:,.2f} yuan, {}% of what is lacking)", "{}（{:,.2f}元，占缺口的{}%）")
_GAP = Text("Lacking to the line once what it bore is paid: {:,.2f} yuan", "扣除各项负担后距贫困标准尚缺：{:,.2f}元")
_UNSETTLED = Text(
    "Not settled: facts are missing that could give another main cause.", "尚未确定：补充信息后主要原因可能改变。"
)
_MISSING = Text("Facts that are missing:", "缺少的信息：")
_ON_THE_FORM = Text("On the form: {}", "表中填报：{}")
_CAUSES = Text("causes", "原因")
_NEAREST = Text(" (nearest: {})", "（最接近：{}）")
_DIFFERS = Text("The form differs: {}", "与表中填报不符：{}")
_QUOTED = Text("“{}”", "“{}”")
_UNDECIDED = Text("Not known yet whether a cause: {}", "尚不能确定是否为致贫原因：{}")
CASE_REVIEW = Text("Goes to case review: the rules alone cannot say why.", "须个案核查：仅凭规则无法查明原因。")


def assessment_in_brief(assessment: CauseAssessment, language: Language) -> Iterator[str]:
    """The causes with their burdens, what is lacking, what is missing, and how the form differs."""
    yield prose.state_outcome(assessment.decision, language)
    main, *others = [_weighed(assessment, cause, language) for cause in assessment.found[:3]] or [""]
    if main:
        yield _said(assessment, _MAIN, _MAIN_RISK)[language].format(main)
    if others:
        yield _said(assessment, _OTHER, _OTHER_RISK)[language].format(listed(others, language))
    yield from _lacking(assessment, language)
    if assessment.undecided:
        yield _said(assessment, _UNDECIDED, _RISK_UNDECIDED)[language].format(
            names_of_causes(assessment.undecided, language)
        )
    if missing := assessment.missing:
        yield MISSING[language].format(names_of(missing, assessment.decision, language))
    if differences := dict.fromkeys(_differences(assessment, language)):
        yield _DIFFERS[language].format(SEMICOLON[language].join(some(differences, language)))
    if assessment.needs_case_review:
        yield CASE_REVIEW[language]


def assessment_in_full(assessment: CauseAssessment, language: Language) -> Iterator[str]:
    """The causes by rank, every candidate's finding, what is missing, how the form differs, and the sources."""
    decision = assessment.decision
    yield prose.state_outcome(decision, language)
    yield from _ranked(assessment, language)
    yield ""
    yield from (prose.state_finding(finding, language) for finding in assessment.findings)
    if missing := assessment.missing:
        named = prose.name_missing(decision.bound.facts, language)
        yield from ("", _MISSING[language], *(f"  - {named[name]}" for name in missing))
    if assessment.declared:
        yield from ("", _ON_THE_FORM[language].format(listed((each.label for each in assessment.declared), language)))
        for difference in assessment.differences:
            about, nearest = _about(difference.cause, difference.label, language), ""
            cause = "" if difference.cause is None else difference.cause.text[language]
            if difference.kind.value == "not a code" and cause not in ("", about):
                nearest = _NEAREST[language].format(cause)
            yield f"  - {about}{COLON[language]}{difference.kind.text[language]}{nearest}"
    yield from ("", *prose.state_basis(decision.bound, language))


def _said(assessment: CauseAssessment, of_cause: Text, of_risk: Text) -> Text:
    """The words for causes of poverty, or those for risks of monitoring."""
    return of_risk if assessment.decision.bound.rule.id == RISKS_OF_RETURN.id else of_cause


def _ranked(assessment: CauseAssessment, language: Language) -> Iterator[str]:
    """The causes found, by rank, a line each."""
    if assessment.primary is not None:
        yield _said(assessment, _MAIN, _MAIN_RISK)[language].format(_weighed(assessment, assessment.primary, language))
    for cause in assessment.others:
        yield _said(assessment, _OTHER, _OTHER_RISK)[language].format(_weighed(assessment, cause, language))
    if further := assessment.found[3:]:
        yield _FURTHER[language].format(names_of_causes(further, language))
    yield from _lacking(assessment, language)


def _lacking(assessment: CauseAssessment, language: Language) -> Iterator[str]:
    """What the household lacks, and whether its main cause may change."""
    primary, gap = assessment.primary, assessment.gap
    if primary is not None and gap is not None and assessment.burden_of(primary) is not None:
        yield _said(assessment, _GAP, _GAP_TO_SCOPE)[language].format(gap)
    if not assessment.settled:
        yield _UNSETTLED[language]


def _weighed(assessment: CauseAssessment, cause: Cause | RiskCode, language: Language) -> str:
    """A cause with its burden and share, where it has them."""
    burden, share = assessment.burden_of(cause), assessment.share_of(cause)
    if burden is None or share is None:
        return cause.text[language]
    return _WEIGHED[language].format(cause.text[language], burden, int(share * 100 + Fraction(1, 2)))


def _differences(assessment: CauseAssessment, language: Language) -> Iterator[str]:
    """What differs, and how: by the name of the cause, or by what the form says where that is no cause."""
    for each in assessment.differences:
        if each.label is not None and (each.cause is None or each.kind.value == "not a code"):
            name = _QUOTED[language].format(each.label)
        else:
            name = (_CAUSES if each.cause is None else each.cause.text)[language]
        yield f"{name}{COLON[language]}{each.kind.text[language]}"


def _about(cause: Cause | None, label: str | None, language: Language) -> str:
    return label or (_CAUSES if cause is None else cause.text)[language]


def names_of_causes(causes: tuple[Cause | RiskCode, ...], language: Language) -> str:
    """What causes are called, in a row."""
    return listed((cause.text[language] for cause in causes), language)


WRITERS: Writers = {
    CauseAssessment: (assessment_in_brief, assessment_in_full),
}
