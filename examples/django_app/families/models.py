"""Families as they are on file, and what was decided about each on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from antipoverty import identify
from django_app.families.fields import DocumentField


class Family(models.Model):
    """A household. What is asked often is a column of its own; all of it is the document."""

    objects = models.Manager()
    key = models.CharField(max_length=64, primary_key=True)
    household: Any = DocumentField("antipoverty.Household")

    def judge(self, *, on: date) -> Judgement:
        """Decide whether it is to be identified as poor, and keep the decision with its rule, values and facts."""
        decision = identify(self.household, on=on)
        values = {"outcome": decision.outcome.value, "decision": decision}
        return Judgement.objects.update_or_create(family=self, on=on, defaults=values)[0]


class Judgement(models.Model):
    """A decision as it was made."""

    objects = models.Manager()
    family = models.ForeignKey(Family, models.CASCADE, related_name="judgements")
    on = models.DateField()
    outcome = models.CharField(max_length=8, db_index=True)
    decision: Any = DocumentField("antipoverty.rules.Decision")

    class Meta:
        """One decision a family and day."""

        constraints = (models.UniqueConstraint(fields=("family", "on"), name="one_judgement_a_day"),)
        ordering = ("on",)
