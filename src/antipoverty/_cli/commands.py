"""A command as it is declared, and as typer takes it: in one language."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, get_args, get_type_hints

import typer
from attrs import frozen

from antipoverty._cli.output import Output, output
from antipoverty._cli.parameters import Argument, Option
from antipoverty._cli.usage import Unusable
from antipoverty.text import Language, Text

SPOKEN = Annotated[
    str | None,
    Option(
        Text("The language of all words; that of the locale otherwise.", "使用的语言；未指明的，依系统语言。"),
        Text("en|zh", "en|zh"),
    ),
]
JSON = Annotated[
    bool, Option(Text("The result as one JSON document, for programs.", "结果为一个 JSON 文档，供程序读取。"))
]
NO_DAY = Text(
    "{name}: got {given!r}; expected a day such as 2016-12-31.", "{name}：{given!r} 不是日期；应如 2016-12-31。"
)


@frozen
class Command:
    """A command of `antipoverty`.

    Attributes:
        run: what it does; its name is the command's.
        text: what it is for, in a line or a paragraph.
        examples: calls that are shown in its help, without the program's name.
        name: where it is not the function's.
    """

    run: Callable[..., bool | None]
    text: Text
    examples: tuple[str, ...]
    name: str = ""

    @property
    def called(self) -> str:
        """The command's name."""
        return self.name or self.run.__name__

    def bound(self, language: Language) -> Callable[..., int]:
        """The command as typer takes it: its own parameters, and the two that all commands have."""
        hints = get_type_hints(self.run, include_extras=True)
        own = [each for name, each in inspect.signature(self.run).parameters.items() if hints[name] is not Output]
        days = [each.name for each in own if date in get_args(hints[each.name]) + get_args(hints[each.name].__origin__)]

        def run(**values: Any) -> int:
            values.pop("language")  # which was read before there were words (`app.language_of`)
            out = output(language, json=values.pop("json"))
            for name in days:
                values[name] = values[name] and _day(name, values[name])
            for path in values.get("files", ()):
                path.stat()  # a file that is not there is named as such, before anything is read
            return 1 if self.run(out, **values) is False else 0

        parameters = {each.name: (typed(each.name, hints[each.name], language), each.default) for each in own}
        common = {
            "language": (typed("language", SPOKEN, language), None),
            "json": (typed("json", JSON, language), False),
        }
        return with_parameters(run, parameters | common)


def with_parameters(run: Callable[..., int], parameters: dict[str, tuple[Any, Any]]) -> Callable[..., int]:
    """A function of keywords as typer reads it: each parameter's annotation and default."""
    annotated: Any = run
    keyword = inspect.Parameter.KEYWORD_ONLY
    annotated.__signature__ = inspect.Signature(
        [inspect.Parameter(name, keyword, default=default, annotation=of) for name, (of, default) in parameters.items()]
    )
    annotated.__annotations__ = {name: of for name, (of, _) in parameters.items()}
    return run


def typed(name: str, hint: Any, language: Language) -> Any:
    """An annotation as typer takes it: a day as text, which `_day` reads; words in one language."""
    kind, declared = hint.__origin__, hint.__metadata__[0]
    kind = {date: str, date | None: str | None}.get(kind, kind)
    words, metavar = declared.text[language], declared.metavar and declared.metavar[language]
    if isinstance(declared, Argument):
        return Annotated[kind, typer.Argument(help=words, metavar=metavar)]
    # Without a name of its own, a switch would have a "--no-" beside it.
    flags = declared.flags or ([f"--{name}"] if kind is bool else [])
    return Annotated[kind, typer.Option(*flags, help=words, metavar=metavar)]


def _day(name: str, given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Unusable(NO_DAY, name=f"--{name}", given=given) from None
