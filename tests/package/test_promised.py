"""What is promised: the names of the faces and how they are called, held against the list that was last agreed on."""

from __future__ import annotations

import builtins
from collections import defaultdict
from pathlib import Path

from faces import promised, snapshot

AGREED = Path(__file__).with_name("promised.txt")
#: One kind of thing in every face that has it: rules of its subject; acts on its registers, folders or files.
SHARED = {"RULES", "check", "compare", "write"}


def test_names_and_signatures_are_those_agreed_on() -> None:
    """If the difference is meant: `python3 tasks.py faces`, and a line in `changelog.d/`."""
    assert snapshot().splitlines() == AGREED.read_text("utf-8").splitlines()


def test_no_promised_name_means_two_things() -> None:
    meant: dict[str, dict[int, str]] = defaultdict(dict)
    for full, value in promised().items():
        meant[full.rpartition(".")[2]][id(value)] = full
    assert [sorted(places.values()) for name, places in meant.items() if len(places) > 1 and name not in SHARED] == []


def test_no_promised_name_hides_one_of_python() -> None:
    names = {full.rpartition(".")[2] for full in promised()}
    assert names & {"Any", "Literal", "Optional", "Protocol", "Union", *dir(builtins)} == set()
