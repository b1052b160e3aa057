import pytest
from django.urls import reverse

from belfry.networks.models import Mandate
from belfry.program.cast import FIGURES, person_named
from tests.cast import Cast
from tests.web.conftest import Browse

NAMED = {
    "given_name": "Ruth",
    "family_name": "Verbeke",
    "email": "ruth.verbeke@mail.example",
    "language": "nl",
    "since": "2026-11-24",
    "until": "",
}


def test_police_name_a_deputy_and_the_chief_an_officer_for_one_network(
    cast: Cast, browse: Browse
) -> None:
    network = cast.stage.meerstraat
    address = reverse("network_mandates", args=[network])

    browse("officer-an").post(address, NAMED | {"task": "deputy"})
    refused = browse("officer-an").post(address, NAMED | {"task": "officer"})
    browse("chief-karim").post(address, NAMED | {"task": "officer"})

    roles = Mandate.objects.filter(network_id=network).values_list("role", flat=True)
    assert sorted(roles) == ["coordinator", "deputy", "deputy", "officer"]
    assert "task" in refused.context["form"].errors


@pytest.mark.parametrize(
    ("task", "role", "substitute"),
    [
        ("officer", "officer", False),
        ("substitute", "officer", True),
        ("dispatcher", "dispatcher", False),
        ("adviser", "adviser", False),
    ],
)
def test_a_chief_names_for_the_zone(
    cast: Cast, browse: Browse, task: str, role: str, substitute: bool
) -> None:
    zone = cast.stage.beiaard
    before = set(Mandate.objects.values_list("pk", flat=True))

    browse("chief-karim").post(reverse("zone", args=[zone]), NAMED | {"task": task})

    mandate = Mandate.objects.exclude(pk__in=before).get()
    assert (mandate.role, mandate.substitute, mandate.zone_id) == (role, substitute, zone)


def test_an_officer_reads_the_zone_but_names_nobody(cast: Cast, browse: Browse) -> None:
    client, address = browse("officer-an"), reverse("zone", args=[cast.stage.beiaard])

    page = client.get(address)

    assert b"Lotte Claes" in page.content
    assert page.context["form"] is None
    assert client.post(address, NAMED | {"task": "officer"}).status_code == 403
    assert browse("officer-piet").get(address).status_code == 404


def test_a_mayor_names_a_clerk_and_an_adviser(cast: Cast, browse: Browse) -> None:
    client = browse("mayor-luc")
    address = reverse("municipality", args=[cast.stage.klokdorp])
    before = set(Mandate.objects.values_list("pk", flat=True))

    client.post(address, NAMED | {"task": "clerk"})
    client.post(address, NAMED | {"task": f"adviser {cast.stage.beiaard}"})

    roles = Mandate.objects.exclude(pk__in=before).values_list("role", flat=True)
    assert sorted(roles) == ["adviser", "clerk"]


def test_a_chief_names_a_clerk_of_a_town_in_the_zone_and_no_adviser_there(
    cast: Cast, browse: Browse
) -> None:
    client = browse("chief-karim")
    address = reverse("municipality", args=[cast.stage.klokdorp])

    assert client.post(address, NAMED | {"task": "clerk"}).status_code == 302
    assert browse("clerk-nadia").get(address).status_code == 403
    assert browse("officer-piet").get(address).status_code == 404


def test_a_known_and_an_unknown_address_get_the_same_answer(cast: Cast, browse: Browse) -> None:
    client = browse("officer-an")
    address = reverse("network_mandates", args=[cast.stage.winkelhart])
    known = FIGURES["member-chloe"]

    def answer(**who: str) -> tuple[int, str, str]:
        response = client.post(address, NAMED | {"task": "deputy"} | who)
        page = client.get(address)
        return response.status_code, response["Location"], str(*page.context["messages"])

    unknown = answer()
    assert unknown == answer(
        email=known.email, given_name=known.given_name, family_name=known.family_name
    )


def test_wrong_dates_stand_next_to_the_field(cast: Cast, browse: Browse) -> None:
    address = reverse("network_mandates", args=[cast.stage.meerstraat])

    page = browse("officer-an").post(
        address, NAMED | {"task": "deputy", "until": "2026-11-01", "email": "ruth@mail.example"}
    )

    assert "until" in page.context["form"].errors
    assert b"Verbeke" in page.content


def test_who_has_the_task_already_is_not_named_twice(cast: Cast, browse: Browse) -> None:
    client = browse("officer-an")
    address = reverse("network_mandates", args=[cast.stage.meerstraat])
    client.post(address, NAMED | {"task": "deputy"})

    page = client.post(address, NAMED | {"task": "deputy"})

    assert page.context["form"].non_field_errors()


def test_a_mandate_ends_and_access_is_gone_at_the_next_page(cast: Cast, browse: Browse) -> None:
    sofia = browse("deputy-sofia")
    members = reverse("members", args=[cast.stage.meerstraat])
    assert sofia.get(members).status_code == 200
    mandate = Mandate.objects.get(person_id=person_named("deputy-sofia"))

    browse("officer-an").post(reverse("mandate_end", args=[mandate.pk]), {"on": "2026-11-24"})

    # She stays a member of the network, without the list.
    assert sofia.get(members).status_code == 403


def test_a_mandate_cannot_end_yesterday(cast: Cast, browse: Browse) -> None:
    mandate = Mandate.objects.get(person_id=person_named("deputy-sofia"))

    page = browse("officer-an").post(
        reverse("mandate_end", args=[mandate.pk]), {"on": "2026-11-23"}
    )

    assert "on" in page.context["form"].errors
    mandate.refresh_from_db()
    assert mandate.until is None


def test_who_sees_a_mandate_without_the_right_is_refused(cast: Cast, browse: Browse) -> None:
    address = reverse("mandate_end", args=[Mandate.objects.get(role="deputy").pk])

    assert browse("coordinator-bram").get(address).status_code == 403
    assert browse("outsider-dries").get(address).status_code == 404


def test_a_mayor_ends_the_adviser_that_a_mayor_may_name(cast: Cast, browse: Browse) -> None:
    mandate = Mandate.objects.get(role="adviser")

    response = browse("mayor-luc").post(
        reverse("mandate_end", args=[mandate.pk]), {"on": "2026-11-24"}
    )

    assert response["Location"] == reverse("municipality", args=[cast.stage.klokdorp])


def test_a_sectoral_network_gives_no_say_over_towns_of_another_zone(
    cast: Cast, browse: Browse
) -> None:
    # The jewellers lie in both zones and in both towns.
    karim, luc = browse("chief-karim"), browse("mayor-luc")

    zone = karim.get(reverse("zone", args=[cast.stage.beiaard]))
    town = luc.get(reverse("municipality", args=[cast.stage.klokdorp]))

    assert [name for name, _ in zone.context["towns"]] == ["Klokdorp"]
    tasks = [key for key, _ in town.context["form"].fields["task"].choices]
    assert tasks == ["clerk", f"adviser {cast.stage.beiaard}"]
    assert karim.get(reverse("municipality", args=[cast.stage.clocheville])).status_code == 404
