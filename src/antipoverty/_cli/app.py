"""The program: which commands there are, in which language it speaks, and how it ends."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping, Sequence
from inspect import Parameter
from typing import Annotated, Any

import typer
from attrs import frozen
from typer.core import TyperCommand, TyperGroup

import antipoverty
from antipoverty._cli import demo, forms, papers, registers, rules
from antipoverty._cli.commands import SPOKEN, Command, typed, with_parameters
from antipoverty._cli.helping import helped
from antipoverty._cli.output import output
from antipoverty._cli.parameters import Option
from antipoverty._cli.usage import Unusable, refused
from antipoverty.text import Language, Text

LANGUAGES = ("en", "zh")
PROGRAM = "antipoverty"
ABOUT = Text(
    "Poverty-alleviation rules as data: look at files, check them, decide, and say why.",
    "扶贫规则即数据：查看文件、检查数据、作出判定、说明理由。",
)
#: How the program is called from nothing to a useful answer.
EXAMPLES = (
    "demo",
    "look our-town",
    "check our-town --on 2016-12-31 --report findings.html",
    "decide our-town --on 2014-05-01 --to decided.xlsx",
    "why our-town h1 --on 2014-05-01",
)


@frozen
class Group:
    """Commands under one word."""

    text: Text
    commands: tuple[Command, ...]


COMMANDS: tuple[Command, ...] = (
    demo.DEMO,
    registers.LOOK,
    registers.CHECK,
    registers.DECIDE,
    registers.WHY,
    registers.SIMULATE,
    forms.TEMPLATE,
    papers.REVIEW,
    papers.RECONCILE,
    papers.NOTICE,
    papers.CARD,
)
GROUPS: Mapping[str, Group] = {
    "rules": Group(
        Text("What is in force, and what a folder changes.", "施行中的规则，以及某个文件夹改变了什么。"),
        (rules.LIST, rules.SHOW, rules.CHANGES, rules.CHECK, rules.DIFF),
    )
}
VERSION = Annotated[bool, Option(Text("Print the version and exit.", "显示版本并退出。"))]
NO_LANGUAGE = Text(
    "--language: got {given!r}; expected en or zh.", "--language：没有 {given!r} 这种语言；应为 en 或 zh。"
)
UNUSABLE, INTERRUPTED, READER_GONE = 2, 130, 141


def build(language: Language) -> typer.Typer:
    """The program in one language."""
    app = _group(language, ABOUT, EXAMPLES)
    for command in COMMANDS:
        _add(app, command, language)
    for name, group in GROUPS.items():
        held = _group(language, group.text, [example for command in group.commands for example in command.examples])
        for command in group.commands:
            _add(held, command, language)
        app.add_typer(held, name=name)
    return app


def _group(language: Language, text: Text, examples: Sequence[str]) -> typer.Typer:
    app = typer.Typer(cls=helped(TyperGroup, language, examples), help=text[language], add_completion=text is ABOUT)

    def about(context: typer.Context, **given: Any) -> int:
        if given.get("version"):
            print(antipoverty.__version__)
            raise typer.Exit
        if context.invoked_subcommand is None:
            print(context.get_help())
            raise typer.Exit(UNUSABLE)
        return 0

    parameters: dict[str, tuple[Any, Any]] = {"context": (typer.Context, Parameter.empty)}
    parameters["language"] = (typed("language", SPOKEN, language), None)
    if text is ABOUT:
        parameters["version"] = (typed("version", VERSION, language), False)
    app.callback(invoke_without_command=True)(with_parameters(about, parameters))
    return app


def _add(app: typer.Typer, command: Command, language: Language) -> None:
    kind = helped(TyperCommand, language, command.examples)
    app.command(command.called, cls=kind, help=command.text[language])(command.bound(language))


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language that the arguments ask for, and otherwise that of the locale: Chinese or English."""
    for flag, value in zip(arguments, [*arguments[1:], ""], strict=False):
        name, sign, joined = flag.partition("=")
        if name == "--language":
            asked = joined if sign else value
            if asked not in LANGUAGES:
                raise Unusable(NO_LANGUAGE, given=asked)
            return asked
    named = next(filter(None, (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if (named or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program, and say with which code it ends: 0 done, 1 something does not hold, 2 it cannot be used."""
    arguments = sys.argv[1:] if arguments is None else arguments
    out = output(language_of([], os.environ))
    try:
        language = language_of(arguments, os.environ)
        out = output(language)
        command = typer.main.get_command(build(language))
        code = command.main([*arguments], prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer has no reader either, and Python would say so on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:  # what is not the caller's doing is raised again
        if (words := refused(error, out.language)) is None:
            raise
        out.warn(words, "red")
        return UNUSABLE
    return int(code or 0)
