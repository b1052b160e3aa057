"""What residents report that is for the town hall, for its officials."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from belfry.core.actor import Role
from belfry.core.errors import NotAllowed
from belfry.sightings.actions.town import settle_matter
from belfry.sightings.queries import town_matters as matters_for
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in


@require_safe
@signed_in
def town_matters(request: ActorRequest) -> HttpResponse:
    """List what is for the town hall, what is open first."""
    if not request.actor.municipalities(Role.CLERK):
        raise NotAllowed
    page = page_of(matters_for(request.actor), request.GET.get("after", ""))
    return render(request, "network/town_matters.html", {"page": page})


@require_POST
@signed_in
def matter_done(request: ActorRequest, matter_id: UUID) -> HttpResponse:
    """Note that the town dealt with it."""
    settle_matter(request.actor, matter_id, now=timezone.now())
    return redirect("town_matters")
