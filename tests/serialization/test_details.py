"""What is wrong with what a service was sent, as the body of its answer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from antipoverty import identify, rulebooks
from antipoverty.errors import AntipovertyError, InvalidValue
from antipoverty.records import Household
from antipoverty.serialization import ProblemDetails, problem_details, structure

FAULTY = {"id": "h1", "size": "four", "members": [{"id": "p1", "birth_date": "11010519491231002X"}]}
PLACES = ["/members/0/birth_date", "/size"]


class Request(BaseModel):
    household: Household
    on: date


class FastRequest(Exception):
    """As FastAPI raises it: what the body is, and errors whose places begin with the part of the request."""

    def __init__(self, errors: list[Any]) -> None:
        self.body, self.found = FAULTY, errors

    def errors(self) -> list[Any]:
        return self.found


def said(call: Any, language: Any) -> ProblemDetails:
    with pytest.raises((AntipovertyError, ValidationError)) as caught:
        call()
    assert not isinstance(caught.value, TypeError)
    return problem_details(caught.value, language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_fault_has_its_place_and_words_in_the_language_asked_for(language: Any) -> None:
    details = said(lambda: structure(FAULTY, Household), language)
    assert (details["status"], sorted(each["pointer"] for each in details["errors"])) == (422, PLACES)
    chinese = [
        bool(re.search("[一-龥]", text)) for text in (details["detail"], *(e["detail"] for e in details["errors"]))
    ]
    assert set(chinese) == {language == "zh"}
    assert "11010519491231002X" not in str(details)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_fault_that_pydantic_or_fastapi_reports_is_said_in_the_same_words(language: Any) -> None:
    words = {each["pointer"]: each["detail"] for each in said(lambda: structure(FAULTY, Household), language)["errors"]}
    with pytest.raises(ValidationError) as caught:
        Request.model_validate({"household": FAULTY})
    details = problem_details(caught.value, language)
    told = {each["pointer"]: each["detail"] for each in details["errors"]}
    assert told == {**{f"/household{place}": text for place, text in words.items()}, "/on": "Field required"}
    assert all(f"{place}: {text}" in details["detail"] for place, text in told.items())
    of_body = [
        {**each, "loc": ("body", *each["loc"][1:])} for each in caught.value.errors() if each["loc"][0] == "household"
    ]
    missing = {"type": "missing", "loc": ("query", "on"), "msg": "Field required", "input": None}
    fast = problem_details(FastRequest([missing, *of_body]), language)
    assert {each["pointer"]: each["detail"] for each in fast["errors"]} == {**words, "/on": "Field required"}


def test_a_question_that_the_rules_do_not_answer_has_one_sentence_and_no_places() -> None:
    for call in (lambda: identify(Household("h1"), on=date(2013, 5, 1)), lambda: rulebooks.load("cn/nowhere")):
        details = said(call, "zh")
        assert details["detail"]
        assert details["errors"] == []


def test_what_is_no_error_of_these_is_refused() -> None:
    with pytest.raises(InvalidValue, match="error"):
        problem_details(ValueError("no"))  # type: ignore[arg-type]
