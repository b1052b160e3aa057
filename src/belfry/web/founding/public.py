"""Pages for everybody: what a network is, whether there is one, and how to reach it. Nobody is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.delivery.errors import AddressUnusable
from belfry.networks.actions.contacting import ask_contact
from belfry.networks.errors import NameUnusable
from belfry.networks.kinds import NetworkKind, Wish
from belfry.networks.nearby import (
    Nearby,
    PublicNetwork,
    networks_in_town,
    networks_near,
    public_network,
)
from belfry.territory.queries import municipalities_by_id, municipality_by_nis, zones_by_id
from belfry.territory.search import (
    find_municipalities,
    find_streets,
    names_apart,
    streets_by_id,
)
from belfry.territory.types import FoundStreet, StreetRange
from belfry.web.areas import address_credits, numbers_in_words
from belfry.web.founding.forms.public import ContactForm, WhereForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits

if TYPE_CHECKING:
    from belfry.territory.models import Municipality

MOST_CHOICES: Final = 12
LONGEST_NUMBER: Final = 18


@dataclass(frozen=True, slots=True)
class Card:
    """A network as everybody may see it; `numbers` says which ones of a street, "" for all."""

    network_id: UUID
    name: str
    kind: NetworkKind
    towns: Sequence[str]
    zones: Sequence[str]
    numbers: str = ""


@require_safe
def about(request: ActorRequest) -> HttpResponse:
    """Say what a partnership is and is not."""
    return render(request, "founding/about.html")


@ask_or_take
def where(request: ActorRequest) -> HttpResponse:
    """Say whether there is a network at a street or in a municipality.

    What is typed comes by POST; the address of an answer names a street or municipality by number only.
    """
    today = local(request.actor.at).date()
    form = WhereForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _searched(request, form, today)
    street, town = _asked(request, today)
    if town is None:
        return render(request, "founding/where.html", {"form": form})
    context = _answer(street, town, today) | {"form": WhereForm(initial=_typed(street, town))}
    return render(request, "founding/where.html", context)


def _searched(request: ActorRequest, form: WhereForm, today: date) -> HttpResponse:
    """Lead to the one place that was meant, else offer the places that could be."""
    found = _places(form.cleaned_data["street"], form.cleaned_data["town"], today)
    if len(found) == 1:
        return redirect(found[0][1])
    if not found:
        form.add_error(None, gettext("This place was not found. Please check how it is written."))
    credits_told = address_credits() if form.cleaned_data["street"] and found else []
    context = {"form": form, "choices": found, "credits": credits_told}
    return render(request, "founding/where.html", context)


def _places(street: str, town: str, today: date) -> list[tuple[str, str]]:
    """Return (name, address of the answer) of each place that fits what was typed."""
    language = get_language() or ""
    if street:
        wanted = f"{street}, {town}" if town else street
        found = find_streets(wanted, on=today, limit=MOST_CHOICES)
        exact = [one for one in found if street.casefold() in map(str.casefold, one.names.values())]
        names = names_apart(exact or found, language=language, on=today)
        return [(name, _address(street=street_id)) for street_id, name in names.items()]
    towns = find_municipalities(town, on=today, limit=MOST_CHOICES)
    same = [one for one in towns if one.name_in(language).casefold() == town.casefold()]
    return [(one.name_in(language), _address(town=one.nis)) for one in same or towns]


def _address(**place: int | str) -> str:
    return f"{reverse('where')}?{urlencode(place)}"


def _asked(request: ActorRequest, today: date) -> tuple[FoundStreet | None, "Municipality | None"]:
    """Return the street and municipality that an address names; nothing for one that does not exist."""
    number, nis = request.GET.get("street", ""), request.GET.get("town", "")
    street = None
    if number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER:
        street = streets_by_id([int(number)], on=today).get(int(number))
        nis = street.nis if street else ""
    try:
        return street, municipality_by_nis(nis, on=today) if nis else None
    except NotFound:
        return None, None


def _answer(street: FoundStreet | None, town: "Municipality", today: date) -> dict[str, Any]:
    if street is None:
        found = Nearby(networks_in_town(town.pk, on=today), [], {})
    else:
        found = networks_near(street.street_id, town.pk, on=today)
    language = get_language() or ""
    here = cards_of(found.here, found.numbers)
    return {
        "place": street.with_town(language) if street else town.name_in(language),
        "here": here,
        "partly": bool(here) and all(one.numbers for one in here),
        "others": cards_of(found.others),
        "town_id": town.pk,
        "credits": address_credits() if street else [],
    }


def _typed(street: FoundStreet | None, town: "Municipality") -> dict[str, str]:
    language = get_language() or ""
    return {
        "street": street.name_in(language) if street else "",
        "town": town.name_in(language),
    }


def cards_of(
    networks: Sequence[PublicNetwork], numbers: Mapping[UUID, Sequence[StreetRange]] | None = None
) -> list[Card]:
    """Return networks with the names of their places in the reader's language, in two queries."""
    language = get_language() or ""
    towns = municipalities_by_id({pk for one in networks for pk in one.town_ids})
    zones = zones_by_id({pk for one in networks for pk in one.zone_ids})
    return [
        Card(
            one.network_id,
            one.name,
            NetworkKind(one.kind),
            [towns[pk].name_in(language) for pk in one.town_ids],
            [zones[pk].name_in(language) for pk in one.zone_ids],
            numbers_in_words((numbers or {}).get(one.network_id, ())),
        )
        for one in networks
    ]


@ask_or_take
def network_contact(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Let somebody ask the people of a network to write back; nobody's address is shown."""
    network = public_network(network_id, on=local(request.actor.at).date())
    form = ContactForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid() and _asks(request, network_id, form):
        sentence = gettext(
            "Your question is on its way. The coordinator or the officer writes to you."
        )
        messages.success(request, sentence)
        return redirect("network_contact", network_id)
    context = {"network": cards_of([network])[0], "form": form}
    return render(request, "founding/network_contact.html", context)


def _asks(request: ActorRequest, network_id: UUID, form: ContactForm) -> bool:
    now, told = timezone.now(), form.cleaned_data
    limits.check_client(request, now=now)
    limits.check(limits.CONTACTS, told["address"].strip().lower(), now=now)
    limits.check(limits.CONTACTS_OF_NETWORK, str(network_id), now=now)
    try:
        ask_contact(
            network_id, name=told["name"], address=told["address"], wish=Wish(told["wish"]), now=now
        )
    except NameUnusable as error:
        form.add_error("name", error.message())
    except AddressUnusable as error:
        form.add_error("address", error.message())
    else:
        return True
    return False
