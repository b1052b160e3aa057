"""Joining, page by page: the same answer for everybody, a code, an answer in the end."""

from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from belfry.joining.models import Request
from belfry.joining.rules import house_rules
from belfry.networks.actions.model_papers import load_models
from belfry.networks.models import Membership
from belfry.people.queries import persons_reading
from belfry.program.cast import FIGURES
from tests.cast import NOON, Cast
from tests.joining.askers import MAILBOX, OUTSIDE, asked, ground
from tests.web.conftest import VISIT, Browse
from tests.web.signin.steps import notices, wrong

pytestmark = pytest.mark.django_db
CHLOE = FIGURES["member-chloe"]


@pytest.fixture
def visitor(cast: Cast) -> Any:
    load_models(now=NOON)
    with time_machine.travel(VISIT, tick=False):
        yield Client(HTTP_ACCEPT_LANGUAGE="en")


def told(cast: Cast, **other: str) -> dict[str, str]:
    return {
        "tie": "lives",
        "given_name": "Maria",
        "family_name": "Jacobs",
        "street": "Kapelweg",
        "number": "7",
        "postcode": "9990",
        "municipality": "Klokdorp",
        "language": "fr",
        "contact": MAILBOX,
        "adult": "on",
        "accepted": "on",
        "rules": house_rules(cast.stage.meerstraat, "en", on=NOON.date()).mark,
        **other,
    }


def join(cast: Cast) -> str:
    return reverse("join", args=[cast.stage.meerstraat])


def code() -> str:
    return notices("joining_code")[-1][1]["code"]


def test_a_visitor_joins_with_a_code_and_is_answered(
    visitor: Client, cast: Cast, browse: Browse
) -> None:
    assert visitor.post(join(cast), told(cast))["Location"] == join(cast) + "code/"
    assert not Request.objects.exists()
    done = visitor.post(join(cast) + "code/", {"code": code()}, follow=True)
    assert "Your request is on its way" in done.content.decode()
    request = Request.objects.get()
    assert (request.full_name, request.email, request.language) == ("Maria Jacobs", MAILBOX, "fr")
    assert not persons_reading("email", MAILBOX)
    bram = browse("coordinator-bram")
    address = reverse("joining_request", args=[request.pk])
    assert address in bram.get("/").content.decode()
    assert (
        "Maria Jacobs"
        in bram.get(reverse("joining", args=[cast.stage.meerstraat])).content.decode()
    )
    assert MAILBOX in bram.get(address).content.decode()
    bram.post(reverse("joining_accept", args=[request.pk]))
    assert persons_reading("email", MAILBOX)[0].full_name == "Maria Jacobs"
    shown = bram.get(address).content.decode()
    assert "Jacobs" not in shown
    assert address not in bram.get("/").content.decode()


def test_known_and_unknown_see_the_same(visitor: Client, cast: Cast) -> None:
    seen = []
    known = {"given_name": CHLOE.given_name, "family_name": CHLOE.family_name}
    for contact, more in (
        (MAILBOX, {}),
        (CHLOE.email, known),
        (FIGURES["outsider-dries"].email, {}),
    ):
        other = Client(HTTP_ACCEPT_LANGUAGE="en")
        answer = other.post(join(cast), told(cast, contact=contact, **more), follow=True)
        done = other.post(join(cast) + "code/", {"code": code()}, follow=True)
        seen.append((answer.redirect_chain, answer.status_code, done.redirect_chain, pure(done)))
    assert seen[0] == seen[1] == seen[2]
    assert len({to for to, _ in notices("joining_code")}) == 3


def pure(answer: Any) -> str:
    """Return what a page says, without what differs by browser."""
    return str(answer.content.decode().split("<main")[1].split("</main")[0])


@pytest.mark.parametrize("missing", ["adult", "accepted", "tie", "street", "number", "contact"])
def test_what_is_missing_is_said_beside_its_field(
    visitor: Client, cast: Cast, missing: str
) -> None:
    page = visitor.post(join(cast), {**told(cast), missing: ""})
    assert page.context["form"].errors.keys() == {missing}
    assert "Jacobs" in page.content.decode()
    assert notices("joining_code") == []


