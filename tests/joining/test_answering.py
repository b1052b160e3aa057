"""Answering a request to join: who may, what the asker is told, what is wiped."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from belfry.audit.models import Entry
from belfry.core.errors import DomainError, MoveNotAllowed, NotAllowed, NotFound
from belfry.joining.actions.answering import accept, agree, decline, disagree
from belfry.joining.actions.waiting import remind_and_expire
from belfry.joining.kinds import Refusal
from belfry.joining.models import Request
from belfry.joining.queries import at_police, opened_request, requests_of
from belfry.measures.workflow import StepKind
from belfry.networks.errors import AlreadyMember, UnderMeasure
from belfry.networks.models import Membership
from belfry.people.models import ContactPoint
from belfry.program.cast import FIGURES
from tests.cast import NOON, Cast
from tests.joining.askers import MARIA, OUTSIDE, asked, ground
from tests.measures.rungs import opened, take
from tests.web.signin.steps import notices

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)
WIPED = ("given_name", "family_name", "street", "number", "email", "phone")


def answers() -> list[str]:
    return [slots["answer"] for _, slots in notices("joining_answer")]


def test_who_is_accepted_is_on_the_list_and_told_in_their_language(cast: Cast) -> None:
    membership = accept(cast.coordinator_bram, asked(cast).pk, now=LATER)
    assert membership.joined_at == LATER
    assert membership.person.full_name == "Maria Jacobs"
    assert ContactPoint.objects.get(person=membership.person).verified_at == LATER
    request = Request.objects.get()
    assert (request.state, request.membership) == ("accepted", membership)
    assert request.answered_by_id == cast.person("coordinator_bram")
    assert [getattr(request, name) for name in WIPED] == [""] * len(WIPED)
    # M2: which rules, and when.
    assert request.rules_version
    assert request.asked_at == NOON
    assert answers() == ["Vous êtes désormais membre de Meerstraat. Bienvenue."]
    assert Entry.objects.filter(act="joining.accepted").count() == 1


@pytest.mark.parametrize("reason", Refusal)
def test_who_is_declined_reads_why_and_is_forgotten(cast: Cast, reason: Refusal) -> None:
    request = asked(cast, replace(MARIA, person=replace(MARIA.person, language="en")))
    decline(cast.deputy_sofia, request.pk, reason, now=LATER)
    request = Request.objects.get()
    assert (request.state, request.reason) == ("declined", reason)
    assert [getattr(request, name) for name in WIPED] == [""] * len(WIPED)
    assert bytes(request.asker) == b""
    with translation.override("en"):
        assert answers() == [f"You cannot join Meerstraat. {reason.label}"]
    assert not Membership.objects.filter(joined_at=LATER).exists()


def test_an_answer_is_given_once(cast: Cast) -> None:
    request = asked(cast)
    accept(cast.coordinator_bram, request.pk, now=LATER)
    with pytest.raises(MoveNotAllowed):
        accept(cast.deputy_sofia, request.pk, now=LATER)
    with pytest.raises(MoveNotAllowed):
        decline(cast.deputy_sofia, request.pk, Refusal.ADDRESS, now=LATER)
    assert len(answers()) == 1


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("member_chloe", NotAllowed),
        ("officer_an", NotAllowed),
        ("chief_karim", NotAllowed),
        ("clerk_nadia", NotAllowed),
        ("outsider_dries", NotFound),
        ("shopkeeper_amina", NotFound),
    ],
)
def test_only_coordinator_and_deputies_see_and_answer(
    cast: Cast, who: str, refusal: type[DomainError]
) -> None:
    request, actor = asked(cast), getattr(cast, who)
    with pytest.raises(refusal):
        requests_of(actor, cast.stage.meerstraat)
    with pytest.raises(NotFound):
        opened_request(actor, request.pk)
    with pytest.raises(NotFound):
        accept(actor, request.pk, now=LATER)
    with pytest.raises(NotFound):
        decline(actor, request.pk, Refusal.ADDRESS, now=LATER)


def test_every_opening_is_recorded(cast: Cast) -> None:
    request = asked(cast)
    assert [one.full_name for one in requests_of(cast.deputy_sofia, cast.stage.meerstraat)] == [
        "Maria Jacobs"
    ]
    opened_request(cast.deputy_sofia, request.pk)
    acts = Entry.objects.filter(person_id=cast.person("deputy_sofia")).values_list("act", flat=True)
    assert {"joining.opened", "joining.request_opened"} <= set(acts)


def test_somebody_from_outside_joins_with_the_yes_of_the_police_only(cast: Cast) -> None:
    ground(cast)
    request = asked(cast, OUTSIDE)
    assert requests_of(cast.coordinator_bram, cast.stage.meerstraat) == []
    with pytest.raises(NotFound):
        accept(cast.coordinator_bram, request.pk, now=LATER)
    assert [one.pk for one in at_police(cast.officer_an)] == [request.pk]
    for who in ("coordinator_bram", "officer_piet", "member_chloe", "dispatcher_lotte"):
        assert not at_police(getattr(cast, who)).exists()
        with pytest.raises(NotFound):
            agree(getattr(cast, who), request.pk, now=LATER)
    agree(cast.officer_an, request.pk, now=LATER)
    with pytest.raises(MoveNotAllowed):
        disagree(cast.chief_karim, request.pk, now=LATER)
    accept(cast.coordinator_bram, request.pk, now=LATER)
    request.refresh_from_db()
    assert (request.agreed_by_id, request.agreed_at) == (cast.person("officer_an"), LATER)


def test_a_no_of_the_police_ends_a_request_from_outside(cast: Cast) -> None:
    ground(cast)
    request = asked(cast, replace(OUTSIDE, person=replace(MARIA.person, language="nl")))
    disagree(cast.chief_karim, request.pk, now=LATER)
    request.refresh_from_db()
    assert (request.state, request.reason, request.street) == ("declined", "police", "")
    assert "De politie gaat niet akkoord" in answers()[0]


def test_the_database_lets_nobody_from_outside_in_without_the_police(cast: Cast) -> None:
    ground(cast)
    request = asked(cast, OUTSIDE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(state="waiting")


def test_who_is_on_the_list_already_stays_once(cast: Cast) -> None:
    chloe = FIGURES["member-chloe"].details
    request = asked(cast, replace(MARIA, person=chloe))
    with pytest.raises(AlreadyMember):
        accept(cast.coordinator_bram, request.pk, now=LATER)
    decline(cast.coordinator_bram, request.pk, Refusal.ALREADY, now=LATER)
    assert len(answers()) == 1


def test_who_was_excluded_does_not_come_back_by_asking(cast: Cast) -> None:
    take(cast, opened(cast), StepKind.TALK, StepKind.REPRIMAND, StepKind.DEFINITIVE)
    request = asked(cast, replace(MARIA, person=FIGURES["member-chloe"].details))
    with pytest.raises(UnderMeasure):
        accept(cast.coordinator_bram, request.pk, now=LATER)


def test_a_network_without_a_yes_or_no_reminds_once_and_then_says_so(cast: Cast) -> None:
    request = asked(cast)
    assert remind_and_expire(now=NOON + timedelta(days=6)) == 0
    assert remind_and_expire(now=NOON + timedelta(days=8)) == 1
    assert remind_and_expire(now=NOON + timedelta(days=9)) == 0
    # Bram and Sofia, twice each.
    assert len(notices("joining_asked")) == 4
    assert remind_and_expire(now=NOON + timedelta(days=31)) == 1
    request.refresh_from_db()
    assert (request.state, request.family_name) == ("expired", "")
    assert answers()[0].startswith("Personne n\N{RIGHT SINGLE QUOTATION MARK}a répondu")
    assert remind_and_expire(now=NOON + timedelta(days=62)) == 0


def test_after_the_police_the_coordinator_has_as_long_as_with_any_other(cast: Cast) -> None:
    ground(cast)
    request = asked(cast, OUTSIDE)
    agree(cast.officer_an, request.pk, now=NOON + timedelta(days=29))
    assert remind_and_expire(now=NOON + timedelta(days=31)) == 0
    request.refresh_from_db()
    assert request.state == "waiting"


def test_one_person_has_several_memberships_and_a_household_counts_once(cast: Cast) -> None:
    home = asked(cast)
    other = asked(cast, replace(MARIA, person=replace(MARIA.person, given_name="Jan")))
    shop = replace(MARIA, unit=replace(MARIA.unit, organisation="Bloemen Maria"), tie="works")
    second = asked(cast, shop, network_id=cast.stage.winkelhart)
    one = accept(cast.coordinator_bram, home.pk, now=LATER)
    two = accept(cast.coordinator_bram, other.pk, now=LATER)
    three = accept(cast.shopkeeper_amina, second.pk, now=LATER)
    assert one.person_id == three.person_id != two.person_id
    assert one.unit_id == two.unit_id != three.unit_id
    assert three.unit is not None
    assert three.unit.kind == "establishment"
