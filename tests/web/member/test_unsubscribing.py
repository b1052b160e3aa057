import pytest
from django.test import Client
from django.urls import reverse

from belfry.delivery.kinds import AddressKind
from belfry.delivery.models import Suppression
from belfry.delivery.queries import find_endpoint
from belfry.delivery.unsubscribing import token_for
from belfry.networks.types import scope_of
from belfry.program.cast import FIGURES
from tests.cast import Cast

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def mail_program() -> Client:
    """Posts without a cookie, as mail programs do."""
    return Client(enforce_csrf_checks=True)


def scopes() -> frozenset[str]:
    endpoint = find_endpoint(AddressKind.EMAIL, FIGURES["member-chloe"].email)
    assert endpoint is not None
    rows = Suppression.objects.filter(endpoint=endpoint)
    return frozenset(rows.values_list("scope", flat=True))


def address_for(cast: Cast) -> str:
    endpoint = find_endpoint(AddressKind.EMAIL, FIGURES["member-chloe"].email)
    assert endpoint is not None
    token = token_for(endpoint.pk, scope_of(cast.stage.meerstraat))
    return reverse("unsubscribe", args=[token])


def test_opening_the_link_changes_nothing(cast: Cast, mail_program: Client) -> None:
    for verb in (mail_program.get, mail_program.head):
        assert verb(address_for(cast)).status_code == 200

    assert not scopes()


def test_one_click_stops_the_messages_of_this_network_without_signing_in(
    cast: Cast, mail_program: Client
) -> None:
    response = mail_program.post(address_for(cast), ONE_CLICK)

    assert response.status_code == 200
    assert scopes() == {scope_of(cast.stage.meerstraat)}


def test_a_second_press_gets_the_same_answer(cast: Cast, mail_program: Client) -> None:
    first = mail_program.post(address_for(cast), ONE_CLICK)
    second = mail_program.post(address_for(cast), ONE_CLICK)

    assert first.status_code == second.status_code == 200
    assert first.context["state"] == second.context["state"] == "done"
    assert len(scopes()) == 1


def test_a_mistake_is_undone_with_the_same_link(cast: Cast, mail_program: Client) -> None:
    mail_program.post(address_for(cast), ONE_CLICK)

    assert mail_program.post(address_for(cast), {"undo": "yes"}).status_code == 200
    assert not scopes()


def test_the_page_tells_no_stranger_whose_link_it_is(cast: Cast, mail_program: Client) -> None:
    page = mail_program.get(address_for(cast))

    for personal in (b"Chlo", b"chloe.dubois", b"Meerstraat"):
        assert personal not in page.content
    assert page["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_changed_or_cut_link_is_refused_in_plain_words(
    cast: Cast, mail_program: Client, cut: int
) -> None:
    address = f"{address_for(cast)[: -1 - cut]}/"

    for verb in (mail_program.get, mail_program.post):
        assert verb(address).status_code == 409
    assert not scopes()
