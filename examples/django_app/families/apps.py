"""The application: families on file, and what was decided about them."""

from __future__ import annotations

from django.apps import AppConfig


class Families(AppConfig):
    """Where Django finds the models."""

    name = "django_app.families"
