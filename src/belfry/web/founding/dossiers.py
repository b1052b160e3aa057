"""The dossiers that somebody has a part in, and the page of one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belfry.founding.queries import dossier_for, dossiers_visible_to, steps_of
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in


@require_safe
@signed_in
def dossiers(request: ActorRequest) -> HttpResponse:
    """List the dossiers in which the reader has a part, the newest first."""
    page = page_of(dossiers_visible_to(request.actor), request.GET.get("after", ""))
    return render(request, "founding/dossiers.html", {"page": page})


@require_safe
@signed_in
def dossier(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show how far a dossier is, what is missing and who can supply it."""
    found = dossier_for(request.actor, dossier_id)
    return render(request, "founding/dossier.html", {"dossier": found, "steps": steps_of(found)})