def test_house_rules_that_were_changed_meanwhile_are_read_again(
    visitor: Client, cast: Cast
) -> None:
    page = visitor.post(join(cast), told(cast, rules="model 0 en"))
    assert "accepted" in page.context["form"].errors
    assert f'value="{told(cast)["rules"]}"' in page.content.decode()


def test_each_field_says_why_it_is_asked_and_the_rules_are_there(
    visitor: Client, cast: Cast
) -> None:
    page = unescape(visitor.get(join(cast)).content.decode())
    assert "No other member sees your name." in page
    assert "What the network is not" in page
    rules = unescape(
        visitor.get(reverse("house_rules", args=[cast.stage.meerstraat])).content.decode()
    )
    assert "What the network is not" in rules
    assert not [one.family_name for one in FIGURES.values() if one.family_name in page + rules]


def test_a_code_works_in_one_browser_for_one_network_and_five_tries(
    visitor: Client, cast: Cast
) -> None:
    visitor.post(join(cast), told(cast))
    right = code()
    other = reverse("join_code", args=[cast.stage.winkelhart])
    assert visitor.post(other, {"code": right})["Location"] == reverse(
        "join", args=[cast.stage.winkelhart]
    )
    assert Client().post(join(cast) + "code/", {"code": right})["Location"] == join(cast)
    for _ in range(5):
        assert visitor.post(join(cast) + "code/", {"code": wrong(right)}).status_code == 200
    assert visitor.post(join(cast) + "code/", {"code": right})["Location"] == join(cast)
    assert not Request.objects.exists()
    # What was typed waits for another code.
    assert visitor.get(join(cast)).context["form"]["family_name"].value() == "Jacobs"


def test_codes_do_not_go_out_without_end(visitor: Client, cast: Cast) -> None:
    answers = [visitor.post(join(cast), told(cast)).status_code for _ in range(6)]
    assert answers == [302] * 5 + [409]


def test_what_was_typed_waits_sealed_in_the_session(visitor: Client, cast: Cast) -> None:
    visitor.post(join(cast), told(cast))
    assert "Jacobs" not in str(dict(visitor.session))
    visitor.post(join(cast) + "code/", {"code": code()})
    assert "joining" not in visitor.session


def test_the_queue_is_found_from_list_and_network(cast: Cast, browse: Browse) -> None:
    bram, queue = browse("coordinator-bram"), reverse("joining", args=[cast.stage.meerstraat])
    for name in ("members", "network"):
        assert queue in bram.get(reverse(name, args=[cast.stage.meerstraat])).content.decode()
    network = reverse("network", args=[cast.stage.meerstraat])
    assert queue not in browse("officer-an").get(network).content.decode()


def test_a_coordinator_declines_for_a_reason(cast: Cast, browse: Browse) -> None:
    request, bram = asked(cast), browse("coordinator-bram")
    address = reverse("joining_decline", args=[request.pk])
    assert bram.post(address, {}).context["form"].errors.keys() == {"reason"}
    assert bram.post(address, {"reason": "address"}).status_code == 302
    assert not Membership.objects.filter(joined_at__gt=NOON).exists()
    assert len(notices("joining_answer")) == 1


def test_police_see_an_address_and_no_name(cast: Cast, browse: Browse) -> None:
    ground(cast)
    request, an = asked(cast, OUTSIDE), browse("officer-an")
    assert reverse("joining_police") in an.get("/").content.decode()
    page = an.get(reverse("joining_police")).content.decode()
    assert "Veldweg 7" in page
    assert "Jacobs" not in page
    an.post(reverse("joining_answer", args=[request.pk]), {"answer": "yes"})
    assert "Veldweg" not in an.get(reverse("joining_police")).content.decode()
    bram = browse("coordinator-bram").get(reverse("joining_request", args=[request.pk]))
    assert "Jacobs" in bram.content.decode()


def test_who_is_a_member_already_stays_in_the_queue_until_that_is_said(
    cast: Cast, browse: Browse
) -> None:
    ground(cast)
    request = asked(cast, OUTSIDE.__class__(CHLOE.details, OUTSIDE.unit, "lives"))
    browse("officer-an").post(reverse("joining_answer", args=[request.pk]), {"answer": "yes"})
    answer = browse("coordinator-bram").post(
        reverse("joining_accept", args=[request.pk]), follow=True
    )
    assert [str(one) for one in answer.context["messages"]] != []
    assert Request.objects.get().state == "waiting"
