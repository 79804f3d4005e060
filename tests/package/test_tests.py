"""The tests themselves: what asserts within a condition shows that the condition occurs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from branches import must_reach, reached

TESTS = Path(__file__).parents[1]
#: Tests without random examples, whose conditions hold of the tables that they walk through.
FIXED = {
    "test_a_face_says_what_it_promises_and_nothing_else_does",
    "test_a_key_that_is_changed_or_may_be_mistaken_is_set_apart",
    "test_a_signature_can_be_read",
    "test_every_choice_name_and_mark_has_words_in_both_languages",
    "test_every_rule_on_projects_says_the_same_in_both_languages_and_again",
    "test_no_error_of_any_record_shows_a_mistyped_identity_number",
    "test_no_module_asks_which_language_it_is",
    "test_words_stand_in_tables_and_not_in_functions",
}


def _asserts(node: ast.AST) -> bool:
    match node:
        case ast.Assert():
            return True
        case ast.With(items=items):
            return "raises" in ast.unparse(items[0])
        case ast.Expr(value=ast.Call(func=called)):
            return "check" in ast.unparse(called)
        case _:
            return False


def _always(body: Iterable[ast.stmt]) -> bool:
    """Whether a body asserts something whatever its conditions are."""
    for node in body:
        match node:
            case _ if _asserts(node):
                return True
            case ast.With() | ast.For() | ast.While() if _always(node.body):
                return True
            case ast.Try() if _always([*node.body, *node.orelse, *node.finalbody]):
                return True
            case ast.If(orelse=[_, *_]) if _always(node.body) and _always(node.orelse):
                return True
            case ast.Match(cases=cases) if all(_always(case.body) for case in cases):
                return True
            case _:
                pass
    return False


def _conditional(path: Path) -> Iterator[str]:
    """The tests of a file that assert within a condition alone, and do not show that it occurs."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_") or node.name in FIXED:
            continue
        shown = any("must_reach" in ast.unparse(decorator) for decorator in node.decorator_list)
        conditions = any(isinstance(inner, ast.If) for inner in ast.walk(node))
        if conditions and any(map(_asserts, ast.walk(node))) and not _always(node.body) and not shown:
            yield f"{path.relative_to(TESTS)}: {node.name}"


def test_what_asserts_within_a_condition_shows_that_it_occurs() -> None:
    assert [name for path in sorted(TESTS.rglob("test_*.py")) for name in _conditional(path)] == []


def test_a_branch_that_is_never_reached_fails_the_test() -> None:
    @must_reach("even", "odd")
    def look_at(*numbers: int) -> None:
        for number in numbers:
            reached("odd" if number % 2 else "even")

    look_at(1, 2)
    with pytest.raises(AssertionError, match="no example reached: odd"):
        look_at(2, 4)
