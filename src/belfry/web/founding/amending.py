"""Change a recognised network."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from belfry.core.errors import NotAllowed
from belfry.founding.actions.amending import notify_contacts, open_amendment
from belfry.founding.changes import may_change, open_amendment_of
from belfry.founding.errors import WhyMissing
from belfry.networks.queries import network_for
from belfry.web.founding.forms.amending import AmendmentForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in


@ask_or_take
@signed_in
def amendment_new(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Ask what changes and why; a change that is under way already is shown instead."""
    network = network_for(request.actor, network_id)
    if not may_change(request.actor, network_id):
        raise NotAllowed
    form = AmendmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_amendment(
                request.actor, network_id, **form.cleaned_data, now=timezone.now()
            )
        except WhyMissing as error:
            form.add_error("why", error.message())
        else:
            messages.success(request, gettext("The dossier is open. The partners got a message."))
            return redirect("dossier", opened.pk)
    context = {"network": network, "form": form, "under_way": open_amendment_of(network_id)}
    return render(request, "founding/amendment_new.html", context)


@require_POST
@signed_in
def amendment_notify(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    notify_contacts(request.actor, dossier_id, now=timezone.now())
    sentence = gettext("The new contact details count. Partners and FPS Interior were told.")
    messages.success(request, sentence)
    return redirect("dossier", dossier_id)
