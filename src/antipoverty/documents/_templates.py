"""Templates that write Markdown: Jinja, with every value escaped and nothing undefined let pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from antipoverty._shared.extras import needing
from antipoverty.documents._numbers import day, digits
from antipoverty.errors import InvalidValue
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
#: What has a meaning in Markdown wherever it stands, and what has one at the start of a line.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>|&~])")
_BLANKS = re.compile(r"[^\S\xa0]+")
_AT_START = re.compile(r"^(?:([#+=-])|(\d+)([.)]))(?![0-9])")


def escaped(value: object, language: Language) -> str:
    r"""A value as Markdown that shows it and nothing else; `Text` in the language, and an em dash for what is unknown.

    >>> escaped("a*b|c", "en"), escaped("1. first\n# second", "en"), escaped(None, "en")
    ('a\\*b\\|c', '1\\. first # second', '—')
    """
    if value is None:
        return "—"
    if isinstance(value, Text):
        value = value[language]
    elif isinstance(value, date):
        value = day(value, language)
    elif isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool):
        value = digits(value, language)
    words = _ANYWHERE.sub(r"\\\1", _BLANKS.sub(" ", str(value)).strip(" "))
    return _AT_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", words)


def written(name: str, language: Language, folder: Path | None, context: Mapping[str, Any]) -> str:
    """The Markdown that a template writes.

    Raises:
        InvalidValue: if there is no template of the name in the language, or it cannot be read or carried out.
    """
    with needing("documents", "jinja2"):
        from jinja2 import TemplateError, TemplateNotFound
    environment = _environment(folder, language)
    names = [f"{name}.{language}.md.jinja", f"{name}.md.jinja"]
    try:
        text = environment.select_template(names).render(**context, language=language)
    except TemplateNotFound as error:
        raise InvalidValue(
            "language",
            str(language),
            f"a template {names[0] if error.name in names else error.name}, as a folder has it",
        ) from None
    except TemplateError as error:
        raise InvalidValue(f"template {names[0]}", str(error), "a template that can be carried out") from error
    return re.sub(r"\n{3,}", "\n\n", str(text)).strip() + "\n"


def _environment(folder: Path | None, language: Language) -> Environment:
    with needing("documents", "jinja2"):
        from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment
        from markupsafe import Markup

    def shown(value: Any) -> Any:
        return value if isinstance(value, Markup) else Markup(escaped(value, language))

    places = [FileSystemLoader(each) for each in (folder, _TEMPLATES) if each is not None]
    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(places),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
