"""Pages for everybody: the house rules of a network, and asking to join it. Nobody who is in it is named."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from belfry.core.clock import local
from belfry.delivery.ways import open_among
from belfry.joining.actions.asking import ask_to_join, check_asked
from belfry.joining.errors import AddressMissing
from belfry.joining.rules import house_rules
from belfry.joining.telling import SMS
from belfry.joining.types import HouseRules
from belfry.networks.errors import NameUnusable
from belfry.networks.nearby import PublicNetwork, public_network
from belfry.web.joining import proving
from belfry.web.joining.forms import JoinCodeForm, JoinForm, asked_in
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.errors import CodeOver

# What of an answer is kept until the code is typed.
KEPT: Final = (
    "tie",
    "given_name",
    "family_name",
    "organisation",
    "street",
    "number",
    "box",
    "postcode",
    "municipality",
    "language",
    "contact",
)


@require_safe
def rules(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Show the house rules that count for a network, which everybody may read."""
    today = local(request.actor.at).date()
    network = public_network(network_id, on=today)
    shown = house_rules(network_id, get_language() or "nl", on=today)
    return render(request, "joining/rules.html", {"network": network, "rules": shown})


@sensitive_post_parameters()
@never_cache
@ask_or_take
def join(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Ask who wants to join, and send a code to the address; the answer is the same for every address."""
    today = local(request.actor.at).date()
    network = public_network(network_id, on=today)
    shown = house_rules(network_id, get_language() or "nl", on=today)
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        mark=shown.mark,
        by_text=bool(open_among([SMS])),
        initial={"language": get_language(), **proving.told_in(request.session, network_id)},
    )
    if request.method == "POST" and form.is_valid() and _is_sent(request, form, shown, network):
        return redirect("join_code", network_id)
    context = {"network": network, "rules": shown, "form": form}
    return render(request, "joining/join.html", context)


def _is_sent(
    request: ActorRequest, form: JoinForm, shown: HouseRules, network: PublicNetwork
) -> bool:
    now = timezone.now()
    told = {one: form.cleaned_data[one] for one in KEPT}
    told["accepted"] = [shown.source, shown.version, shown.language, shown.valid_from.isoformat()]
    asked = asked_in(told, form.kind, form.address)
    try:
        check_asked(asked.person, asked.unit)
    except NameUnusable as refusal:
        form.add_error("family_name", refusal.message())
        return False
    except AddressMissing as refusal:
        form.add_error("street", refusal.message())
        return False
    limits.check_client(request, now=now)
    of = network.network_id, network.name
    proving.send_code(request.session, told, form.kind, form.address, network=of, now=now)
    return True


@never_cache
@ask_or_take
def join_code(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Take the code; the request then waits for who answers it."""
    now = timezone.now()
    network = public_network(network_id, on=local(request.actor.at).date())
    told = proving.told_in(request.session, network_id)
    if "accepted" not in told:
        return redirect("join", network_id)
    form = JoinCodeForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        limits.check_client(request, now=now)
        try:
            is_right = proving.try_code(
                request.session, network_id, form.cleaned_data["code"], now=now
            )
        except CodeOver as refusal:
            messages.warning(request, refusal.message())
            return redirect("join", network_id)
        if is_right:
            asked = asked_in(told, told["kind"], told["address"])
            ask_to_join(network_id, asked, _accepted(told), now=now)
            proving.forget(request.session)
            return redirect("join_asked", network_id)
        form.add_error("code", gettext("This is not the code. Please look at the newest message."))
    return render(request, "joining/code.html", {"network": network, "form": form})


def _accepted(told: Mapping[str, Any]) -> HouseRules:
    source, version, language, day = told["accepted"]
    return HouseRules(source, version, language, date.fromisoformat(day))


@require_safe
def join_asked(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Say what happens next; the same for everybody."""
    network = public_network(network_id, on=local(request.actor.at).date())
    return render(request, "joining/asked.html", {"network": network})
