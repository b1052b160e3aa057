"""The pages for everybody: what a network is, whether there is one, and how one begins."""

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from belfry.founding.models import Dossier
from belfry.networks.models import Perimeter
from belfry.people.models import Person
from belfry.people.queries import persons_reading
from belfry.program.cast import FIGURES
from belfry.territory.by_hand import name_source
from belfry.territory.kinds import AddressRegion
from belfry.territory.models import Street
from tests.cast import NOON, Cast
from tests.web.conftest import VISIT
from tests.web.signin.steps import newest_code, notices, type_code

pytestmark = pytest.mark.django_db
NEW = "maria.jacobs@mail.example"
ASKS = {"wish": "question", "name": "Maria Jacobs", "address": NEW}


@pytest.fixture
def visitor(cast: Cast) -> Any:
    with time_machine.travel(VISIT, tick=False):
        yield Client()


def shown(visitor: Client, address: str) -> str:
    response = visitor.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def kapelweg(name: str = "Kapelweg") -> Street:
    return Street.objects.create(
        region="BE-VLG", reference=name, nis="99011", name_nl=name, folded=name.casefold()
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "buurtinformatienetwerk"),
        ("fr", "partenariat"),
        ("de", "Präventionspartnerschaft"),
        ("en", "neighbourhood network"),
    ],
)
def test_what_a_network_is_stands_in_four_languages(
    visitor: Client, language: str, words: str
) -> None:
    visitor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    page = shown(visitor, reverse("about"))
    assert f'<html lang="{language}">' in page
    assert words.casefold() in page.casefold()
    assert "1934" in page


def test_public_pages_say_of_themselves_what_they_are(visitor: Client) -> None:
    found = set()
    for name in ("about", "where", "home"):
        page = shown(visitor, reverse(name))
        assert page.count("<h1") == 1
        found.add(re.search(r'name="description" content="([^"]+)"', page))
    assert len({match.group(1) for match in found if match}) == 3


def test_whoever_is_not_signed_in_finds_them_from_home(visitor: Client) -> None:
    page = shown(visitor, "/")
    for name in ("about", "where", "start"):
        assert f'href="{reverse(name)}"' in page


def test_a_municipality_alone_shows_its_networks_and_nobody_in_them(
    visitor: Client, cast: Cast
) -> None:
    answer = visitor.post(reverse("where"), {"town": "klokdorp"})
    assert answer["Location"] == reverse("where") + "?town=99011"
    page = shown(visitor, answer["Location"])
    for name in ("Meerstraat", "Winkelhart", "Juweliers", "Beiaard"):
        assert name in page
    everybody = {figure.family_name for figure in FIGURES.values()}
    assert [name for name in everybody if name in page] == []
    assert "@" not in page.split("<main")[1]


def test_a_street_shows_the_network_that_has_it(visitor: Client, cast: Cast) -> None:
    street = kapelweg()
    ranges = [{"street": street.pk, "first": None, "last": None, "side": "both"}]
    Perimeter.objects.create(network_id=cast.stage.meerstraat, streets=ranges, since=NOON.date())
    answer = visitor.post(reverse("where"), {"street": "kapelweg", "town": "Klokdorp"})
    page = visitor.get(answer["Location"])
    assert [one.name for one in page.context["here"]] == ["Meerstraat"]
    assert [one.name for one in page.context["others"]] == ["Juweliers", "Winkelhart"]


def test_a_network_of_a_part_of_a_street_says_of_which(visitor: Client, cast: Cast) -> None:
    street = kapelweg()
    ranges = [{"street": street.pk, "first": 2, "last": 18, "side": "even"}]
    Perimeter.objects.create(network_id=cast.stage.meerstraat, streets=ranges, since=NOON.date())
    visitor.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = shown(visitor, f"{reverse('where')}?street={street.pk}")
    assert "Yes, for a part of this street" in page
    assert "Of this street: numbers 2 to 18, even numbers" in page


def test_whoever_types_a_whole_address_finds_the_street(visitor: Client, cast: Cast) -> None:
    street = kapelweg()
    answer = visitor.post(reverse("where"), {"street": "Kapelweg 12 bus 3", "town": "Klokdorp"})
    assert answer["Location"] == f"{reverse('where')}?street={street.pk}"


def test_the_registers_of_addresses_are_named_where_a_street_is(
    visitor: Client, cast: Cast
) -> None:
    name_source(AddressRegion.FLANDERS, "CC0 1.0", "Belfry (invented)", read_on=NOON.date())
    street = kapelweg()
    assert "Belfry (invented)" in shown(visitor, f"{reverse('where')}?street={street.pk}")
    kapelweg("Kapelweg Zuid")
    asked = visitor.post(reverse("where"), {"street": "kapel", "town": "Klokdorp"})
    assert "Belfry (invented)" in asked.content.decode()
    assert "Belfry (invented)" not in shown(visitor, f"{reverse('where')}?town=99011")


def test_where_there_is_none_the_neighbours_are_named_and_one_can_be_started(
    visitor: Client, cast: Cast
) -> None:
    street = kapelweg()
    page = shown(visitor, f"{reverse('where')}?street={street.pk}")
    assert "Winkelhart" in page
    assert f'class="button" href="{reverse("start")}?town={cast.stage.klokdorp}"' in page


