"""A page: its Markdown, the exact values behind its figures, and its pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import Factory, frozen


@frozen
class Picture:
    """A picture in the two forms in which it is printed, and what it shows in words.

    Attributes:
        alt: what it shows, with its data.
        svg: writes it as an SVG element.
        png: writes it as a PNG file.
    """

    alt: str
    svg: Callable[[], str]
    png: Callable[[], bytes]


@frozen
class Page:
    """A page before it has a form.

    Attributes:
        name: the name of its template.
        markdown: the text.
        values: the exact value of each figure, by key.
        pictures: the pictures, by key.
        contents: whether a list of its chapters stands before them.
    """

    name: str
    markdown: str
    values: Mapping[str, str] = Factory(dict)
    pictures: Mapping[str, Picture] = Factory(dict)
    contents: bool = False
