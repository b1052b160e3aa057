"""Somebody from outside asks the people of a network to answer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation

from belfry.core.clock import local
from belfry.core.traps import holds_an_address
from belfry.delivery.actions import send_notice
from belfry.delivery.addresses import normalised
from belfry.delivery.kinds import AddressKind, Kind
from belfry.networks.errors import NameUnusable
from belfry.networks.kinds import Wish
from belfry.networks.nearby import contacts_of, public_network
from belfry.people.queries import email_endpoints_of, languages_of


@transaction.atomic
def ask_contact(network_id: UUID, *, name: str, address: str, wish: Wish, now: datetime) -> None:
    """Ask coordinator and officer of an active network to write to somebody; only their mail holds it.

    No free text: a report of a crime goes to the police, never through here (H4). Raises NotFound,
    NameUnusable, delivery.AddressUnusable.
    """
    today = local(now).date()
    network = public_network(network_id, on=today)
    if not name.strip() or holds_an_address(name):
        raise NameUnusable
    asked = contacts_of(network_id, on=today)
    languages = languages_of(list(asked))
    slots = {
        "network": network.name,
        "who": name.strip(),
        "address": normalised(AddressKind.EMAIL, address),
    }
    for person_id, endpoint_id in email_endpoints_of(asked).items():
        with translation.override(languages[person_id]):
            reason = str(wish.label)
        send_notice(
            Kind.CONTACT,
            endpoint_id,
            language=languages[person_id],
            slots={**slots, "wish": reason},
            now=now,
        )
