"""A network asks a contribution: the years, a new one, and those who joined since."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from belfry.contributions.actions.asking import ask_newcomers, open_year
from belfry.contributions.errors import (
    AboveCosts,
    AccountUnusable,
    NobodyToAsk,
    YearOpenAlready,
)
from belfry.contributions.queries import years_of
from belfry.core.clock import local
from belfry.core.errors import DomainError
from belfry.networks.queries import kept_network
from belfry.web.contributions.forms import YearForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

FIELDS: Final[dict[type[DomainError], str | None]] = {
    AboveCosts: "amount",
    AccountUnusable: "account",
    YearOpenAlready: "year",
    NobodyToAsk: None,
}


@require_safe
@signed_in
def years(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Show the years in which the network asks a contribution."""
    network = kept_network(request.actor, network_id)
    context = {"network": network, "years": years_of(request.actor, network_id)}
    return render(request, "contributions/years.html", context)


@sensitive_post_parameters()
@ask_or_take
@signed_in
def year_new(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Take what is asked in a year."""
    network = kept_network(request.actor, network_id)
    data = request.POST if request.method == "POST" else None
    form = YearForm(data, this_year=local(request.actor.at).year)
    if request.method == "POST" and form.is_valid():
        try:
            year = open_year(request.actor, network_id, form.asking, now=timezone.now())
        except tuple(FIELDS) as refusal:
            form.add_error(FIELDS[type(refusal)], refusal.message())
        else:
            messages.success(
                request, gettext("Each home and business has a reference now. Nobody was told yet.")
            )
            return redirect("contribution", year.pk)
    return render(request, "contributions/year_new.html", {"network": network, "form": form})


@require_POST
@signed_in
def newcomers(request: ActorRequest, year_id: UUID) -> HttpResponse:
    """Ask who joined since."""
    try:
        number = ask_newcomers(request.actor, year_id, now=timezone.now())
    except AboveCosts as refusal:
        messages.error(request, refusal.message())
    else:
        told = ngettext("%(number)d home is added.", "%(number)d homes are added.", number)
        messages.success(request, told % {"number": number})
    return redirect("contribution", year_id)
