import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from belfry.audit.models import Entry
from belfry.audit.queries import entries_of_network
from belfry.networks.actions.members import add_member
from belfry.networks.models import Membership
from belfry.networks.queries import member_list
from belfry.people.types import PersonDetails, UnitDetails
from belfry.program.cast import person_named
from tests.cast import NOON, Cast
from tests.web.conftest import Browse

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


def test_the_list_is_sorted_and_every_opening_is_written_down(cast: Cast, browse: Browse) -> None:
    address = reverse("members", args=[cast.stage.meerstraat])

    page = browse("coordinator-bram").get(address)

    shown = [row.person.family_name for row in page.context["rows"]]
    assert shown == ["De Smet", "Dubois", "Rossi", "Schmitz", "Wouters"]
    newest = entries_of_network(cast.stage.meerstraat)[0]
    assert (newest.act, newest.person_id) == ("members.opened", person_named("coordinator-bram"))


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
    filled_in = client.get(address).context["form"].initial

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
    filled_in = client.get(address).context["form"].initial

    page = client.post(address, filled_in | {"family_name": "Benal", "street": "Kerkplein"})

    assert page.context["form"].errors.keys() == {"family_name"}
    assert b'value="Kerkplein"' in page.content


def test_taking_off_the_list_asks_first(cast: Cast, browse: Browse) -> None:
    client, address = browse("coordinator-bram"), reverse("member_remove", args=[chloe().pk])

    asked = client.get(address)
    assert b"Dubois" in asked.content
    for reason in ("", "unwanted"):
        refused = client.post(address, {"reason": reason})
        assert refused.context["form"].errors.keys() == {"reason"}
    assert "Dubois" in names(cast)

    client.post(address, {"reason": "moved"})
    assert "Dubois" not in names(cast)
    assert client.post(address, {"reason": "moved"}).status_code == 404
    assert Entry.objects.get(act="member.removed").detail == {"reason": "moved"}
