"""A new coordinator or deputy for a network: begin to seek, and name whoever was approved."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from belfry.core.errors import NotAllowed
from belfry.founding.actions.succession import name_successors, open_succession
from belfry.founding.changes import may_change, open_succession_of
from belfry.founding.errors import WhyMissing
from belfry.founding.policies import may_make
from belfry.founding.queries import dossier_for, partners_of
from belfry.founding.surveys import candidates_in_vote
from belfry.founding.workflow import DossierState, find_move
from belfry.networks.errors import AlreadyNamed, MandateDatesWrong
from belfry.networks.queries import network_for
from belfry.web.founding.forms.succession import NamingForm, SuccessionForm
from belfry.web.network.networks import today_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in


@ask_or_take
@signed_in
def succession_new(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Ask which task is free and why; a search that is under way already is shown instead."""
    network = network_for(request.actor, network_id)
    if not may_change(request.actor, network_id):
        raise NotAllowed
    form = SuccessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_succession(
                request.actor, network_id, **form.cleaned_data, now=timezone.now()
            )
        except WhyMissing as error:
            form.add_error("why", error.message())
        else:
            messages.success(request, gettext("The dossier is open. The partners got a message."))
            return redirect("dossier", opened.pk)
    context = {"network": network, "form": form, "under_way": open_succession_of(network_id)}
    return render(request, "founding/succession_new.html", context)


@ask_or_take
@signed_in
def dossier_naming(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take the day from which whoever was screened and approved has the task (police)."""
    found = dossier_for(request.actor, dossier_id)
    step = find_move(found.kind, found.state, DossierState.NAMED)
    if not may_make(partners_of(request.actor, found), step):
        raise NotAllowed
    data = request.POST if request.method == "POST" else None
    form = NamingForm(data, today=today_of(request.actor))
    if request.method == "POST" and form.is_valid():
        since = form.cleaned_data["since"]
        try:
            name_successors(request.actor, dossier_id, since=since, now=timezone.now())
        except MandateDatesWrong:
            form.add_error("since", gettext("Choose today or a later day."))
        except AlreadyNamed as error:
            form.add_error(None, error.message())
        else:
            messages.success(
                request, gettext("It is written down. The partners and the FPS Interior were told.")
            )
            return redirect("dossier", dossier_id)
    names = candidates_in_vote(request.actor, dossier_id)
    context = {"dossier": found, "form": form, "names": names}
    return render(request, "founding/dossier_naming.html", context)
