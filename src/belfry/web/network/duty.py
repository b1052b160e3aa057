"""Who has the message duty of a network: handed over for a period, and taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from belfry.core.actor import NETWORK_ROLES, Actor
from belfry.core.clock import local
from belfry.core.errors import DomainError
from belfry.networks.actions.duty import announce_end, hand_over, take_back
from belfry.networks.duty import AbsenceDetails, absences_of, duty_for, own_absence
from belfry.networks.errors import (
    AbsenceDatesWrong,
    AlreadyAway,
    DeputyAway,
    MandateDatesWrong,
    NobodyToHandOver,
    NotAKeyHolder,
    StandsIn,
)
from belfry.networks.mandates import mandates_on_network
from belfry.networks.queries import kept_network
from belfry.networks.types import MandateDetails
from belfry.web.network.forms.duty import AbsenceForm
from belfry.web.network.forms.mandates import EndForm
from belfry.web.network.open_matters import open_matters
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

FIELDS: Mapping[type[DomainError], str] = {
    AbsenceDatesWrong: "until",
    AlreadyAway: "since",
    StandsIn: "since",
    DeputyAway: "deputy",
    NotAKeyHolder: "deputy",
}


REFUSALS: tuple[type[DomainError], ...] = (*FIELDS, NobodyToHandOver)


@dataclass(frozen=True, slots=True)
class Away:
    """An absence as a page tells it."""

    absence: AbsenceDetails
    name: str
    deputy: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class DutyShown:
    """Who has the duty today, as keepers and police read it on the page of the network."""

    holders: Sequence[str]
    away: Sequence[Away]
    silent: Sequence[str]
    has_deputy: bool


def duty_shown(actor: Actor, network_id: UUID, rows: Collection[MandateDetails]) -> DutyShown:
    """Return who has the duty today; `rows` are the mandates on the network with their names."""
    today, duty = local(actor.at).date(), duty_for(actor, network_id)
    names = _names(rows)
    return DutyShown(
        sorted(names.get(one, "") for one in duty.holders),
        _told(duty.away.values(), names, actor),
        sorted(names.get(one, "") for one in duty.silent),
        any(row.role.value == "deputy" and row.since <= today for row in rows),
    )


@ask_or_take
@signed_in
def duty(request: ActorRequest, network_id: UUID) -> HttpResponse:
    actor = request.actor
    network, today = kept_network(actor, network_id), local(actor.at).date()
    rows = mandates_on_network(actor, network_id, on=today)
    names = _names(rows)
    form = AbsenceForm(
        request.POST if request.method == "POST" else None,
        deputies=_others(rows, actor, today),
        today=today,
    )
    if form.is_valid() and _handed_over(request, network_id, form):
        return redirect("duty", network_id)
    context = {
        "network": network,
        "form": form,
        "others": _others(rows, actor, today),
        "absences": _told(absences_of(actor, network_id), names, actor),
        "shown": duty_shown(actor, network_id, rows),
        "matters": list(open_matters(actor, network_id)),
    }
    return render(request, "network/duty.html", context)


def _handed_over(request: ActorRequest, network_id: UUID, form: AbsenceForm) -> bool:
    days = form.cleaned_data
    try:
        hand_over(
            request.actor,
            network_id,
            form.deputy_id,
            since=days["since"],
            until=days["until"],
            now=timezone.now(),
        )
    except REFUSALS as refusal:
        form.add_error(FIELDS.get(type(refusal)), refusal.message())
        return False
    messages.success(request, _("The duty is handed over for these days. The deputy gets a mail."))
    return True


@ask_or_take
@signed_in
def duty_end(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Let a coordinator or deputy say from which day on somebody else is needed."""
    network, today = kept_network(request.actor, network_id), local(request.actor.at).date()
    form = EndForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_valid():
        try:
            announce_end(request.actor, network_id, on=form.cleaned_data["on"], now=timezone.now())
        except MandateDatesWrong as refusal:
            form.add_error("on", refusal.message())
        else:
            messages.success(request, _("It is written down, and the police know. Thank you."))
            return redirect("home")
    return render(request, "network/duty_end.html", {"network": network, "form": form})


@require_POST
@signed_in
def duty_back(request: ActorRequest, absence_id: UUID) -> HttpResponse:
    network_id = own_absence(request.actor, absence_id).network_id
    take_back(request.actor, absence_id, now=timezone.now())
    messages.success(request, _("You have the message duty again."))
    return redirect("duty", network_id)


def _names(rows: Collection[MandateDetails]) -> Mapping[UUID, str]:
    return {row.person_id: row.name or _("name not known yet") for row in rows}


def _others(
    rows: Collection[MandateDetails], actor: Actor, today: date
) -> Sequence[tuple[UUID, str]]:
    found = {
        row.person_id: row.name or _("name not known yet")
        for row in rows
        if row.role in NETWORK_ROLES and row.since <= today and row.person_id != actor.person_id
    }
    return sorted(found.items(), key=lambda one: one[1])


def _told(
    absences: Collection[AbsenceDetails], names: Mapping[UUID, str], actor: Actor
) -> Sequence[Away]:
    nobody = _("name not known yet")
    return [
        Away(
            one,
            names.get(one.person_id, nobody),
            names.get(one.deputy_id, nobody),
            one.person_id == actor.person_id,
        )
        for one in absences
    ]
