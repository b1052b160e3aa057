"""Which network another one is part of."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from belfry.networks.actions.placing import place_under
from belfry.networks.errors import NotAPossibleParent
from belfry.networks.placing import network_to_place, possible_parents
from belfry.networks.policies import may_recognise
from belfry.web.network.forms.placing import ParentForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in


@ask_or_take
@signed_in
def network_parent(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Show what a network is part of, and take another answer."""
    found = network_to_place(request.actor, network_id)
    form = ParentForm(
        request.POST if request.method == "POST" else None,
        offered=possible_parents(request.actor, network_id),
        current=found.parent_id,
    )
    if form.is_valid():
        try:
            place_under(request.actor, network_id, form.cleaned_data["parent"], now=timezone.now())
        except NotAPossibleParent as refusal:
            form.add_error("parent", refusal.message())
        else:
            messages.success(request, gettext("It is saved."))
            return redirect("network_parent", network_id)
    context = {"network": found, "form": form, "is_reviewer": may_recognise(request.actor)}
    return render(request, "network/parent.html", context)
