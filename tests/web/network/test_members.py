from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from belfry.audit.models import Entry
from belfry.audit.queries import entries_of_network
from belfry.networks.actions.members import add_member
from belfry.networks.models import Membership
from belfry.networks.queries import member_list
from belfry.networks.types import ListedMember
from belfry.people.types import PersonDetails, UnitDetails
from belfry.program.cast import person_named
from belfry.web.network import members as views
from tests.cast import NOON, Cast
from tests.web.conftest import Browse

CHLOE = "chloe.dubois@mail.example"
JACOBS = {
    "given_name": "Maria",
    "family_name": "Jacobs",
    "organisation": "",
    "language": "nl",
    "emails": "maria.jacobs@mail.example\nm.jacobs@work.example",
    "phones": "0470 12 34 56",
    "street": "Kapelweg",
    "number": "5",
    "box": "",
    "postcode": "9990",
    "municipality": "Klokdorp",
}


def names(cast: Cast) -> list[str]:
    members = member_list(cast.coordinator_bram, cast.stage.meerstraat, now=NOON)
    return [member.person.family_name for member in members]


def chloe() -> Membership:
    return Membership.objects.get(person_id=person_named("member-chloe"))


def rows_of(cast: Cast, client: Client, **query: str) -> dict[str, ListedMember]:
    page = client.get(reverse("members", args=[cast.stage.meerstraat]), query)
    return {str(row.person_id): row for row in page.context["rows"]}


def opened(client: Client, membership: Membership, reason: str = "correct") -> Any:
    return client.post(reverse("member_open", args=[membership.pk]), {"reason": reason})


def test_the_list_is_blind_and_every_opening_is_written_down(cast: Cast, browse: Browse) -> None:
    address = reverse("members", args=[cast.stage.meerstraat])

    page = browse("coordinator-bram").get(address)

    shown = [(row.number, row.name, row.street) for row in page.context["rows"]]
    assert shown == [(number, "", "") for number in range(1, 6)]
    for word in (b"Dubois", b"Rossi", b"Kapelweg"):
        assert word not in page.content
    newest = entries_of_network(cast.stage.meerstraat)[0]
    assert (newest.act, newest.person_id) == ("members.opened", person_named("coordinator-bram"))
    assert newest.detail == {"count": 5, "named": 0}


def test_who_agrees_in_the_settings_is_named_until_they_take_it_back(
    cast: Cast, browse: Browse
) -> None:
    own, bram = browse("member-chloe"), browse("coordinator-bram")
    choice = reverse("named_on_list", args=[cast.stage.meerstraat])
    key = str(chloe().person_id)

    own.post(choice, {"named": "yes"})
    assert rows_of(cast, bram)[key].name == "Chloé Dubois"
    assert rows_of(cast, bram)[key].street == "Meerstraat"
    assert "met uw naam" not in own.get(reverse("settings")).content.decode()

    own.post(choice, {"named": "no"})
    assert (rows_of(cast, bram)[key].name, rows_of(cast, bram)[key].street) == ("", "")
    assert browse("outsider-dries").post(choice, {"named": "yes"}).status_code == 404


def test_a_member_is_opened_for_a_reason_that_the_member_reads(cast: Cast, browse: Browse) -> None:
    client, membership = browse("coordinator-bram"), chloe()
    covered = client.get(reverse("member", args=[membership.pk]))
    assert b"Dubois" not in covered.content
    assert CHLOE not in covered.content.decode()
    for reason in ("", "curious"):
        refused = opened(client, membership, reason)
        assert refused.context["opening"].errors.keys() == {"reason"}
        assert b"Dubois" not in refused.content
    assert not Entry.objects.filter(act="member.opened")

    assert CHLOE in opened(client, membership, "reach").content.decode()

    assert Entry.objects.get(act="member.opened").detail == {"reason": "reach"}
    (opening,) = browse("member-chloe").get(reverse("settings")).context["openings"]
    assert opening.network == "Meerstraat"
    assert not browse("member-anke").get(reverse("settings")).context["openings"]


