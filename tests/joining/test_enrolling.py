"""Forms on paper and enrolment at the door: on the list at once, the mailbox confirmed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from belfry.audit.models import Entry
from belfry.core.errors import DomainError, NotAllowed, NotFound
from belfry.joining.actions.answering import accept, agree
from belfry.joining.actions.enrolling import confirm, enrol
from belfry.joining.confirming import PURPOSE, link_for
from belfry.joining.errors import LinkOver, PoliceFirst, SignedLater
from belfry.joining.models import Request
from belfry.joining.types import Asked, Signed
from belfry.networks.actions.members import remove_member
from belfry.networks.actions.model_papers import load_models
from belfry.networks.errors import AlreadyMember
from belfry.networks.kinds import Removal
from belfry.networks.models import Charter
from belfry.people.models import ContactPoint
from tests.cast import NOON, Cast
from tests.joining.askers import MARIA, OUTSIDE, ground
from tests.web.signin.steps import notices

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
SIGNED = Signed(TODAY - timedelta(days=3), False)
AT_THE_DOOR = Signed(TODAY, True)
OFFLINE = replace(MARIA, person=replace(MARIA.person, emails=()))


def entered(
    cast: Cast, asked: Asked = MARIA, signed: Signed = SIGNED, *, by: str = "coordinator_bram"
) -> Request:
    load_models(now=NOON)
    return enrol(getattr(cast, by), cast.stage.meerstraat, asked, signed, now=NOON)


def token() -> str:
    link = notices("joining_confirm")[-1][1]["url"]
    return link.rstrip("/").rpartition("/")[2]


def point(request: Request) -> ContactPoint:
    assert request.membership is not None
    return ContactPoint.objects.get(person_id=request.membership.person_id)


def test_a_form_on_paper_makes_a_member_whose_mailbox_is_asked(cast: Cast) -> None:
    request = entered(cast, by="deputy_sofia")
    assert (request.state, request.way, request.signed_on) == ("accepted", "paper", SIGNED.on)
    assert (request.family_name, request.email) == ("", "")
    assert request.rules_version
    assert point(request).verified_at is None
    assert notices("joining_answer") == []
    confirm(token(), is_theirs=True, now=NOON + timedelta(days=2))
    assert point(request).verified_at == NOON + timedelta(days=2)


def test_a_stranger_who_gets_the_question_says_no_and_gets_nothing_more(cast: Cast) -> None:
    request = entered(cast)
    confirm(token(), is_theirs=False, now=NOON)
    assert request.membership is not None
    assert not ContactPoint.objects.filter(person_id=request.membership.person_id).exists()
    assert request.membership.state == "active"
    # Bram and Sofia.
    assert len(notices("address_denied")) == 2
    assert Entry.objects.filter(act="joining.not_theirs", person_id=None).count() == 1


def test_at_the_door_the_code_proves_the_address(cast: Cast) -> None:
    request = entered(cast, signed=AT_THE_DOOR)
    assert request.way == "doorstep"
    assert point(request).verified_at == NOON
    assert notices("joining_confirm") == []
    assert len(notices("joining_answer")) == 1


def test_somebody_without_any_address_is_a_member_too(cast: Cast) -> None:
    request = entered(cast, OFFLINE)
    assert request.membership is not None
    assert request.membership.person.full_name == "Maria Jacobs"
    assert notices("joining_confirm") == notices("joining_answer") == []


def test_the_rules_of_the_day_of_the_form_are_noted(cast: Cast) -> None:
    papers = {"house_rules": [{"key": "a", "title": {"fr": "But"}, "content": {"fr": "Calme."}}]}
    for version, day in ((1, TODAY - timedelta(days=30)), (2, TODAY - timedelta(days=1))):
        Charter.objects.create(
            network_id=cast.stage.meerstraat, version=version, papers=papers, valid_from=day
        )
    assert (request := entered(cast)).rules_source == "charter"
    assert request.rules_version == 1
    assert request.rules_from == TODAY - timedelta(days=30)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("member_chloe", NotAllowed), ("officer_an", NotAllowed), ("outsider_dries", NotFound)],
)
def test_only_keepers_enter_forms(cast: Cast, who: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        entered(cast, by=who)


def test_a_form_is_entered_once(cast: Cast) -> None:
    entered(cast)
    with pytest.raises(AlreadyMember):
        entered(cast)
    assert Request.objects.count() == 1


def test_what_cannot_be_is_refused(cast: Cast) -> None:
    with pytest.raises(SignedLater):
        entered(cast, signed=Signed(TODAY + timedelta(days=1), False))
    ground(cast)
    with pytest.raises(PoliceFirst):
        entered(cast, OUTSIDE)
    assert not Request.objects.exists()


def test_from_outside_the_police_are_asked_also_at_the_door(cast: Cast) -> None:
    ground(cast)
    request = entered(cast, OUTSIDE, AT_THE_DOOR)
    assert (request.state, request.membership) == ("at_police", None)
    agree(cast.officer_an, request.pk, now=NOON)
    assert accept(cast.coordinator_bram, request.pk, now=NOON).person.full_name == "Maria Jacobs"


def test_a_link_ends_with_the_membership(cast: Cast) -> None:
    request = entered(cast)
    kept = token()
    for wrong in (kept[:-2], "x", link_for(request.pk, request.pk).replace(PURPOSE, "")):
        with pytest.raises(LinkOver):
            confirm(wrong, is_theirs=True, now=NOON)
    assert request.membership_id is not None
    remove_member(cast.coordinator_bram, request.membership_id, Removal.MISTAKE, now=NOON)
    with pytest.raises(LinkOver):
        confirm(kept, is_theirs=True, now=NOON)


def test_a_form_has_a_day_in_the_database_too(cast: Cast) -> None:
    request = entered(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(signed_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(way="online", signed_on=date(2026, 11, 1))
