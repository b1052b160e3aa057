"""What residents report that is for the town hall, for its officials, and the answer of the town."""

from functools import partial
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from belfry.core.errors import DomainError, NotAllowed
from belfry.core.languages import Language
from belfry.networks.queries import TOWN_ROLES
from belfry.sealing.client import tell_writer
from belfry.sealing.errors import NobodyAnswers
from belfry.sightings.actions.town import settle_matter
from belfry.sightings.errors import AnswerMissing, TooLong
from belfry.sightings.kinds import TownAnswer
from belfry.sightings.queries import town_matter_for
from belfry.sightings.queries import town_matters as matters_for
from belfry.web.network.forms.questions import ReplyForm
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

OF_ANSWER: Final[tuple[type[DomainError], ...]] = (AnswerMissing, TooLong)


@require_safe
@signed_in
def town_matters(request: ActorRequest) -> HttpResponse:
    """List what is open for the town hall, the oldest first."""
    if not request.actor.municipalities(*TOWN_ROLES):
        raise NotAllowed
    page = page_of(matters_for(request.actor), request.GET.get("after", ""))
    return render(request, "network/town_matters.html", {"page": page})


@ask_or_take
@signed_in
def town_matter(request: ActorRequest, matter_id: UUID) -> HttpResponse:
    """Show one matter, and take the answer of the town."""
    row = town_matter_for(request.actor, matter_id)
    form = ReplyForm(
        TownAnswer,
        request.POST if request.method == "POST" else None,
        language=str(Language(row.language).label),
        hint=gettext_lazy("You do not see who reported it; the answer finds its way."),
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            settle_matter(
                request.actor,
                matter_id,
                told["choice"],
                told["words"],
                tell=partial(tell_writer, request.session.session_key or ""),
                now=timezone.now(),
            )
        except OF_ANSWER as refusal:
            form.add_error("words", refusal.message())
        except NobodyAnswers as refusal:
            form.add_error(None, refusal.message())
        else:
            messages.success(request, _("Who reported it reads your answer."))
            return redirect("town_matters")
    return render(request, "network/town_matter.html", {"matter": row, "form": form})
