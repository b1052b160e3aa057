"""Circulars and models: everybody reads and downloads the models, the reviewer of the FPS Interior keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.founding.model_letters import model_invitation, model_survey_letter
from belfry.founding.papers import model_charter, model_house_rules
from belfry.networks.actions.model_papers import add_circular, add_model_version
from belfry.networks.errors import CircularKnown, ModelIncomplete
from belfry.networks.kinds import Paper
from belfry.networks.model_papers import (
    circular_in_force,
    circulars,
    model_for,
    networks_on_older_circular,
    newest_models,
    sections_in,
    versions_of_models,
)
from belfry.networks.policies import may_keep_models
from belfry.paperwork.compiling import pdf_of
from belfry.web.network.forms.model_papers import CircularForm, ModelForm
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.networks.models import ModelPaper


# What stands in the address, and what makes it of a language.
DOWNLOADS: Final = {
    "charter": model_charter,
    "house_rules": model_house_rules,
    "survey": model_survey_letter,
    "invitation": model_invitation,
}


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model that counts now, by the names of its paper and its language."""

    paper: str
    language: str
    model: "ModelPaper"


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """Show the steps to a network, and the models to download, to anybody (V4)."""
    found = newest_models(on=local(timezone.now()).date())
    languages = [
        (one.value, one.label)
        for one in Language
        if all((paper, one) in found for paper in Paper.values)
    ]
    return render(request, "network/models.html", {"languages": languages})


@require_safe
def model_pdf(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    """Return a model of a language as a PDF: all papers, the house rules alone, survey letter or invitation."""
    today = local(timezone.now()).date()
    counting = tuple(sorted(row.pk for row in newest_models(on=today).values()))
    if language not in Language.values or paper not in DOWNLOADS:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{paper}-{language}.pdf"'}
    return HttpResponse(
        _pdf(language, paper, today, counting), content_type="application/pdf", headers=headers
    )


@lru_cache(maxsize=16)
def _pdf(language: str, paper: str, on: date, counting: Sequence[int]) -> bytes:
    """Return a model as a PDF, made once a day for the versions that count (`counting` is their key)."""
    return pdf_of(DOWNLOADS[paper](language, on=on))


@ask_or_take
@signed_in
def circular_list(request: ActorRequest) -> HttpResponse:
    """Show circulars, models and who rests on an older circular; the reviewer enters another circular."""
    today = local(request.actor.at).date()
    older = networks_on_older_circular(request.actor, on=today)
    form = CircularForm()
    if request.method == "POST":
        if not may_keep_models(request.actor):
            raise NotAllowed
        form = CircularForm(request.POST)
        if form.is_valid() and _entered(request, form):
            messages.success(request, gettext("The circular is entered."))
            return redirect("circulars")
    rows = [
        ModelRow(str(Paper(row.paper).label), str(Language(row.language).label), row)
        for row in versions_of_models()
    ]
    context = {
        "circulars": circulars(),
        "in_force": circular_in_force(on=today),
        "models": rows,
        "page": page_of(older, request.GET.get("after", "")),
        "may_keep": may_keep_models(request.actor),
        "form": form,
    }
    return render(request, "network/circulars.html", context)


def _entered(request: ActorRequest, form: CircularForm) -> bool:
    try:
        add_circular(request.actor, **form.cleaned_data, now=timezone.now())
    except CircularKnown as refusal:
        form.add_error("valid_from", refusal.message())
        return False
    return True


@ask_or_take
@signed_in
def model_new(request: ActorRequest, paper: str, language: str) -> HttpResponse:
    """Take a new version of a model; older ones stay."""
    if not may_keep_models(request.actor):
        raise NotAllowed
    today = local(request.actor.at).date()
    model = model_for(paper, language, on=today)
    form = ModelForm(
        request.POST if request.method == "POST" else None,
        sections=sections_in(model),
        circulars=[(row.pk, f"{row.reference} ({row.dated:%d/%m/%Y})") for row in circulars()],
        language=language,
        today=today,
    )
    if request.method == "POST" and form.is_valid() and _kept(request, model, form):
        messages.success(request, gettext("The new version of the model is kept."))
        return redirect("circulars")
    context = {"paper": Paper(paper).label, "language": Language(language).label, "form": form}
    return render(request, "network/model_new.html", context)


def _kept(request: ActorRequest, model: "ModelPaper", form: ModelForm) -> bool:
    answer = form.cleaned_data
    try:
        add_model_version(
            request.actor,
            paper=model.paper,
            language=model.language,
            sections=form.sections,
            circular_id=answer["circular"],
            valid_from=answer["valid_from"],
            note=answer["note"],
            now=timezone.now(),
        )
    except ModelIncomplete as refusal:
        form.add_error(None, refusal.message())
        return False
    return True
