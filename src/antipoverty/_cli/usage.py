"""What cannot be used, in one message: a call that is not one, and files that are not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer

from antipoverty.errors import AntipovertyError, InvalidDocument, InvalidValue
from antipoverty.prose import explain
from antipoverty.text import Language, Text

#: A call that is not one, by the name of typer's class: what it is filled with stands on the exception.
CALLS: Mapping[str, Text] = {
    "NoSuchOption": Text("There is no option {option}.", "没有选项 {option}。"),
    "BadOptionUsage": Text("Option {option} needs a value.", "选项 {option} 需要给出值。"),
    "MissingParameter": Text("Missing: {parameter}.", "缺少：{parameter}。"),
    "BadParameter": Text("{parameter} cannot be used: {message}", "{parameter} 的值无法使用：{message}"),
}
CALL = Text("{message}", "命令无法使用：{message}")
SEE = Text("See: {path} --help", "参见：{path} --help")
#: The class of all that typer refuses of a call; it has no public name.
USAGE = typer.BadParameter.__mro__[1]
#: What the system says of a file.
FILES: Mapping[type[OSError], Text] = {
    FileNotFoundError: Text("{name}: there is no such file or folder.", "{name}：没有这个文件或文件夹。"),
    IsADirectoryError: Text("{name}: this is a folder; expected a file.", "{name}：这是文件夹；此处应为文件。"),
    NotADirectoryError: Text("{name}: this is a file; expected a folder.", "{name}：这是文件；此处应为文件夹。"),
    PermissionError: Text("{name}: this may not be read or written.", "{name}：没有读写权限。"),
}


class Unusable(Exception):
    """Input that a command cannot use, in every language."""

    def __init__(self, text: Text, **values: object) -> None:
        self.text = Text(**{language: words.format(**values) for language, words in text.items()})
        super().__init__(self.text.en)


def refused(error: Exception, language: Language) -> str | None:
    """The message of an error that is the caller's; nothing for any other."""
    match error:
        case Unusable():
            return error.text[language]
        case OSError() if type(error) in FILES and error.filename is not None:
            return FILES[type(error)][language].format(name=error.filename)
        case InvalidDocument() | InvalidValue():
            return explain(error, language)
        case AntipovertyError() | OSError():
            return str(error)
        case _ if isinstance(error, USAGE):
            return _call(error, language)
        case _:
            return None


def _call(error: Any, language: Language) -> str:
    parameter = getattr(error, "param", None)
    named = None
    if parameter is not None:
        option = parameter.param_type_name == "option"
        named = f"{parameter.opts[0]} {parameter.metavar or ''}".strip() if option else parameter.metavar
    words = CALLS.get(type(error).__name__, CALL)[language].format(
        option=getattr(error, "option_name", ""),
        parameter=named,
        message=error.message,
    )
    path = error.ctx.command_path if error.ctx else "antipoverty"
    return f"{words}\n{SEE[language].format(path=path)}"
