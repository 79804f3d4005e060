r"""Documents that print (文书): reviews, cards, books, statements and notices as HTML, Word, Markdown and JSON.

A template in each language writes Markdown, in which every value is escaped; the Markdown becomes one HTML file, which
needs no network and prints on A4, or a Word file. JSON is that of `antipoverty.serialization`. Nothing depends on a
clock or on chance: the same thing gives the same text. The extra ``documents`` brings what is needed.

>>> from antipoverty.funds import StatementColumn, Statement
>>> from antipoverty.text import Text
>>> name = StatementColumn("name", Text("name", "名称"))
>>> roads = Statement("roads", Text("Roads", "道路"), (name,), (("Upper*Lower",),))
>>> print(render(roads, "en", "md"))
# Roads
<BLANKLINE>
| name |
| :--- |
| Upper\*Lower |
<BLANKLINE>

A family's card, a village's book, a statement or a notice is printed with the template of its name, such as
``card.zh.md.jinja``. A file of that name in a folder of your own stands in for the library's.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from antipoverty._shared.arguments import typed
from antipoverty.documents._lists import household_list
from antipoverty.documents._numbers import printed
from antipoverty.documents._page import written_page
from antipoverty.errors import InvalidValue, NotWritten
from antipoverty.text import Language

__all__ = ["DocumentForm", "household_list", "printed", "render", "write"]

#: The forms of a document, each with the suffix of its files.
DocumentForm: TypeAlias = Literal["html", "docx", "md", "json"]


def render(
    thing: object, language: Language, form: DocumentForm, *, template: str | PathLike[str] | None = None
) -> str:
    """A document as text: HTML, Markdown or JSON.

    Args:
        thing: a `antipoverty.reviews.Summary` that was drafted, a `antipoverty.cards.HouseholdCard` or
            `antipoverty.cards.VillageBook`, a `antipoverty.funds.Statement`, such as a notice or `household_list`, or a
            `antipoverty.registers.CheckReport`, which has no JSON form.
        language: the language of the template: ``"en"``, ``"zh"``, or one of a folder of your own.
        form: ``"html"``, ``"md"`` or ``"json"``; ``"docx"`` is no text and is written by `write`.
        template: a folder whose templates stand in for those of the same name.

    Raises:
        InvalidValue: for a thing, a language or a form that there is not.
        MissingExtra: without the extra ``documents``.
    """
    if form == "docx":
        raise InvalidValue("form", form, "'html', 'md' or 'json'; Word is written to a file by documents.write")
    return _made(thing, language, form, template).decode()


def write(
    thing: object,
    path: str | PathLike[str],
    *,
    language: Language,
    template: str | PathLike[str] | None = None,
    overwrite: bool = False,
) -> Path:
    """Write a document to a file; the suffix says in which form: ``.html``, ``.docx``, ``.md`` or ``.json``.

    Args:
        thing: what `render` takes.
        path: the file.
        language: the language of the template.
        template: a folder whose templates stand in for those of the same name.
        overwrite: whether a file of that name is replaced.

    Raises:
        InvalidValue: as `render` does, or for another suffix.
        NotWritten: if there is such a file, and it is not to be replaced.
        MissingExtra: without the extra ``documents``.

    >>> import tempfile
    >>> from antipoverty.funds import StatementColumn, Statement
    >>> from antipoverty.text import Text
    >>> name = StatementColumn("name", Text("name", "名称"))
    >>> roads = Statement("roads", Text("Roads", "道路"), (name,), (("Upper",),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(roads, f"{folder}/roads.html", language="zh").name
    'roads.html'
    """
    file = Path(path)
    form = file.suffix.lower().removeprefix(".")
    made = _made(thing, language, form, template)
    try:
        with file.open("wb" if overwrite else "xb") as opened:
            opened.write(made)
    except FileExistsError:
        raise NotWritten(file.name, "a name that no file has, or overwrite=True") from None
    return file


def _made(thing: object, language: Language, form: str, template: str | PathLike[str] | None) -> bytes:
    if form not in get_args(DocumentForm):
        raise InvalidValue("form", form, f"one of {', '.join(get_args(DocumentForm))}")
    typed(language, str, "language")
    folder = None if template is None else Path(template)
    if folder is not None and not folder.is_dir():
        raise InvalidValue("template", str(folder), "a folder of templates")
    return written_page(thing, language, form, folder)
