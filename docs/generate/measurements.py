"""The page of measurements: what the benchmarks wrote down, beside the targets that the project set itself.

Which figures are shown, in which words and with which target, stands in measurements.toml; no figure does.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from antipoverty.text import Text
from writing import HERE, ROOT, Language, table

RESULTS = ROOT / "benchmarks" / "results"

_TITLE = Text("Measurements", "测量")
_INTRODUCTION = Text(
    "Every figure here was written down by a benchmark in `benchmarks/`; `python3 tasks.py measure` measures anew. The"
    " times are medians. Where two ways are compared, they ran in turn in one process, and only their ratio means"
    " anything on another machine. The targets are those that the project set itself.",
    "本页数字均由 `benchmarks/` 中的基准程序写入，`python3 tasks.py measure` 可重新测量。用时为中位数。"
    "两种做法相比较的，在同一进程内交替运行；换一台机器，只有比值有意义。目标为本项目自定。",
)
_MET = Text("**{met} of {all} targets are met.**", "**{all}项目标，达标{met}项。**")
_MISSED = Text("Missed: {}.", "未达标：{}。")
_MISS = Text("**{}** (missed)", "**{}**（未达标）")
_BUSY = Text(
    "Other programs were running while some of this was measured ([see below](#runs)): those times are longer than on a"
    " machine that does nothing else.",
    "部分测量进行时，机器上另有其他程序运行（[见下文](#runs)），用时因此偏长。",
)
_NOT_MEASURED = Text("not measured", "未测量")
_HEADS = Text("what", "项目"), Text("size", "规模"), Text("measured", "实测"), Text("target", "目标")
_AT_MOST, _AT_LEAST = Text("at most {}", "不超过{}"), Text("at least {}", "不低于{}")
_RUNS = Text("How it was measured", "测量情况")
_RUN_HEADS = (
    Text("benchmark", "基准程序"),
    Text("date", "日期"),
    Text("cores that other programs kept busy, on average", "其他程序平均占用核数"),
    Text("machine", "机器"),
)
_MACHINE = Text("{}, {} cores, {:.0f} GiB, {}, Python {}", "{}，{}核，内存{:.0f} GiB，{}，Python {}")
_VERSIONS = Text("Versions: {}.", "版本：{}。")
_UNKNOWN = Text("not known", "不详")
_COMMA, _SEMICOLON = Text(", ", "、"), Text("; ", "；")
_UNITS = {
    "µs": Text("µs", "微秒"),
    "ms": Text("ms", "毫秒"),
    "s": Text("s", "秒"),
    "×": Text("×", "倍"),
    "bytes": Text("bytes", "字节"),
    "MiB": Text("MiB", "MiB"),
    "GiB": Text("GiB", "GiB"),
}
#: From which value on a figure of a kind is shown in which unit, and what one of that unit is.
_SCALES = {
    "s": ((1.0, "s", 1.0), (1e-3, "ms", 1e-3), (0.0, "µs", 1e-6)),
    "ratio": ((0.0, "×", 1.0),),
    "bytes": ((2.0**30, "GiB", 2.0**30), (2.0**20, "MiB", 2.0**20), (0.0, "bytes", 1.0)),
}
#: From which share of a core on other work counts as such.
_NOISE = 0.2


@dataclass(frozen=True)
class Row:
    """A figure of a benchmark in words, with its target if there is one; a target is a most or a least."""

    what: Text
    run: str
    figure: str
    of: str | None = None
    at_most: float | None = None
    at_least: float | None = None

    def missed(self, value: float) -> bool:
        """Whether a value misses the target."""
        return (self.at_most is not None and value > self.at_most) or (
            self.at_least is not None and value < self.at_least
        )


@dataclass(frozen=True)
class Section:
    """Figures that belong together, with what a reader should know."""

    title: Text
    anchor: str
    rows: tuple[Row, ...]
    text: Text | None = None


def runs() -> dict[str, dict[str, Any]]:
    """What each benchmark wrote down."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*.json"))}


