"""A service that decides who is poor, and says why: ``uvicorn service.app:app`` in examples/; its page is /docs."""

from datetime import date
from typing import Annotated, Any

from fastapi import Body, Depends, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi_offline import FastAPIOffline

from antipoverty import Household, __version__, errors, identification, identify, prose, rulebooks, text
from antipoverty.rules import Decision, DecisionSummary, bind
from antipoverty.serialization import ProblemDetails, problem_details

BOOKS = {name: rulebooks.load(name) for name in rulebooks.available()}
app = FastAPIOffline(title="Who is poor, and why", version=__version__, responses={422: {"model": ProblemDetails}})


def reader(accept_language: Annotated[str, Header()] = "en") -> text.Language:
    return "zh" if accept_language.startswith("zh") else "en"


def book(rulebook: Annotated[str, Query(json_schema_extra={"enum": list(BOOKS)})] = "cn") -> rulebooks.Rulebook:
    if rulebook not in BOOKS:  # a caller's text is never given to `load`, which takes paths too
        raise errors.InvalidValue("rulebook", rulebook, f"one of {', '.join(BOOKS)}")
    return BOOKS[rulebook]


Reader = Annotated[text.Language, Depends(reader)]
Book = Annotated[rulebooks.Rulebook, Depends(book)]
Day = Annotated[date, Query(examples=["2014-05-01"])]
Sent = Annotated[Household, Body(examples=[{"id": "h1", "size": 4, "income": {"stated": "10943.99"}}])]


def decided(household: Sent, on: Day, rules: Book) -> Decision:
    return identify(household, on=on, rulebook=rules)


@app.post("/decide")
def decide(decision: Annotated[Decision, Depends(decided)], language: Reader) -> DecisionSummary:
    return decision.summary(language)


@app.post("/explain", response_class=PlainTextResponse)
def explain(decision: Annotated[Decision, Depends(decided)], language: Reader, detail: text.Detail = "full") -> str:
    return decision.explain(language, detail=detail)


@app.get("/rules", response_class=PlainTextResponse)
def rules(on: Day, rules: Book, language: Reader) -> str:
    return prose.explain(bind(identification.POOR_HOUSEHOLD, rules.at(on)), language)


@app.get("/health")
def health() -> dict[str, str]:
    return {name: book.id.digest for name, book in BOOKS.items()}


@app.exception_handler(errors.AntipovertyError)
@app.exception_handler(RequestValidationError)
async def refused(request: Request, error: Any) -> JSONResponse:
    language = reader(request.headers.get("accept-language", "en"))
    return JSONResponse(problem_details(error, language), 422)
