from datetime import date, time

import pytest
from django.urls import reverse

from belfry.delivery.models import Endpoint
from belfry.networks.models import Membership
from belfry.people.queries import endpoints_of, settings_of
from belfry.people.types import Settings
from belfry.program.cast import person_named
from tests.cast import NOON, Cast
from tests.web.conftest import Browse

CHOSEN = {
    "language": "de",
    "quiet_from": "21:00",
    "quiet_until": "08:00",
    "without_channels": ["email"],
}


def test_a_member_chooses_language_quiet_hours_and_channels(cast: Cast, browse: Browse) -> None:
    response = browse("member-chloe").post(reverse("settings"), CHOSEN)

    assert response.status_code == 302
    chosen = settings_of(person_named("member-chloe"))
    assert chosen == Settings("de", time(21), time(8), frozenset({"email"}))


def test_days_away_are_kept_and_given_up(cast: Cast, browse: Browse) -> None:
    client, days = browse("member-chloe"), {"away_from": "2026-12-20", "back_on": "2027-01-04"}
    client.post(reverse("settings"), {"language": "fr"} | days)
    chosen = settings_of(person_named("member-chloe"))
    assert (chosen.away_from, chosen.back_on) == (date(2026, 12, 20), date(2027, 1, 4))
    assert b'value="2026-12-20"' in client.get(reverse("settings")).content
    client.post(reverse("settings"), {"language": "fr", "away_from": "", "back_on": ""})
    assert settings_of(person_named("member-chloe")) == Settings("fr")


def test_quiet_hours_can_be_given_up(cast: Cast, browse: Browse) -> None:
    client = browse("member-chloe")
    client.post(reverse("settings"), CHOSEN)

    client.post(reverse("settings"), {"language": "fr", "quiet_from": "", "quiet_until": ""})

    assert settings_of(person_named("member-chloe")) == Settings("fr")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quiet_until": ""}, "quiet_until"),
        ({"quiet_from": ""}, "quiet_from"),
        ({"quiet_until": "21:00"}, "quiet_until"),
        ({"quiet_from": "late"}, "quiet_from"),
        ({"language": "xx"}, "language"),
        ({"away_from": "2026-12-01"}, "back_on"),
        ({"back_on": "2026-12-01"}, "away_from"),
        ({"away_from": "2026-12-08", "back_on": "2026-12-08"}, "back_on"),
        ({"away_from": "2026-12-01", "back_on": "2029-01-01"}, "back_on"),
    ],
)
def test_what_cannot_be_is_said_next_to_the_field(
    cast: Cast, browse: Browse, change: dict[str, str], field: str
) -> None:
    page = browse("member-chloe").post(reverse("settings"), CHOSEN | change)

    assert page.context["form"].errors.keys() == {field}
    assert settings_of(person_named("member-chloe")) == Settings("fr")


def test_a_person_sees_what_is_kept_of_them_and_of_nobody_else(cast: Cast, browse: Browse) -> None:
    page = browse("member-chloe").get(reverse("settings")).content.decode()

    assert "chloe.dubois@mail.example" in page
    assert "Meerstraat 8" in page
    assert "De Smet" not in page


def test_leaving_asks_first_and_then_happens_in_one_press(cast: Cast, browse: Browse) -> None:
    client, address = browse("member-chloe"), reverse("leave", args=[cast.stage.meerstraat])
    membership = Membership.objects.get(person_id=person_named("member-chloe"))

    assert client.get(address).status_code == 200
    membership.refresh_from_db()
    assert membership.state == "active"

    assert client.post(address).status_code == 302
    membership.refresh_from_db()
    assert membership.state == "left"
    assert client.post(address).status_code == 404


def test_who_is_no_member_has_nothing_to_leave(cast: Cast, browse: Browse) -> None:
    address = reverse("leave", args=[cast.stage.meerstraat])

    for figure in ("outsider-dries", "officer-an"):
        assert browse(figure).get(address).status_code == 404
        assert browse(figure).post(address).status_code == 404


def test_the_page_says_by_which_ways_an_urgent_message_would_come(
    cast: Cast, browse: Browse
) -> None:
    page = browse("deputy-sofia").get(reverse("settings")).content.decode()
    assert "werkt, voor zover wij weten" in page
    assert "berichten komen terug" not in page
    Endpoint.objects.filter(pk__in=endpoints_of(cast.person("deputy_sofia")), kind="email").update(
        broken_at=NOON, broken_cause="unknown_address"
    )
    assert (
        "berichten komen terug" in browse("deputy-sofia").get(reverse("settings")).content.decode()
    )
