"""The form of a family: some facts of a household; what is left open is unknown."""

from __future__ import annotations

from typing import Any

from django import forms

from antipoverty import Household
from antipoverty.errors import InvalidDocument
from antipoverty.facts.household import ALREADY_HELPED, CLOTHING_SECURE, FOOD_SECURE, NET_INCOME, SIZE
from antipoverty.prose import explain
from antipoverty.rules import Fact, Kind
from antipoverty.serialization import structure
from antipoverty.text import Text
from django_app.families.fields import language

#: Where in the data of a household a fact is stated.
ASKED = {
    "size": SIZE,
    "income.stated": NET_INCOME,
    "food_secure": FOOD_SECURE,
    "clothing_secure": CLOTHING_SECURE,
    "already_helped": ALREADY_HELPED,
}
KEY, DAY = Text("key of the household", "户编号"), Text("decided on", "认定日期")


def _asked(fact: Fact) -> forms.Field:
    kinds = {Kind.FLAG: forms.NullBooleanField, Kind.COUNT: forms.IntegerField}
    return kinds.get(fact.kind, forms.CharField)(required=False, label=fact.text[language()])


class FamilyForm(forms.Form):
    """What is typed of a family: `household` is the object once the form is valid."""

    household: Household

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.fields["id"] = forms.CharField(label=KEY[language()], max_length=64)
        self.fields.update({path: _asked(fact) for path, fact in ASKED.items()})
        self.fields["on"] = forms.DateField(
            label=DAY[language()], widget=forms.DateInput({"type": "date", "placeholder": "2014-05-01"})
        )

    def clean(self) -> dict[str, Any]:
        """Make the household; what it cannot be is an error of the field that states it."""
        data: dict[str, Any] = {"income": {}}
        for name in ("id", *ASKED):
            outer, _, inner = name.partition(".")
            value = self.cleaned_data.get(name)
            (data.setdefault(outer, {}) if inner else data)[inner or outer] = None if value == "" else value
        try:
            self.household = structure(data, Household)
        except InvalidDocument as error:
            for problem in error.problems:
                name = problem.pointer.lstrip("/").replace("/", ".")
                if not self.has_error(name):
                    self.add_error(name if name in self.fields else None, explain(problem, language()))
        return self.cleaned_data
