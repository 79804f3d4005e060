"""What commands are asked with: each parameter's words in every language, and the parameters that several share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from attrs import frozen

from antipoverty.text import Text


@frozen
class Argument:
    """A parameter by place.

    Attributes:
        text: what it is.
        metavar: how it is called in the usage.
    """

    text: Text
    metavar: Text


@frozen
class Option:
    """A parameter by name.

    Attributes:
        text: what it is.
        metavar: how its value is called; nothing for a switch.
        flags: how it is written; the parameter's own name otherwise.
    """

    text: Text
    metavar: Text | None = None
    flags: tuple[str, ...] = ()


DATE = Text("DATE", "日期")
FILE = Text("FILE", "文件")
FOLDER = Text("FOLDER", "文件夹")
BOOK = Text("RULEBOOK", "规则库")
WORDS = Text("WORDS", "词语")

Files = Annotated[
    list[Path],
    Argument(
        Text(
            "Workbooks (.xlsx), .csv or .parquet files, or a folder of them.",
            "工作簿（.xlsx）、.csv 或 .parquet 文件，或其所在文件夹。",
        ),
        FILE,
    ),
]
On = Annotated[
    date,
    Option(Text("The day whose rules decide, such as 2016-12-31.", "按哪一天施行的规则判定，如 2016-12-31。"), DATE),
]
Rules = Annotated[
    str,
    Option(
        Text("A rulebook: the name of a shipped one, or a folder.", "规则库：随库所带规则库的名称，或一个文件夹。"),
        BOOK,
    ),
]
Book = Annotated[
    str,
    Argument(Text("The name of a shipped rulebook, or a folder.", "随库所带规则库的名称，或一个文件夹。"), BOOK),
]
About = Annotated[
    str,
    Option(
        Text("Only what has these words in its name, in either language.", "仅限名称中含有这些词语的，中英文均可。"),
        WORDS,
    ),
]
To = Annotated[Path, Option(Text("The file to write.", "写入的文件。"), FILE)]
Force = Annotated[bool, Option(Text("Write over a file that is there.", "覆盖已有的文件。"))]
Full = Annotated[
    bool, Option(Text("All of it, with every value, source and grade.", "完整列出，含各项数值、依据和可信度。"))
]