def test_several_places_are_offered_and_an_unknown_one_is_said(visitor: Client, cast: Cast) -> None:
    kapelweg("Molenweg Noord")
    kapelweg("Molenweg Zuid")
    page = visitor.post(reverse("where"), {"street": "Molenweg", "town": "Klokdorp"})
    assert len(page.context["choices"]) == 2
    none = visitor.post(reverse("where"), {"street": "<b>Nergens", "town": "Klokdorp"})
    assert none.context["form"].non_field_errors()
    assert "&lt;b&gt;Nergens" in none.content.decode()
    assert visitor.post(reverse("where"), {"street": "Molenweg"}).status_code == 200


@pytest.mark.parametrize(
    "query", ["town=00000", "street=x", "street=9" + "9" * 30, "street=4", "town="]
)
def test_an_address_that_names_nothing_shows_the_empty_form(visitor: Client, query: str) -> None:
    page = visitor.get(f"{reverse('where')}?{query}")
    assert page.status_code == 200
    assert "place" not in page.context


def test_a_network_is_asked_without_a_person_or_address_being_shown(
    visitor: Client, cast: Cast
) -> None:
    address = reverse("network_contact", args=[cast.stage.meerstraat])
    assert "De Smet" not in shown(visitor, address)
    answer = visitor.post(address, ASKS, follow=True)
    assert [str(message) for message in answer.context["messages"]] != []
    assert {slots["who"] for _, slots in notices("contact")} == {"Maria Jacobs"}
    assert not persons_reading("email", NEW)


def test_a_network_is_not_asked_without_end(visitor: Client, cast: Cast) -> None:
    address = reverse("network_contact", args=[cast.stage.meerstraat])
    assert [visitor.post(address, ASKS).status_code for _ in range(6)] == [302] * 5 + [409]
    for wrong in ({"name": "www.evil.example"}, {"address": "no"}, {"wish": "report"}):
        page = visitor.post(address, {**ASKS, "address": "b@mail.example", **wrong})
        assert page.context["form"].errors.keys() == wrong.keys()


def test_there_is_no_field_for_a_report(visitor: Client, cast: Cast) -> None:
    assert "<textarea" not in shown(
        visitor, reverse("network_contact", args=[cast.stage.meerstraat])
    )


def idea_of(cast: Cast, address: str) -> dict[str, str]:
    return {
        "given_name": "Maria",
        "family_name": "Jacobs",
        "address": address,
        "town": str(cast.stage.klokdorp),
        "network_kind": "residential",
        "idea": "Ten houses want to look out for each other.",
    }


def test_a_visitor_proves_a_mailbox_and_opens_a_dossier(visitor: Client, cast: Cast) -> None:
    assert visitor.post(reverse("start"), idea_of(cast, NEW))["Location"] == reverse("sign_in_code")
    assert not persons_reading("email", NEW)
    answer = type_code(visitor, newest_code())
    assert answer["Location"] == reverse("dossier_new")
    maria = persons_reading("email", NEW)[0]
    assert maria.full_name == "Maria Jacobs"
    form = visitor.get(reverse("dossier_new")).context["form"]
    assert form["idea"].value() == "Ten houses want to look out for each other."
    told = {
        name: form[name].value() or ""
        for name in ("network_kind", "town", "initiative", "language", "idea")
    }
    visitor.post(reverse("dossier_new"), {**told, "name": "Molenwijk"})
    assert Dossier.objects.get().founders.get().person_id == maria.pk
    assert visitor.get(reverse("dossier_new")).context["form"]["idea"].value() is None


def test_a_known_address_keeps_its_person_and_sees_the_same(visitor: Client, cast: Cast) -> None:
    before = Person.objects.count()
    hilde = FIGURES["founder-hilde"].email
    known = visitor.post(reverse("start"), idea_of(cast, hilde))
    other = Client().post(reverse("start"), idea_of(cast, NEW))
    assert known["Location"] == other["Location"]
    type_code(visitor, next(slots["code"] for _, slots in notices("sign_in_code")))
    assert Person.objects.count() == before
    assert persons_reading("email", hilde)[0].full_name == "Hilde Vermeulen"
    assert visitor.get(reverse("dossier_new")).context["form"]["idea"].value()


def test_without_the_code_nobody_is_made_and_nothing_readable_is_kept(
    visitor: Client, cast: Cast
) -> None:
    before = Person.objects.count()
    visitor.post(reverse("start"), idea_of(cast, NEW))
    code = newest_code()
    type_code(visitor, f"{(int(code) + 1) % 10**6:06d}")
    assert Person.objects.count() == before
    assert "Jacobs" not in str(dict(visitor.session))
    assert NEW not in str(dict(visitor.session))


def test_another_mailbox_than_the_one_of_the_idea_makes_nobody(visitor: Client, cast: Cast) -> None:
    visitor.post(reverse("start"), idea_of(cast, NEW))
    codes = len(notices("sign_in_code"))
    visitor.post(reverse("sign_in"), {"address": "somebody.else@mail.example"})
    assert len(notices("sign_in_code")) == codes
    assert not persons_reading("email", NEW)


def test_an_idea_that_is_not_whole_keeps_what_was_typed(visitor: Client, cast: Cast) -> None:
    page = visitor.post(reverse("start"), {"idea": "<b>Ten</b>", "address": "no"})
    assert page.status_code == 200
    assert "&lt;b&gt;Ten" in page.content.decode()
    wrong = visitor.post(reverse("start"), idea_of(cast, "no"))
    assert wrong.context["form"].errors.keys() == {"address"}
    for _ in range(5):
        visitor.post(reverse("start"), idea_of(cast, NEW))
    assert visitor.post(reverse("start"), idea_of(cast, NEW)).status_code == 409
