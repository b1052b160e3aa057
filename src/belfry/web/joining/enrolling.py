"""A keeper enters a form on paper or enrols at the door, on one screen of a phone; a mailbox says whose it is."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from belfry.core.clock import local
from belfry.core.errors import DomainError
from belfry.delivery.ways import open_among
from belfry.joining.actions.asking import check_asked
from belfry.joining.actions.enrolling import confirm, confirmable, enrol
from belfry.joining.errors import AddressMissing, PoliceFirst, SignedLater
from belfry.joining.telling import SMS
from belfry.joining.types import Asked, Signed
from belfry.networks.errors import AlreadyMember, NameUnusable, UnderMeasure
from belfry.networks.queries import kept_network
from belfry.web.joining import proving
from belfry.web.joining.asking import KEPT
from belfry.web.joining.forms import EnrolForm, JoinCodeForm, asked_in
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.errors import CodeOver
from belfry.web.signin.gates import signed_in

REFUSALS: Final[Mapping[type[DomainError], str | None]] = {
    NameUnusable: "family_name",
    AddressMissing: "street",
    SignedLater: "signed_on",
    PoliceFirst: "code_now",
    AlreadyMember: None,
    UnderMeasure: None,
}
NOT_ENROLLED: Final[tuple[type[DomainError], ...]] = (CodeOver, *REFUSALS)


@sensitive_post_parameters()
@never_cache
@ask_or_take
@signed_in
def enrol_page(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Take what stands on a form; a code goes out where the person is at the door."""
    network, now = kept_network(request.actor, network_id), timezone.now()
    initial = {"language": network.language, "signed_on": local(now).date()}
    form = EnrolForm(
        request.POST if request.method == "POST" else None,
        by_text=bool(open_among([SMS])),
        initial={**initial, **proving.told_in(request.session, network_id)},
    )
    context = {"network": network, "form": form}
    if request.method == "POST" and form.is_valid():
        told = {one: form.cleaned_data[one] for one in KEPT}
        asked = asked_in(told, form.kind, form.address)
        try:
            if not form.cleaned_data["code_now"]:
                return _enrolled(
                    request, network_id, asked, Signed(form.cleaned_data["signed_on"], False)
                )
            check_asked(asked.person, asked.unit)
        except tuple(REFUSALS) as refusal:
            form.add_error(REFUSALS[type(refusal)], refusal.message())
        else:
            told["signed_on"] = form.cleaned_data["signed_on"].isoformat()
            of = network_id, network.name
            proving.send_code(request.session, told, form.kind, form.address, network=of, now=now)
            return redirect("enrol_code", network_id)
    return render(request, "joining/enrol.html", context)


def _enrolled(
    request: ActorRequest, network_id: UUID, asked: Asked, signed: Signed
) -> HttpResponse:
    entered = enrol(request.actor, network_id, asked, signed, now=timezone.now())
    proving.forget(request.session)
    if entered.membership_id is None:
        messages.success(
            request, gettext("The police are asked first. Their answer goes to who asked.")
        )
        return redirect("joining", network_id)
    messages.success(request, gettext("The member is on the list."))
    if not (asked.person.emails or asked.person.phones):
        return redirect("member_relay", entered.membership_id)
    return redirect("joining", network_id)


@never_cache
@ask_or_take
@signed_in
def enrol_code(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Take the code that the person reads out at the door."""
    network = kept_network(request.actor, network_id)
    told = proving.told_in(request.session, network_id)
    if "signed_on" not in told:
        return redirect("enrol", network_id)
    form = JoinCodeForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            if proving.try_code(
                request.session, network_id, form.cleaned_data["code"], now=timezone.now()
            ):
                return _proved(request, network_id, told)
        except NOT_ENROLLED as refusal:
            messages.warning(request, refusal.message())
            return redirect("enrol", network_id)
        form.add_error("code", gettext("This is not the code. Please look at the newest message."))
    return render(request, "joining/enrol_code.html", {"network": network, "form": form})


def _proved(request: ActorRequest, network_id: UUID, told: Mapping[str, Any]) -> HttpResponse:
    asked = asked_in(told, told["kind"], told["address"])
    signed = Signed(date.fromisoformat(told["signed_on"]), True)
    return _enrolled(request, network_id, asked, signed)


@never_cache
@ask_or_take
def confirm_page(request: ActorRequest, token: str) -> HttpResponse:
    """Ask who reads a mailbox whether it is theirs; nobody is named, for it may be a stranger's."""
    asked, _ = confirmable(token)
    if request.method == "POST":
        is_theirs = request.POST.get("answer") == "yes"
        confirm(token, is_theirs=is_theirs, now=timezone.now())
        return render(
            request, "joining/confirmed.html", {"network": asked.network, "is_theirs": is_theirs}
        )
    return render(request, "joining/confirm.html", {"network": asked.network})