def sections() -> list[Section]:
    """The sections of the page."""
    found = tomllib.loads((HERE / "measurements.toml").read_text("utf-8"))
    return [
        Section(
            Text(**each["title"]),
            each["anchor"],
            tuple(Row(Text(row.pop("en"), row.pop("zh")), **row) for row in each["rows"]),
            Text(**each["text"]) if "text" in each else None,
        )
        for each in found["sections"]
    ]


def sizes() -> dict[str, Text]:
    """What a benchmark counts its size in, in words with a place for the number."""
    found = tomllib.loads((HERE / "measurements.toml").read_text("utf-8"))
    return {name: Text(**words) for name, words in found["sizes"].items()}


def shown(value: float, unit: str, language: Language) -> str:
    """A figure to three digits, in a unit that suits it."""
    _, name, one = next(scale for scale in _SCALES[unit] if value >= scale[0])
    number = value / one
    digits = f"{number:,.2f}" if unit == "ratio" and number < 10 else f"{float(f'{number:.3g}'):,g}"
    gap = "" if language == "zh" and _UNITS[name]["zh"] != name else " "
    return f"{digits}{gap}{_UNITS[name][language]}"


def measurements_page(
    language: Language,
    results: Mapping[str, Mapping[str, Any]] | None = None,
    shown_sections: list[Section] | None = None,
) -> Iterator[str]:
    """The page, from what the benchmarks wrote down."""
    results = runs() if results is None else results
    parts = sections() if shown_sections is None else shown_sections
    yield f"# {_TITLE[language]}\n"
    yield _INTRODUCTION[language] + "\n"
    held = [
        (section, row, results[row.run]["figures"][row.figure]["value"])
        for section in parts
        for row in section.rows
        if row.at_most is not None or row.at_least is not None
        if row.figure in results.get(row.run, {}).get("figures", {})
    ]
    missed = [(section, row) for section, row, value in held if row.missed(value)]
    yield _MET[language].format(met=len(held) - len(missed), all=len(held)) + "\n"
    if missed:
        links = (f"[{row.what[language]}](#{section.anchor})" for section, row in missed)
        yield _MISSED[language].format(_SEMICOLON[language].join(links)) + "\n"
    if any((run["other_work"] or 0) >= _NOISE for run in results.values()):
        yield _BUSY[language] + "\n"
    for section in parts:
        yield f"## {section.title[language]} {{ #{section.anchor} }}\n"
        if section.text is not None:
            yield section.text[language] + "\n"
        yield from table((head[language] for head in _HEADS), (_cells(row, results, language) for row in section.rows))
    yield from _how(results, language)


def _cells(row: Row, results: Mapping[str, Mapping[str, Any]], language: Language) -> Iterator[str]:
    yield row.what[language]
    run = results.get(row.run, {"figures": {}, "sizes": {}})
    found = run["figures"].get(row.figure)
    yield "" if row.of is None or found is None else sizes()[row.of][language].format(run["sizes"][row.of])
    if found is None:
        yield _NOT_MEASURED[language]
    else:
        value = shown(found["value"], found["unit"], language)
        yield _MISS[language].format(value) if row.missed(found["value"]) else value
    unit = "ratio" if found is None else found["unit"]
    for words, bound in ((_AT_MOST, row.at_most), (_AT_LEAST, row.at_least)):
        if bound is not None:
            yield words[language].format(shown(bound, unit, language))
    if row.at_most is row.at_least is None:
        yield ""


def _how(results: Mapping[str, Mapping[str, Any]], language: Language) -> Iterator[str]:
    yield f"## {_RUNS[language]} {{ #runs }}\n"
    rows = []
    for name, run in results.items():
        machine = run["machine"]
        rows.append(
            (
                f"`{name}`",
                run["date"],
                _UNKNOWN[language] if run["other_work"] is None else f"{run['other_work']:g}",
                _MACHINE[language].format(
                    machine["processor"],
                    machine["cores"],
                    machine["memory"] / 2**30,
                    machine["system"],
                    machine["python"],
                ),
            )
        )
    yield from table((head[language] for head in _RUN_HEADS), rows)
    versions = sorted({f"{name} {version}" for run in results.values() for name, version in run["versions"].items()})
    yield _VERSIONS[language].format(_COMMA[language].join(versions)) + "\n"
