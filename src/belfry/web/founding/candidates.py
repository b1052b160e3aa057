"""The two key holders: proposed, declaring themselves, screened by the police."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from belfry.core.errors import NotAllowed
from belfry.delivery.errors import AddressUnusable
from belfry.founding.actions.candidates import (
    ask_screening,
    declare_candidate,
    forget_minor,
    propose_candidate,
    withdraw_candidate,
    write_outcome,
)
from belfry.founding.errors import SamePerson
from belfry.founding.queries import dossier_for
from belfry.founding.standing import candidate_for, candidates_of
from belfry.web.founding.consulting import dossier_still_seen
from belfry.web.founding.forms.candidates import DeclarationForm, OutcomeForm, ProposalForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.gates import factor_again, signed_in

_MINOR = gettext_lazy(
    "This task is for people of 18 or older. Thank you for your readiness. Nothing of what you filled in was kept."
)


@ask_or_take
@signed_in
def dossier_candidates(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show who stands, and take a proposal; the answer is the same for every address."""
    found = dossier_for(request.actor, dossier_id)
    lists = candidates_of(request.actor, found)
    form = ProposalForm(request.POST if request.method == "POST" else None, free=lists.free)
    if request.method == "POST":
        if not lists.free:
            raise NotAllowed
        if form.is_valid() and _propose(request, dossier_id, form):
            return redirect("dossier_candidates", dossier_id)
    context = {
        "dossier": found,
        "form": form if lists.free else None,
        "standing": lists.standing,
        "next_outcome": next((one.pk for one in lists.standing if one.may_write_outcome), None),
        "unsuitable": lists.unsuitable,
        "free": lists.free,
    }
    return render(request, "founding/candidates.html", context)


def _propose(request: ActorRequest, dossier_id: UUID, form: ProposalForm) -> bool:
    now = timezone.now()
    limits.check(limits.INVITATIONS, str(request.actor.person_id), now=now)
    part = form.cleaned_data["part"]
    try:
        propose_candidate(request.actor, dossier_id, part, form.details, now=now)
    except (AddressUnusable, SamePerson) as error:
        form.add_error("address", error.message())
        return False
    messages.success(request, gettext("The invitation is on its way."))
    return True


@ask_or_take
@signed_in
def candidate_declare(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    """Let a candidate say what belongs to the task, and agree to the screening."""
    found, candidate = candidate_for(request.actor, candidate_id)
    if not candidate.is_own:
        raise NotAllowed
    form = DeclarationForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        if form.is_minor:
            forget_minor(request.actor, candidate_id, now=now)
            messages.warning(request, _MINOR)
            return redirect("home")
        declare_candidate(request.actor, candidate_id, now=now)
        messages.success(request, gettext("Thank you. The police are asked next."))
        return redirect("dossier_candidates", found.pk)
    context = {"dossier": found, "candidate": candidate, "form": form}
    return render(request, "founding/candidate_declare.html", context)


@require_POST
@signed_in
def candidate_withdraw(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    """Take a candidate away; whoever steps back may have no other part in the dossier."""
    found, _ = candidate_for(request.actor, candidate_id)
    withdraw_candidate(request.actor, candidate_id, now=timezone.now())
    messages.success(request, gettext("The place is free for another candidate."))
    still = dossier_still_seen(request, found.pk)
    return redirect("dossier_candidates", found.pk) if still else redirect("home")


@require_POST
@signed_in
def screening_ask(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    """Note that the police look a candidate up."""
    found, _ = candidate_for(request.actor, candidate_id)
    ask_screening(request.actor, candidate_id, now=timezone.now())
    messages.success(request, gettext("The screening is noted as asked for today."))
    return redirect("dossier_candidates", found.pk)


@ask_or_take
@signed_in
@factor_again
def screening_outcome(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    """Take one word, suitable or not; there is no place for a reason."""
    found, candidate = candidate_for(request.actor, candidate_id)
    if not candidate.may_write_outcome:
        raise NotAllowed
    form = OutcomeForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        suitable = form.cleaned_data["outcome"] == "suitable"
        write_outcome(request.actor, candidate_id, suitable=suitable, now=timezone.now())
        messages.success(request, gettext("The outcome is written."))
        return redirect("dossier_candidates", found.pk)
    context = {"dossier": found, "candidate": candidate, "form": form}
    return render(request, "founding/screening_outcome.html", context)