def test_the_list_is_paged_by_number(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    client, numbers, after = browse("coordinator-bram"), [], ""
    for _ in range(3):
        page = client.get(
            reverse("members", args=[cast.stage.meerstraat]), {"state": "everybody", "after": after}
        )
        numbers.append([row.number for row in page.context["rows"]])
        after = page.context["page"].after
    assert (numbers, after) == ([[1, 2], [3, 4], [5]], "")


def test_somebody_is_found_by_number_or_by_the_whole_name_only(cast: Cast, browse: Browse) -> None:
    client, address = (
        browse("coordinator-bram"),
        reverse("member_find", args=[cast.stage.meerstraat]),
    )
    page = reverse("member", args=[chloe().pk])
    for text in (str(chloe().number), "Chloé Dubois", "dubois  CHLOÉ"):
        assert client.post(address, {"text": text})["Location"] == page
    for text in ("", "Dubois", "Chlo", "99", "9" * 40):
        assert client.post(address, {"text": text}).context["form"].errors.keys() == {"text"}
    assert client.get(address).status_code == 405


def test_whom_no_message_reaches_is_told_by_a_neighbour_next(cast: Cast, browse: Browse) -> None:
    client = browse("coordinator-bram")
    alone = JACOBS | {"emails": "", "phones": ""}
    answer = client.post(reverse("member_new", args=[cast.stage.meerstraat]), alone)

    newest = Membership.objects.latest("number")
    assert answer["Location"] == reverse("member_relay", args=[newest.pk])
    told = {"neighbour": str(chloe().pk), "agreed": "on"}
    client.post(answer["Location"], told)

    row = rows_of(cast, client, state="offline")[str(newest.person_id)]
    assert (row.has_neighbour, row.contacts) == (True, ())


def test_the_list_shows_no_address_of_a_channel(cast: Cast, browse: Browse) -> None:
    page = browse("coordinator-bram").get(reverse("members", args=[cast.stage.meerstraat]))

    assert b"@mail.example" not in page.content
    assert b"+32470123402" not in page.content


@pytest.mark.parametrize("figure", ["officer-an", "chief-karim", "clerk-nadia", "mayor-luc"])
def test_police_and_town_never_see_the_list(cast: Cast, browse: Browse, figure: str) -> None:
    client = browse(figure)

    for name in ("members", "member_new", "import_new"):
        address = reverse(name, args=[cast.stage.meerstraat])
        assert client.get(address).status_code == 403
    assert client.get(reverse("member", args=[chloe().pk])).status_code == 404
    assert opened(client, chloe()).status_code == 404
    find = reverse("member_find", args=[cast.stage.meerstraat])
    assert client.post(find, {"text": "1"}).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_list(cast: Cast, browse: Browse) -> None:
    client, address = browse("coordinator-bram"), reverse("members", args=[cast.stage.meerstraat])

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    count()
    few = count()
    for number in range(3):
        add = JACOBS | {"emails": f"nr{number}@mail.example", "family_name": f"Nr{number}"}
        client.post(reverse("member_new", args=[cast.stage.meerstraat]), add)
    count()
    assert count() == few


def test_a_member_is_added_with_several_addresses(cast: Cast, browse: Browse) -> None:
    browse("coordinator-bram").post(reverse("member_new", args=[cast.stage.meerstraat]), JACOBS)

    members = member_list(cast.coordinator_bram, cast.stage.meerstraat, now=NOON)
    person = next(row.person for row in members if row.person.family_name == "Jacobs")
    assert person.emails == ("maria.jacobs@mail.example", "m.jacobs@work.example")
    assert person.phones == ("+32470123456",)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"emails": "good@mail.example\nnot an address"}, "emails"),
        ({"phones": "12"}, "phones"),
        ({"given_name": "", "family_name": ""}, "family_name"),
    ],
)
def test_what_is_wrong_stands_next_to_its_field_and_nothing_is_lost(
    cast: Cast, browse: Browse, change: dict[str, str], field: str
) -> None:
    page = browse("coordinator-bram").post(
        reverse("member_new", args=[cast.stage.meerstraat]), JACOBS | change
    )

    assert page.context["form"].errors.keys() == {field}
    assert b'value="Kapelweg"' in page.content
    assert "Jacobs" not in names(cast)


def test_who_is_on_the_list_is_not_added_again(cast: Cast, browse: Browse) -> None:
    client, address = (
        browse("coordinator-bram"),
        reverse("member_new", args=[cast.stage.meerstraat]),
    )
    client.post(address, JACOBS)

    page = client.post(address, JACOBS)

    assert page.context["form"].non_field_errors()
    assert names(cast).count("Jacobs") == 1


def test_a_member_is_corrected(cast: Cast, browse: Browse) -> None:
    client, address = browse("coordinator-bram"), reverse("member", args=[chloe().pk])
    filled_in = opened(client, chloe()).context["form"].initial

    client.post(address, filled_in | {"street": "Kerkplein", "family_name": "Dubois-Maes"})

    members = member_list(cast.coordinator_bram, cast.stage.meerstraat, now=NOON)
    row = next(row for row in members if row.person.family_name == "Dubois-Maes")
    assert (row.unit.street, row.person.emails) == ("Kerkplein", ("chloe.dubois@mail.example",))


def test_a_name_that_is_not_the_list_s_to_change_says_so_next_to_its_field(
    cast: Cast, browse: Browse
) -> None:
    karim = PersonDetails("Karim", "Benali", "nl", ("karim.benali@beiaard.example",))
    meerstraat = cast.stage.meerstraat
    row = add_member(cast.coordinator_bram, meerstraat, karim, UnitDetails(), now=NOON)
    client, address = browse("coordinator-bram"), reverse("member", args=[row.pk])
    filled_in = opened(client, row).context["form"].initial

    page = client.post(address, filled_in | {"family_name": "Benal", "street": "Kerkplein"})

    assert page.context["form"].errors.keys() == {"family_name"}
    assert b'value="Kerkplein"' in page.content


def test_taking_off_the_list_asks_first(cast: Cast, browse: Browse) -> None:
    client, address = browse("coordinator-bram"), reverse("member_remove", args=[chloe().pk])

    asked = client.get(address)
    assert f"{chloe().number}" in asked.content.decode()
    assert b"Dubois" not in asked.content
    for reason in ("", "unwanted"):
        refused = client.post(address, {"reason": reason})
        assert refused.context["form"].errors.keys() == {"reason"}
    assert "Dubois" in names(cast)

    client.post(address, {"reason": "moved"})
    assert "Dubois" not in names(cast)
    assert client.post(address, {"reason": "moved"}).status_code == 404
    assert Entry.objects.get(act="member.removed").detail == {"reason": "moved"}
