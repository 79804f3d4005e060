"""The pages of the site."""

from __future__ import annotations

from django.urls import path

from django_app.families import views

urlpatterns = [path("", views.families, name="families"), path("<str:key>/", views.family, name="family")]
