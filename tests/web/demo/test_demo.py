from django.test import Client
from django.urls import reverse

from belfry.program.cast import FIGURES, person_named
from belfry.web.demo.stage import GROUPS
from tests.cast import Cast


def test_everybody_of_the_cast_has_exactly_one_part() -> None:
    parts = [part.name for group in GROUPS for part in group.parts]

    assert sorted(parts) == sorted(FIGURES)


def test_one_press_signs_in_as_anybody(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    for name in FIGURES:
        response = client.post(reverse("demo_as", args=[name]))
        assert (response.status_code, response["Location"]) == (302, "/")
        assert client.session["_auth_user_id"] == str(person_named(name))


def test_a_name_that_is_not_of_the_cast_signs_nobody_in(cast: Cast) -> None:
    client = Client()

    assert client.post(reverse("demo_as", args=["nobody-here"])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_opening_the_address_does_not_sign_in(cast: Cast) -> None:
    assert Client().get(reverse("demo_as", args=["officer-an"])).status_code == 405
