"""Town and police answer an idea; and who holds the pen."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from belfry.core.errors import NotAllowed
from belfry.delivery.errors import AddressUnusable
from belfry.founding.actions.consulting import answer_consultation
from belfry.founding.actions.founders import add_founder, remove_founder
from belfry.founding.policies import may_write
from belfry.founding.queries import dossier_for, dossiers_visible_to, facts_of, partners_of
from belfry.founding.story import hands_of, may_be_given, own_voices
from belfry.founding.workflow import Condition
from belfry.web.founding.dossiers import places_of
from belfry.web.founding.forms.dossiers import ConsultationForm, PersonForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.gates import signed_in


@ask_or_take
@signed_in
def dossier_consultation(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show the idea and what town and police say to it; take the answer of one of them."""
    found = dossier_for(request.actor, dossier_id)
    own = own_voices(request.actor, found)
    form = ConsultationForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST":
        if not own:
            raise NotAllowed
        if form.is_valid():
            told = form.cleaned_data
            after = answer_consultation(
                request.actor,
                dossier_id,
                agrees=told["answer"] == "yes",
                remark=told["remark"],
                now=timezone.now(),
            )
            messages.success(request, _thanks(after.pk))
            return redirect("dossier", dossier_id)
    context = {
        "dossier": found,
        "form": form,
        "places": places_of(found),
        "may_answer": any(may_be_given(found, one) for one in own),
    }
    return render(request, "founding/consultation.html", context)


def _thanks(dossier_id: UUID) -> str:
    if facts_of(dossier_id) >= {Condition.TOWN_CONSULTED, Condition.POLICE_CONSULTED}:
        return gettext("Your answer is kept. Both agree: the founders can go on.")
    return gettext("Your answer is kept.")


@ask_or_take
@signed_in
def dossier_founders(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show who holds the pen, and invite one more; the answer is the same for every address."""
    found = dossier_for(request.actor, dossier_id)
    if not may_write(partners_of(request.actor, found), found.state):
        raise NotAllowed
    form = PersonForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        limits.check(limits.INVITATIONS, str(request.actor.person_id), now=now)
        try:
            add_founder(request.actor, dossier_id, form.details, now=now)
        except AddressUnusable as error:
            form.add_error("address", error.message())
        else:
            messages.success(request, gettext("The invitation is on its way."))
            return redirect("dossier_founders", dossier_id)
    context = {"dossier": found, "form": form, "hands": hands_of(found)}
    return render(request, "founding/founders.html", context)


@require_POST
@signed_in
def founder_remove(request: ActorRequest, founder_id: int) -> HttpResponse:
    """Take the pen from a founder; whoever takes it from themselves leaves the dossier."""
    dossier_id = remove_founder(request.actor, founder_id, now=timezone.now())
    messages.success(request, gettext("This person no longer holds the pen."))
    still = dossier_still_seen(request, dossier_id)
    return redirect("dossier_founders", dossier_id) if still else redirect("dossiers")


def dossier_still_seen(request: ActorRequest, dossier_id: UUID) -> bool:
    """Whether the reader still has a part in a dossier after what was just done."""
    return dossiers_visible_to(request.actor).filter(pk=dossier_id).exists()
