"""A file of the bank beside what was asked."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from belfry.contributions.actions.reconciling import reconcile
from belfry.contributions.errors import OtherAccount, StatementUnreadable
from belfry.contributions.queries import year_for
from belfry.contributions.references import reference_of
from belfry.web.contributions.forms import StatementForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.gates import signed_in


@ask_or_take
@signed_in
def bank(request: ActorRequest, year_id: UUID) -> HttpResponse:
    """Ask for a file, and show what it settled and what it did not; nothing of it is kept."""
    year = year_for(request.actor, year_id)
    form = StatementForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context: dict[str, Any] = {"network": year.network, "year": year, "form": form}
    if request.method == "POST" and form.is_valid():
        limits.check(limits.UPLOADS, str(request.actor.person_id), now=timezone.now())
        data = form.cleaned_data["file"].read()
        try:
            found = reconcile(request.actor, year_id, data, now=timezone.now())
        except (StatementUnreadable, OtherAccount) as refusal:
            form.add_error("file", refusal.message())
        else:
            context["found"] = found
            context["unsettled"] = [
                (one.payment, one.why, _reference(one.payment.number)) for one in found.unsettled
            ]
    return render(request, "contributions/bank.html", context)


def _reference(number: int | None) -> str:
    return "" if number is None else reference_of(number)
