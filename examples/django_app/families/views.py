"""Two pages: the families on file with a form for one more, and the decisions about one family."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from antipoverty.text import Text
from django_app.families.fields import language
from django_app.families.forms import FamilyForm
from django_app.families.models import Family, Judgement

WORDS = {
    "title": Text("Families on file", "农户档案"),
    "made_up": Text("For trying out: enter no data of real households.", "仅供试用：请勿录入真实农户数据。"),
    "add": Text("Add and decide", "录入并认定"),
    "back": Text("All families", "全部农户"),
}


def families(request: HttpRequest) -> HttpResponse:
    """The families and their last decisions; a form that is sent adds one, or is shown again with its errors."""
    form = FamilyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        family, _ = Family.objects.update_or_create(key=form.household.id, defaults={"household": form.household})
        family.judge(on=form.cleaned_data["on"])
        return redirect("family", family.key)
    known = [(each, each.decision.explain(language(), detail="brief")) for each in Judgement.objects.order_by("family")]
    status = 422 if form.errors else 200
    return _page(request, "families", {"form": form, "judgements": known}, status)


def family(request: HttpRequest, key: str) -> HttpResponse:
    """What was decided about a family, with reasons and sources."""
    shown = get_object_or_404(Family, key=key)
    texts = [each.decision.explain(language()) for each in shown.judgements.all()]
    return _page(request, "family", {"family": shown, "texts": texts})


def _page(request: HttpRequest, name: str, content: dict[str, object], status: int = 200) -> HttpResponse:
    words = {key: text[language()] for key, text in WORDS.items()}
    return render(request, f"families/{name}.html", {"words": words, "language": language(), **content}, status=status)
