"""Entering a form on paper and enrolling at the door, page by page."""

import pytest
from django.test import Client
from django.urls import reverse

from belfry.joining.models import Request
from belfry.networks.actions.model_papers import load_models
from belfry.networks.models import Membership
from tests.cast import NOON, Cast
from tests.joining.askers import MAILBOX, ground
from tests.web.conftest import VISIT, Browse
from tests.web.signin.steps import notices, wrong

pytestmark = pytest.mark.django_db
FORM = {
    "tie": "lives",
    "given_name": "Maria",
    "family_name": "Jacobs",
    "street": "Kapelweg",
    "number": "7",
    "postcode": "9990",
    "municipality": "Klokdorp",
    "language": "fr",
    "signed_on": NOON.date().isoformat(),
    "seen": "on",
}


@pytest.fixture
def bram(cast: Cast, browse: Browse) -> Client:
    load_models(now=NOON)
    return browse("coordinator-bram")


def enrol(cast: Cast) -> str:
    return reverse("enrol", args=[cast.stage.meerstraat])


def newest() -> Membership:
    return Membership.objects.get(joined_at=VISIT)


def test_a_form_is_entered_and_a_mail_asks_whose_it_is(cast: Cast, bram: Client) -> None:
    assert (
        enrol(cast) in bram.get(reverse("joining", args=[cast.stage.meerstraat])).content.decode()
    )
    answer = bram.post(enrol(cast), {**FORM, "contact": MAILBOX})
    assert answer["Location"] == reverse("joining", args=[cast.stage.meerstraat])
    assert newest().person.full_name == "Maria Jacobs"
    link = notices("joining_confirm")[-1][1]["url"]
    visitor, address = Client(), link[link.index("/joining/") :]
    page = visitor.get(address).content.decode()
    assert "Meerstraat" in page
    assert "Jacobs" not in page
    assert newest().person.contact_points.get().verified_at is None
    visitor.post(address, {"answer": "yes"})
    assert newest().person.contact_points.get().verified_at == VISIT
    assert Client().get(address[:-3] + "/").status_code == 409


def test_at_the_door_a_code_is_typed(cast: Cast, bram: Client) -> None:
    sent = bram.post(enrol(cast), {**FORM, "contact": MAILBOX, "code_now": "on"})
    assert sent["Location"] == enrol(cast) + "code/"
    assert not Request.objects.exists()
    code = notices("joining_code")[-1][1]["code"]
    assert bram.post(sent["Location"], {"code": wrong(code)}).status_code == 200
    # The page for everybody does not take what a keeper typed.
    public = reverse("join_code", args=[cast.stage.meerstraat])
    assert bram.post(public, {"code": code}).status_code == 302
    bram.post(sent["Location"], {"code": code})
    assert Request.objects.get().way == "doorstep"
    assert newest().person.contact_points.get().verified_at == VISIT


def test_who_has_no_address_gets_a_neighbour(cast: Cast, bram: Client) -> None:
    answer = bram.post(enrol(cast), FORM)
    assert answer["Location"] == reverse("member_relay", args=[newest().pk])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"seen": ""}, "seen"),
        ({"signed_on": "2026-12-24"}, "signed_on"),
        ({"code_now": "on"}, "contact"),
        ({"contact": "maria"}, "contact"),
        ({"number": "8"}, "code_now"),
        ({"family_name": "www.evil.example"}, "family_name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    cast: Cast, bram: Client, change: dict[str, str], field: str
) -> None:
    ground(cast)
    page = bram.post(enrol(cast), {**FORM, **change})
    assert page.context["form"].errors.keys() == {field}
    assert "Klokdorp" in page.content.decode()
    assert not Request.objects.exists()


def test_the_same_form_twice_is_said(cast: Cast, bram: Client) -> None:
    bram.post(enrol(cast), FORM)
    page = bram.post(enrol(cast), FORM)
    assert page.context["form"].non_field_errors()
