"""The program: its language, its help, its exit codes, and what it says of a call that is not one."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from antipoverty._cli.app import COMMANDS, GROUPS, build, language_of
from antipoverty.text import Language
from commands import Run


def test_the_module_is_the_command_and_starts_without_a_heavy_library() -> None:
    code = (
        "import runpy, sys; sys.argv = ['antipoverty', '--version']\n"
        "try: runpy.run_module('antipoverty', run_name='__main__')\n"
        "except SystemExit as end: print(end.code, sorted({'narwhals', 'polars', 'numpy', 'jinja2'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[1:] == ["0 []"]


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "en_GB", "LANG": "zh_CN.UTF-8"}, "en"),
        (["rules", "--language", "zh"], {"LANG": "C"}, "zh"),
        (["--language=en", "rules"], {"LANG": "zh_CN"}, "en"),
    ],
)
def test_the_language_is_asked_for_or_that_of_the_locale(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert language_of(arguments, environment) == language


def test_a_result_is_a_table_or_one_document(run: Run) -> None:
    code, table, aside = run("rules", "list", "--language", "zh")
    assert (code, aside) == (0, "")
    assert "贵州" in table
    assert json.loads(run("rules", "list", "--json")[1])["cn/guizhou"] == {"en": "Guizhou", "zh": "贵州"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_has_a_page_with_examples(run: Run, language: str) -> None:
    calls = [([command.called], command) for command in COMMANDS]
    calls += [([name, command.called], command) for name, group in GROUPS.items() for command in group.commands]
    for path, command in calls:
        code, page, _ = run(*path, "--help", "--language", language)
        assert code == 0
        for example in command.examples:
            assert f"antipoverty {example}" in page
            assert example.split()[: len(path)] == path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rules", "lst"], "No such command 'lst'"),
        (["--foo"], "There is no option --foo.\nSee: antipoverty --help"),
        (["--language", "fr"], "--language: got 'fr'; expected en or zh."),
        (["rules", "list", "--language"], "--language: got ''; expected en or zh."),
        (["rules", "list", "--language", "zh", "--foo"], "没有选项 --foo。\n参见：antipoverty rules list --help"),
    ],
)
def test_a_call_that_is_not_one_says_so_and_ends_with_2(run: Run, arguments: list[str], said: str) -> None:
    code, out, aside = run(*arguments)
    assert (code, out) == (2, "")
    assert said in aside


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    assert run()[:2] == (2, run("--help")[1])


def test_a_shell_completes_the_commands() -> None:
    asked = {"_ANTIPOVERTY_COMPLETE": "complete_bash", "COMP_WORDS": "antipoverty rules ch", "COMP_CWORD": "2"}
    command = [sys.executable, "-m", "antipoverty"]
    said = subprocess.run(command, env=os.environ | asked, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["changes", "check"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("decide", "nowhere.xlsx", "--on", "2014-05-01"), "nowhere.xlsx：没有这个文件或文件夹。"),
        (("rules", "show", "cn", "--on", "2014-13-01"), "--on"),
        (("template", "households", "--to", "form.csv"), "应为"),
    ],
)
def test_what_cannot_be_used_is_said_in_the_readers_language(run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, _, words = run(*arguments, "--language", "zh")
    assert code == 2
    assert said in words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guide_shows_every_command_and_every_call_can_be_made(language: Language) -> None:
    page = (Path(__file__).parents[2] / "docs" / language / "howto" / "command.md").read_text("utf-8")
    calls = [shlex.split(call) for call in re.findall(r"^\$ antipoverty ([a-z].*)$", page, re.MULTILINE)]
    shown = {" ".join(call[: 1 + (call[0] in GROUPS)]) for call in calls}
    grouped = {f"{name} {each.called}" for name, group in GROUPS.items() for each in group.commands}
    assert shown == {each.called for each in COMMANDS} | grouped
    program = typer.main.get_command(build(language))
    for call in calls:
        path, command = call, program
        while path and isinstance(command, TyperGroup):
            command, path = command.commands[path[0]], path[1:]
        command.make_context(call[0], path)
