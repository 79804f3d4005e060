"""What is wrong with what a service was sent, as the body of its answer (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Protocol

from typing_extensions import TypedDict

from antipoverty._shared.arguments import typed
from antipoverty._shared.serializable import Titled
from antipoverty.errors import AntipovertyError, InvalidDocument, InvalidValue, Problem
from antipoverty.prose import explain
from antipoverty.text import Language


class ProblemDetail(TypedDict):
    """One thing that is wrong (一处错误)."""

    pointer: Annotated[str, Titled("where it is, as a JSON pointer", "位置（JSON Pointer）")]
    detail: Annotated[str, Titled("what is wrong there", "错误说明")]


class ProblemDetails(TypedDict):
    """What is wrong with what a service was sent (请求错误说明)."""

    title: Annotated[str, Titled("kind of error", "错误类型")]
    status: Annotated[int, Titled("status of the answer", "状态码")]
    detail: Annotated[str, Titled("the error in words", "错误说明")]
    errors: Annotated[list[ProblemDetail], Titled("each error with its place", "逐处错误")]


class Refusal(Protocol):
    """What pydantic and FastAPI raise."""

    def errors(self) -> Sequence[Any]:
        """Each error, with its place."""
        ...


def problem_details(error: AntipovertyError | Refusal, language: Language = "en") -> ProblemDetails:
    """What is wrong with what a service was sent: the body of its answer 422, as problem details (RFC 9457).

    Args:
        error: what `structure` or another function of the library raised; or what pydantic raised for a model with
            classes of the library (``ValidationError``), and FastAPI for a request (``RequestValidationError``).
        language: the language of the words. Where the library has none in it, and of pydantic's own, they are English.

    Returns:
        A ``title``, the ``status`` 422, the ``detail`` in words and, of a document, all ``errors``, each with its place
        as a JSON ``pointer`` (RFC 6901) and what is wrong there in words. Nothing of a person is repeated.

    >>> from antipoverty.records import Household
    >>> from antipoverty.serialization import structure
    >>> try:
    ...     structure({"id": "h1", "size": "four"}, Household)
    ... except AntipovertyError as error:
    ...     problem_details(error, "zh")["errors"]
    [{'pointer': '/size', 'detail': '现为字符串；应为整数或null'}]
    """
    if not hasattr(error, "errors"):
        typed(error, AntipovertyError, "error")
    errors: list[ProblemDetail] = []
    if isinstance(error, AntipovertyError):
        said = explain(error, language, detail="brief") if isinstance(error, InvalidValue) else str(error)
        if isinstance(error, InvalidDocument):
            errors = [{"pointer": each.pointer, "detail": explain(each, language)} for each in error.problems]
    else:
        outer = hasattr(error, "body")  # FastAPI says first in what of the request: the body, or the parameters
        errors = [_of_refusal(each, each["loc"][outer:], language) for each in error.errors()]
        said = "; ".join(f"{each['pointer']}: {each['detail']}" for each in errors)
    return {"title": type(error).__name__, "status": 422, "detail": said, "errors": errors}


def _of_refusal(error: Mapping[str, Any], path: tuple[str | int, ...], language: Language) -> ProblemDetail:
    """An error of pydantic: of a class of the library it has the words of each language, else pydantic's own."""
    said = error.get("ctx", {}).get(language, error["msg"])
    return {"pointer": Problem(path, said, "").pointer, "detail": said}
