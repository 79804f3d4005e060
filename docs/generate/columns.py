"""The page of the columns that registers read and write."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty import registers
from antipoverty.text import Text
from writing import Language


def columns_page(language: Language) -> Iterator[str]:
    """The page of the columns that registers read and write."""
    yield Text("# Columns of a register", "# 名册的列")[language] + "\n"
    yield (
        Text(
            "What `antipoverty.registers` reads and writes. Money is in whole fen, measures are in whole hundredths,"
            " and null is unknown. Beside its column name, a field is read under the headings in the last column.",
            "`antipoverty.registers`读写的列。金额以分、数量以百分之一为单位，取整数；空为未知。"
            "除列名外，亦可识别末列所示表头；因须读取英文文件，其中亦列英文表头及英文取值。",
        )[language]
        + "\n"
    )
    for schema in registers.TABLES.values():
        yield f"## {schema.text[language]}\n"
        yield schema.dictionary(language) + "\n"
        yield f"[JSON Schema]({schema.name}.schema.json)\n"
