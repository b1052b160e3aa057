"""Is there a network where somebody lives, and how its people are asked to answer."""

from uuid import uuid4

import pytest

from belfry.core.errors import NotFound
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.models import Endpoint
from belfry.networks.actions.contacting import ask_contact
from belfry.networks.actions.pausing import pause_network
from belfry.networks.errors import NameUnusable
from belfry.networks.kinds import Wish
from belfry.networks.models import Perimeter
from belfry.networks.nearby import contacts_of, networks_in_town, networks_near, public_network
from belfry.people.queries import email_endpoints_of
from belfry.territory.kinds import Side
from belfry.territory.models import Address, Street
from belfry.territory.types import StreetRange
from tests.cast import NOON, Cast
from tests.web.signin.steps import notices

TODAY = NOON.date()
SQUARE = [[4.0, 51.0], [4.1, 51.0], [4.1, 51.1], [4.0, 51.1], [4.0, 51.0]]


def street(name: str, *, lon: float | None = None) -> Street:
    found = Street.objects.create(
        region="BE-VLG", reference=name, nis="99011", name_nl=name, folded=name.casefold()
    )
    Address.objects.create(
        street=found, region="BE-VLG", reference=name, number=1, postcode="9990", status="current",
        lat=51.05, lon=lon,
    )  # fmt: skip
    return found


def lies(network_id: object, **ground: object) -> None:
    Perimeter.objects.create(network_id=network_id, since=TODAY, **ground)


def test_a_municipality_has_its_recognised_networks_by_name(cast: Cast) -> None:
    found = networks_in_town(cast.stage.klokdorp, on=TODAY)
    assert [one.name for one in found] == ["Juweliers", "Meerstraat", "Winkelhart"]
    assert found[0].town_ids == [cast.stage.klokdorp, cast.stage.clocheville]
    assert found[1].zone_ids == [cast.stage.beiaard]


def test_a_network_that_is_not_active_is_not_shown(cast: Cast) -> None:
    pause_network(cast.chief_karim, cast.stage.meerstraat, "data", now=NOON)
    names = [one.name for one in networks_in_town(cast.stage.klokdorp, on=TODAY)]
    assert names == ["Juweliers", "Winkelhart"]
    with pytest.raises(NotFound):
        public_network(cast.stage.meerstraat, on=TODAY)
    with pytest.raises(NotFound):
        public_network(uuid4(), on=TODAY)


def test_a_street_is_found_by_the_list_or_by_the_outline(cast: Cast) -> None:
    listed, inside, outside = street("Kapelweg"), street("Dorp", lon=4.05), street("Veld", lon=4.5)
    ranges = [{"street": listed.pk, "first": 1, "last": 20, "side": "odd"}]
    lies(cast.stage.meerstraat, streets=ranges)
    lies(cast.stage.winkelhart, shape={"type": "Polygon", "coordinates": [SQUARE]})
    near = {
        one.name_nl: [
            [found.name for found in side]
            for side in networks_near(one.pk, cast.stage.klokdorp, on=TODAY)[:2]
        ]
        for one in (listed, inside, outside)
    }
    assert near == {
        "Kapelweg": [["Meerstraat"], ["Juweliers", "Winkelhart"]],
        "Dorp": [["Winkelhart"], ["Juweliers", "Meerstraat"]],
        "Veld": [[], ["Juweliers", "Meerstraat", "Winkelhart"]],
    }


def test_the_numbers_of_a_street_that_a_network_has_are_told(cast: Cast) -> None:
    found = street("Kapelweg", lon=4.05)
    Address.objects.create(
        street=found, region="BE-VLG", reference="3", number=3, postcode="9990", status="current",
        lat=51.05, lon=4.5,
    )  # fmt: skip
    parts = [{"street": found.pk, "first": 1, "last": 1, "side": "both"}]
    lies(cast.stage.meerstraat, streets=parts)
    lies(cast.stage.winkelhart, shape={"type": "Polygon", "coordinates": [SQUARE]})
    near = networks_near(found.pk, cast.stage.klokdorp, on=TODAY)
    assert near.numbers == {
        cast.stage.meerstraat: [StreetRange(found.pk, 1, 1)],
        cast.stage.winkelhart: [StreetRange(found.pk, 1, 1, Side.ODD)],
    }
    Address.objects.filter(number=3).update(lon=4.06)
    near = networks_near(found.pk, cast.stage.klokdorp, on=TODAY)
    assert near.numbers[cast.stage.winkelhart] == [StreetRange(found.pk)]


def test_coordinator_and_police_are_asked_and_only_the_mail_keeps_it(cast: Cast) -> None:
    before = set(Endpoint.objects.values_list("pk", flat=True))
    ask_contact(
        cast.stage.meerstraat,
        name="Maria Jacobs",
        address=" Maria@Mail.example ",
        wish=Wish.QUESTION,
        now=NOON,
    )
    asked = contacts_of(cast.stage.meerstraat, on=TODAY)
    names = ("coordinator_bram", "deputy_sofia", "officer_an", "officer_els", "chief_karim")
    assert asked == {cast.person(name) for name in names}
    mails = notices("contact")
    assert {to for to, _ in mails} == set(email_endpoints_of(asked).values())
    assert {slots["address"] for _, slots in mails} == {"maria@mail.example"}
    assert set(Endpoint.objects.values_list("pk", flat=True)) == before


def test_what_is_no_name_or_no_address_is_not_sent(cast: Cast) -> None:
    told = {"wish": Wish.HELP, "now": NOON}
    for name in ("", "  ", "see www.evil.example", "<b>"):
        with pytest.raises(NameUnusable):
            ask_contact(cast.stage.meerstraat, name=name, address="a@mail.example", **told)  # type: ignore[arg-type]
    with pytest.raises(AddressUnusable):
        ask_contact(cast.stage.meerstraat, name="Maria", address="no", **told)  # type: ignore[arg-type]
    assert notices("contact") == []
