"""The page of help: in the reader's language, with examples, at any width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled
from typer.core import TyperCommand, TyperGroup

from antipoverty.text import Language, Text

USAGE, EXAMPLES = Text("Usage", "用法"), Text("Examples", "示例")
COMMANDS, ARGUMENTS, OPTIONS = Text("Commands", "命令"), Text("Arguments", "参数"), Text("Options", "选项")
REST, SUB = Text("[OPTIONS]", "[选项]"), Text("COMMAND …", "命令 …")
DEFAULT, REQUIRED = Text("default: {value}", "默认：{value}"), Text("required", "必填")
#: What typer says of the options that it adds itself.
OF_TYPER = {
    "help": Text("Show this page and exit.", "显示本页并退出。"),
    "install_completion": Text("Install completion for the shell in use.", "为当前终端安装命令补全。"),
    "show_completion": Text("Show the completion script, to copy it.", "显示命令补全脚本。"),
}


def page_of(command: Any, context: Any, language: Language, examples: Iterable[str]) -> str:
    """The page of a command or of a group."""
    console = Console()
    with console.capture() as page:
        _show(console, command, context, language, examples)
    return "\n".join(line.rstrip() for line in page.get().splitlines())


def _show(console: Console, command: Any, context: Any, language: Language, examples: Iterable[str]) -> None:
    arguments = [each for each in command.get_params(context) if each.param_type_name == "argument"]
    options = [each for each in command.get_params(context) if each.param_type_name == "option"]
    pieces = [context.command_path, *map(_place, arguments), REST[language]]
    commands = getattr(command, "commands", {})
    if commands:
        pieces.append(SUB[language])
    console.print(Styled.assemble((f"{USAGE[language]}  ", "bold"), " ".join(pieces)))
    console.print(Padding(Styled(command.help), (1, 0, 0, 2)))
    console.print(Styled(f"\n{EXAMPLES[language]}", "bold"))
    for each in examples:  # never broken, as they are there to be copied
        console.print(f"  {context.find_root().info_name} {each}", markup=False, highlight=False, soft_wrap=True)
    named = [(Styled(name, "bold"), Styled(each.help.partition("\n")[0])) for name, each in commands.items()]
    _part(console, COMMANDS[language], named)
    _part(console, ARGUMENTS[language], [(Styled(each.metavar, "bold"), Styled(each.help)) for each in arguments])
    _part(console, OPTIONS[language], [_option(each, language) for each in options])


def _place(argument: Any) -> str:
    more = f"{argument.metavar} …" if argument.nargs == -1 else argument.metavar
    return str(more if argument.required else f"[{more}]")


def _option(option: Any, language: Language) -> tuple[Styled, Styled]:
    flags = ", ".join(option.opts)
    name = flags if option.is_flag or not option.metavar else f"{flags} {option.metavar}"
    notes = []
    if option.required:
        notes.append(REQUIRED[language])
    elif option.default and not option.is_flag and isinstance(option.default, str | int):
        notes.append(DEFAULT[language].format(value=option.default))
    words = OF_TYPER[option.name][language] if option.name in OF_TYPER else option.help
    return Styled(name, "bold"), Styled.assemble(words, (f" [{notes[0]}]" if notes else "", "dim"))


def _part(console: Console, heading: str, rows: Sequence[tuple[Styled, ...]]) -> None:
    if not rows:
        return
    grid = Table.grid(padding=(0, 2))
    for _ in rows[0]:
        grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(*row)
    console.print(Styled(f"\n{heading}", "bold"))
    console.print(Padding(grid, (0, 0, 0, 2)))


def helped(kind: type[TyperCommand] | type[TyperGroup], language: Language, examples: Iterable[str] = ()) -> Any:
    """A kind of command whose help is `page_of`."""

    class Helped(kind):  # type: ignore[misc, valid-type]  # a base that is chosen when it runs
        def format_help(self, ctx: Any, formatter: Any) -> None:
            formatter.write(page_of(self, ctx, language, examples))

    return Helped
