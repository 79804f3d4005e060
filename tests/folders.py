"""Folders of rulebooks, written for a test."""

from __future__ import annotations

from pathlib import Path

HEAD = '[rulebook]\nversion = "1"\ntitle = { en = "Ours", zh = "我县" }\n'
LAW = """
[citations.notice]
title = { en = "Notice", zh = "通知" }
issuer = { en = "the county", zh = "本县" }
"""
#: The scope is twice the dibao line, which is known for 2024 and from 2025 on.
SCOPE = """
[parameters."linkage.dibao_line"]
values = [
  { year = 2024, value = "9780", source = "notice", grade = "A-local", checked = 2026-11-27 },
  { from = 2025-03-01, value = "10020.50", source = "notice", grade = "B", checked = 2026-11-20, \
still_valid_on = 2025-12-31 },
]

[parameters."monitoring.scope"]
values = [{ from = 2024-03-12, multiple = { of = "linkage.dibao_line", factor = "2" }, source = "notice", \
grade = "A-local", checked = 2026-11-27, still_valid_on = 2026-03-31 }]
"""


def folder(place: Path, *more: str, head: str = HEAD) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    (place / "rulebook.toml").write_text(head, "utf-8")
    for number, text in enumerate(more):
        (place / f"part{number}.toml").write_text(text, "utf-8")
    return place


def on(base: str) -> str:
    return HEAD.replace("title", f'on = "{base}"\ntitle')


#: A flag of the folder's own, on the negative list.
OWN_FLAG = """
[facts.drone_owner]
kind = "flag"
text = { en = "owns a drone for hire", zh = "有出租用无人机" }
negated = { en = "owns no drone for hire", zh = "无出租用无人机" }

[parameters."identification.negative_list"]
names = ["drone_owner"]
labels.drone_owner = { en = "owns a drone for hire", zh = "有出租用无人机" }
values = [{ from = 2014-04-02, value = { vehicle = "exclude", drone_owner = "exclude" }, source = "notice", \
grade = "A-local", checked = 2026-11-27, still_valid_on = 2020-12-31 }]
"""
