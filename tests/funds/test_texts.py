"""Texts in funds, projects and entries: what is refused, and what other programs make of the rest."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from beancount import loader
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from antipoverty._shared.formulas import FORMULA, marked
from antipoverty._shared.keys import normal_key
from antipoverty.errors import FundError, InvalidValue
from antipoverty.funds import (
    Allotment,
    Appropriation,
    Beneficiary,
    BudgetLine,
    Fund,
    Ledger,
    Project,
    Reversal,
    plan_against_actual,
    post_all,
    sources_and_uses,
)
from antipoverty.funds._frames.validation import _normal_keys
from antipoverty.funds.exchange import beancount_text, fiscal_package, frame_of, iati_activities, post_frame, totals
from antipoverty.funds.notices import notice_sheet
from antipoverty.serialization import dumps, loads
from antipoverty.text import Text

DAY = date(2018, 5, 1)
NAME = Text("Road", "道路")
WHEN = datetime(2019, 1, 1, tzinfo=UTC)

#: Control characters, line breaks, halves of surrogates, blanks alone, and what is no text.
REFUSED = ["", " ", "\u3000", "a\x00", "a\tb", "a\nb", "a\rb", "\x1b[31m", "a\x85", "a\u2028b", "\u202ea", "a\u2066",
           "\ud800", "a\udfff",
           5, b"a", True, ["a"]]  # fmt: skip
#: Odd, and accepted.
ODD = ["a/b", "a&b", "a|b?", "a b", "=cmd|' /C calc'!A1", "+1", "-1", "@SUM(A1)", "'=1", "＝1+1", "\ufeff=1", "项目/1",
       "100%", "a%2Fb", "😀", "\ufffe", "<a>", "]]>", '"', "\\", "x" * 70_000]  # fmt: skip
MAKERS: dict[str, Any] = {
    "Fund.id": lambda text: Fund(text, NAME, "county", 2018),
    "Fund.name": lambda text: Fund("f", Text(text, "x"), "county", 2018),
    "Fund.places": lambda text: Fund("f", NAME, "county", 2018, places=(text,)),
    "Fund.groups": lambda text: Fund("f", NAME, "county", 2018, groups=(text,)),
    "Project.id": lambda text: Project(text, NAME, "road"),
    "Project.name": lambda text: Project("p", Text("x", text), "road"),
    "Project.villages": lambda text: Project("p", NAME, "road", (text,)),
    "Project.group": lambda text: Project("p", NAME, "road", group=text),
    "Project.unit": lambda text: Project("p", NAME, "road", unit=Text("x", text)),
    "Project.unit_name": lambda text: Project("p", NAME, "road", unit_name=text),
    "BudgetLine.fund": lambda text: BudgetLine(text, 1),
    "Beneficiary.id": Beneficiary,
    "Beneficiary.name": lambda text: Beneficiary("b", text),
    "Entry.id": lambda text: Appropriation(text, DAY, "f", "county", 1),
    "Entry.fund": lambda text: Appropriation("e", DAY, text, "county", 1),
    "Entry.document": lambda text: Appropriation("e", DAY, "f", "county", 1, document=text),
    "Entry.project": lambda text: Allotment("e", DAY, "f", "county", 1, project=text),
    "Entry.entry": lambda text: Reversal("e", DAY, text),
    "Entry.reason": lambda text: Reversal("e", DAY, "x", reason=text),
}


#: Fields that hold a key, in its one form.
KEYS = {"id", "fund", "places", "villages", "project", "entry"}


@pytest.mark.parametrize("field", MAKERS)
def test_text_that_cannot_be_stored_everywhere_is_refused_where_it_comes_in(field: str) -> None:
    key = field.partition(".")[2] in KEYS
    for text in [*REFUSED, *ODD]:
        form = normal_key(text) if key and isinstance(text, str) else text
        if text in REFUSED if not key else not isinstance(form, str) or not form:
            with pytest.raises(InvalidValue):
                MAKERS[field](text)
        else:
            made = MAKERS[field](text)
            assert made == MAKERS[field](form)
            assert loads(dumps(made), type(made)) == made


def test_a_frame_refuses_the_texts_that_an_entry_refuses() -> None:
    entries = [Appropriation("e1", DAY, "f1", "county", 1, document="d"), Reversal("e2", DAY, "e1", reason="r")]
    row, fund = frame_of(entries), [Fund("f1", NAME, "county", 2018)]
    assert post_frame(row, funds=fund, projects=[]).accepted.height == 2
    for text in REFUSED:
        if not isinstance(text, str) or re.search("[\ud800-\udfff]", text):
            continue
        for number, column in ((0, "id"), (0, "document"), (1, "id"), (1, "entry"), (1, "document"), (1, "reason")):
            at = pl.int_range(pl.len()) == number
            odd = row.with_columns(pl.when(at).then(pl.lit(text)).otherwise(pl.col(column)).alias(column))
            posted = post_frame(odd[: number + 1], funds=fund, projects=[])
            good = column in ("id", "entry") and text.strip() and isinstance(normal_key(text), str)
            assert good or posted.refused["refusal"].to_list() == ["InvalidValue"], (text, column)


def test_a_frame_takes_keys_in_their_normal_keys_as_entries_do() -> None:
    funds, projects = [Fund("f1", NAME, "county", 2018)], [Project("p1", NAME, "road", in_store=True)]
    entries = [
        Appropriation("e1", DAY, "f1", "county", 9),
        Allotment("e2", DAY, "f1", "county", 5, project="p1"),
        Reversal("e3", DAY, "e2"),
    ]
    rows = frame_of(entries)
    odd = rows.with_columns(
        pl.Series("id", ["\uff451", " e2", "e\u200b3"]),
        pl.Series("fund", ["f1", "\uff461", None]),
        pl.Series("project", [None, "p1\u200b", None]),
        pl.Series("entry", [None, None, "\uff45\uff12"]),
    )
    assert post_frame(odd, funds=funds, projects=projects).refused.height == 0
    assert post_frame(odd, funds=funds, projects=projects).totals == post_all(Ledger(funds, projects), entries).totals
    assert totals(odd) == totals(rows)
    twice = rows.with_columns(pl.Series("id", ["e1", "\uff451", "e3"]))
    assert post_frame(twice, funds=funds, projects=projects).refused["refusal"].to_list() == [
        "DuplicateEntry",
        "UnknownReference",
    ]


def _ledger(key: str, text: str) -> Ledger:
    named = Text(text, f"{text}村")
    return post_all(
        Ledger(
            [Fund("f1", named, "county", 2018)],
            [Project(key, named, "road", (key, "v2"), in_store=True, started=DAY, unit=named, unit_name=text)],
        ),
        [
            Appropriation("e1", DAY, "f1", "county", 9, document=text),
            Allotment(key, DAY, "f1", "county", 5, project=key, document=text),
        ],
    )


IATI = find_spec("iati")


@pytest.mark.parametrize("text", ODD, ids=lambda text: text[:12].encode("ascii", "backslashreplace").decode())
def test_every_text_goes_out_to_other_programs_and_can_be_told_again(text: str) -> None:
    form = normal_key(text)
    key = form if isinstance(form, str) and form else "+k"
    ledger = _ledger(key, text)
    tree = etree.fromstring(
        iati_activities(ledger, organisation="CN-TEST-1", name=NAME, generated=WHEN).encode(),
        etree.XMLParser(huge_tree=True),
    )
    if IATI is not None:
        assert IATI.origin is not None
        folder = Path(IATI.origin).parent / "resources" / "standard" / "2-03" / "schemas"
        etree.XMLSchema(etree.parse(folder / "iati-activities-schema.xsd")).assertValid(tree)
    identifier = tree.findtext("iati-activity/iati-identifier")
    # https://iatistandard.org: no / & | ? and no blanks, and the identifier of the organisation first.
    assert re.fullmatch(r"CN-TEST-1-[^/&|?\s]+", identifier)
    entries, errors, _ = loader.load_string(beancount_text(ledger))
    assert errors == []
    marks = [posting.meta for entry in entries for posting in getattr(entry, "postings", ())]
    assert {mark["project"] for mark in marks if "project" in mark} == {key}
    descriptor, table = fiscal_package(ledger, name="town", title=NAME)
    json.dumps(descriptor)
    cells = list(csv.reader(io.StringIO(table)))
    assert not [cell for row in cells[1:] for cell in row if re.match(r"[\s\ufeff]*[=+@＝＋＠-](?![0-9.]+$)", cell)]
    row = dict(zip(cells[0], map(_read, cells[2]), strict=True))
    assert (row["id"], row["fund_name"], row["project"]) == (key, text, key)
    assert (row["project_name"], row["village"]) == (text, f"{key};v2")


def test_keys_that_differ_have_identifiers_that_differ() -> None:
    keys = ["a/b", "a%2Fb", "a%252Fb", "a b", "a%20b", "a&b", "a?b"]
    ledger = Ledger((), [Project(key, NAME, "road", started=DAY) for key in keys])
    tree = etree.fromstring(iati_activities(ledger, organisation="CN-TEST-1", name=NAME, generated=WHEN).encode())
    found = {node.text for node in tree.iter("iati-identifier")}
    assert len(found) == len(keys)
    assert "CN-TEST-1-a%2Fb" in found


def test_an_organisation_has_an_identifier_that_the_standard_allows() -> None:
    odd: list[Any] = ["", "CN TEST", "CN/1", "a&b", "a|b", "a?b", "a%b", "a\x00", "a\ud800", "a\ufffe", 5, None]
    for organisation in odd:
        with pytest.raises(InvalidValue, match="^organisation"):
            iati_activities(Ledger(), organisation=organisation, name=NAME, generated=WHEN)
    with pytest.raises(InvalidValue, match="^generated"):
        iati_activities(Ledger(), organisation="CN-1", name=NAME, generated="now")  # type: ignore[arg-type]


def test_the_same_words_in_both_languages_stand_once_in_the_language_that_they_are_in() -> None:
    tree = etree.fromstring(
        iati_activities(
            _ledger("p1", "财农〔2018〕1号"), organisation="CN-TEST-1", name=Text("A", "A"), generated=WHEN
        ).encode()
    )
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    said = tree.findall("iati-activity/transaction/description/narrative")
    assert [(node.get(lang), node.text) for node in said] == [("zh", "财农〔2018〕1号")]
    assert [node.get(lang) for node in tree.findall("iati-activity/reporting-org/narrative")] == [None]


def _read(cell: str) -> str:
    """A cell without its mark, as registers are read."""
    return re.sub(f"^'({FORMULA})", r"\1", cell)


@given(st.text())
def test_a_mark_comes_off_again_and_hides_every_formula(text: str) -> None:
    assert _read(marked(text)) == text
    assert marked(text) == text or marked(text) == f"'{text}"
    assert not marked(text).lstrip(" \u00a0\u3000\ufeff").startswith(("=", "+", "-", "@", "\t", "\r"))


# Villages


def test_a_project_of_two_villages_may_be_paid_by_a_fund_for_both_and_not_by_one_for_one() -> None:
    both = Project("p1", NAME, "road", ("v1", "v2"), in_store=True)
    entries = [Appropriation("e1", DAY, "f1", "county", 9), Allotment("e2", DAY, "f1", "county", 5, project="p1")]

    def posted(*places: str, project: Project = both) -> Ledger:
        return post_all(Ledger([Fund("f1", NAME, "county", 2018, places=places)], [project]), entries)

    for places in ((), ("v1", "v2"), ("v3", "v2", "v1")):
        assert posted(*places).balance("allotted") == 5
    for places in (("v1",), ("v2", "v3")):
        with pytest.raises(FundError, match=r"FD-R\.place Place of the fund: not kept"):
            posted(*places)
    with pytest.raises(FundError, match=r"FD-R\.place Place of the fund: cannot be decided"):
        posted("v1", project=Project("p1", NAME, "road", in_store=True))
    ledger = posted()
    lines = sources_and_uses(ledger, by="village").lines
    assert [line[0] for line in lines] == [Text("(none)", "（无）"), Text("v1, v2", "v1、v2")]
    assert "v1, v2" in notice_sheet(ledger, "p1", stage="plan", posted=DAY).render()  # type: ignore[arg-type]
    assert plan_against_actual(ledger, on=DAY).lines


def test_one_village_may_be_given_as_it_is_and_none_twice() -> None:
    for key in ("v1", ["v1"], ("v1",)):
        assert Project("p1", NAME, "road", key).villages == ("v1",)
    with pytest.raises(InvalidValue, match=r"^Project\.villages: .* keys that differ"):
        Project("p1", NAME, "road", ("v1", "v1"))
    with pytest.raises(InvalidValue, match=r"^Project\.villages"):
        Project("p1", NAME, "road", 5)  # type: ignore[arg-type]


@given(
    st.lists(
        st.one_of(
            st.text(alphabet, min_size=1, max_size=40) for alphabet in ("0123456789", "01-_Xx", "0f8E+.", "Jan-1 户")
        )
        | st.sampled_from(
            ["11010519491231002X", "a110105-19491231-002X", "a13800138000", "true", "6228480402564890018"]
        ),
        min_size=1,
    )
)
def test_columns_have_keys_in_the_form_that_one_key_has(keys: list[str]) -> None:
    forms = [normal_key(key) for key in keys]
    assert _normal_keys(pl.Series(keys)).to_list() == [form if isinstance(form, str) else "" for form in forms]
