"""Documents of the library in a Django application, as `examples/django_app` keeps them: its models, form and pages."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given

from effort import times

django = pytest.importorskip("django")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_app.settings")
django.setup()

from django.core import serializers  # noqa: E402
from django.core.exceptions import ValidationError  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import IntegerField  # noqa: E402
from django.db.models.fields.json import KT  # noqa: E402
from django.db.models.functions import Cast  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402

from antipoverty.errors import InvalidDocument  # noqa: E402
from antipoverty.identification import identify  # noqa: E402
from antipoverty.records import Household, Income  # noqa: E402
from antipoverty.serialization import dumps  # noqa: E402
from antipoverty.strategies import households  # noqa: E402
from django_app.families.fields import DocumentField  # noqa: E402
from django_app.families.models import Family, Judgement  # noqa: E402

ON = date(2014, 5, 1)
BELOW = Household("h1", size=4, income=Income(stated="10943.99"))
TYPED = {"id": "h1", "size": "4", "income.stated": "10943.99", "on": "2014-05-01"}
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


@pytest.fixture(scope="module", autouse=True)
def database() -> Iterator[None]:
    """A database in memory, made by the migrations."""
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    yield
    connection.creation.destroy_test_db(":memory:", verbosity=0)
    teardown_test_environment()


@pytest.fixture(autouse=True)
def undone() -> Iterator[None]:
    """What a test writes is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def file(household: Household) -> Family:
    """A family that was written, as it is read again."""
    Family.objects.create(key=household.id, household=household)
    return Family.objects.get(key=household.id)


# The field


@times(1 / 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(households())
def test_a_household_is_read_back_as_it_was(household: Household) -> None:
    try:
        assert file(household).household == household
    finally:
        Family.objects.all().delete()


def test_a_decision_is_read_back_as_it_was_made() -> None:
    judgement = file(BELOW).judge(on=ON)
    again = Judgement.objects.get(pk=judgement.pk)
    assert (again.outcome, again.decision) == ("met", identify(BELOW, on=ON))


def test_one_decision_is_kept_a_family_and_day() -> None:
    family = file(BELOW)
    family.judge(on=ON)
    family.household = attrs.evolve(BELOW, income=Income(stated="10944"))
    family.judge(on=ON)
    assert [each.outcome for each in family.judgements.all()] == ["not met"]


def test_the_database_asks_into_documents_and_for_outcomes() -> None:
    for size in (1, 4, 5):
        file(attrs.evolve(BELOW, id=f"h{size}", size=size)).judge(on=ON)
    file(Household("h9"))
    asked = Family.objects.filter
    assert asked(household__value__size=4).get().key == "h4"
    # By a path alone, Django on SQLite takes the null of an unknown size for more than 4,
    large = Cast(KT("household__value__size"), IntegerField())
    assert list(Family.objects.alias(size=large).filter(size__gte=4).values_list("key", flat=True)) == ["h4", "h5"]
    assert asked(household__value__income__stated="10943.99").count() == 3
    assert asked(household__value__size=None).get().key == "h9"
    assert asked(judgements__outcome="met").count() == 2
    # and reads a string of digits as a float. As text it stays exact.
    stated = Family.objects.values_list(KT("household__value__income__stated"), flat=True)
    assert [*stated] == ["10943.99", "10943.99", "10943.99", None]


def test_a_decision_that_was_changed_in_the_database_is_refused() -> None:
    judgement = file(BELOW).judge(on=ON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE families_judgement SET decision = json_set(decision, '$.value.outcome', 'not met')")
    with pytest.raises(InvalidDocument, match="expected met, which the rule gives for the facts"):
        Judgement.objects.get(pk=judgement.pk)


def test_a_column_may_be_null() -> None:
    field = DocumentField("antipoverty.Household", null=True)
    assert (field.from_db_value(None, None, connection), field.to_python(None)) == (None, None)


def test_a_fixture_is_loaded_as_it_was_dumped() -> None:
    file(BELOW).judge(on=ON)
    dumped = serializers.serialize("json", [*Family.objects.all(), *Judgement.objects.all()])
    Family.objects.all().delete()
    for each in serializers.deserialize("json", dumped):
        each.save()
    assert Family.objects.get().household == BELOW
    assert Judgement.objects.get().decision == identify(BELOW, on=ON)


def test_every_fault_of_a_document_is_an_error_of_the_field() -> None:
    document = json.loads(dumps(BELOW))
    document["value"] |= {"size": "four", "food_secure": "yes"}
    with pytest.raises(ValidationError) as caught:
        DocumentField("antipoverty.Household").to_python(document)
    assert [message.partition(":")[0] for message in caught.value.messages] == ["/value/size", "/value/food_secure"]


# Migrations


def test_the_migrations_are_what_the_models_need() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    said = io.StringIO()
    call_command("check", stdout=said)
    assert "no issues" in said.getvalue()


def test_a_migration_names_a_class_by_its_public_name() -> None:
    assert DocumentField("antipoverty.Household").deconstruct()[2:] == (["antipoverty.Household"], {})


# Pages


def sent(content: dict[str, Any], **headers: Any) -> Any:
    return Client(enforce_csrf_checks=False).post("/", content, **headers)


@pytest.mark.parametrize(
    ("headers", "brief", "why"),
    [({}, "to be identified as poor", "Rulebook cn"), (CHINESE, "识别为贫困户", "规则库 cn")],
)
def test_a_family_that_is_sent_is_decided_and_shown(headers: dict[str, str], brief: str, why: str) -> None:
    answer = sent(TYPED, **headers)
    assert (answer.status_code, answer.url) == (302, "/h1/")
    assert Family.objects.get().household == BELOW
    assert brief in Client(**headers).get("/").content.decode()
    assert why in Client(**headers).get("/h1/").content.decode()


def test_what_is_left_open_is_unknown_and_what_is_missing_is_said() -> None:
    sent({"id": "h2", "size": "", "food_secure": "unknown", "on": "2014-05-01"})
    assert Family.objects.get().household == Household("h2", income=Income())
    assert Judgement.objects.get().outcome == "unknown"
    assert "household net income" in Client().get("/").content.decode()


@pytest.mark.parametrize(("headers", "said"), [({}, "whole number"), (CHINESE, "整数")])
def test_what_cannot_be_is_said_at_its_field_in_the_language_of_the_reader(headers: dict[str, str], said: str) -> None:
    answer = sent({**TYPED, "size": "101", "income.stated": "some"}, **headers)
    errors = answer.context["form"].errors
    assert (answer.status_code, sorted(errors)) == (422, ["income.stated", "size"])
    assert said in str(errors["size"])
    assert not Family.objects.exists()


def test_a_family_that_is_not_on_file_is_not_found() -> None:
    assert Client().get("/nobody/").status_code == 404
