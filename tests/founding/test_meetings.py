"""The public meeting: planned, a room asked, everybody invited, changed, called off, held."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belfry.audit.models import Entry
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.models import Message
from belfry.founding.actions.answering import forget_address, leave_address
from belfry.founding.actions.consulting import end_dossier
from belfry.founding.actions.meetings import (
    answer_room,
    cancel_meeting,
    invite_everybody,
    plan_meeting,
    write_minutes,
)
from belfry.founding.errors import (
    MeetingNotYet,
    MeetingTimeWrong,
    NoMeeting,
    NothingAsked,
    NotInvited,
    NotThisStep,
    PlaceUnusable,
)
from belfry.founding.meetings import (
    interest_by_token,
    invited_to,
    meeting_of,
    public_meeting,
    rooms_asked,
    token_of,
)
from belfry.founding.models import Dossier, Interest, Meeting
from tests.cast import NOON, Cast
from tests.founding.stages import AFTER, AGENDA, asked, meeting_held, surveyed

pytestmark = pytest.mark.django_db
WISH = replace(AGENDA, room_wish="A hall for sixty, with a screen.")


def planned(cast: Cast, *, invited: bool = False) -> Dossier:
    dossier = surveyed(cast)
    plan_meeting(cast.founder_hilde, dossier.pk, AGENDA, now=NOON)
    if invited:
        invite_everybody(cast.founder_hilde, dossier.pk, now=NOON)
    return dossier


def sent(kind: str) -> int:
    return Message.objects.filter(kind=kind).count()


@pytest.mark.parametrize("who", ["founder_hilde", "officer_an", "clerk_nadia", "mayor_luc"])
def test_whoever_prepares_the_dossier_plans_the_meeting(cast: Cast, who: str) -> None:
    dossier = surveyed(cast)
    plan_meeting(getattr(cast, who), dossier.pk, AGENDA, now=NOON)
    meeting = meeting_of(cast.founder_hilde, dossier.pk)
    assert meeting is not None
    assert (meeting.at, meeting.place, meeting.room) == (AGENDA.at, AGENDA.place, "none")


@pytest.mark.parametrize(
    "who", ["outsider_dries", "officer_piet", "coordinator_bram", "reviewer_eva"]
)
def test_strangers_find_nothing(cast: Cast, who: str) -> None:
    dossier, stranger = planned(cast), getattr(cast, who)
    for act in (
        lambda: plan_meeting(stranger, dossier.pk, AGENDA, now=NOON),
        lambda: answer_room(stranger, dossier.pk, given=True, remark="", now=NOON),
        lambda: invite_everybody(stranger, dossier.pk, now=NOON),
        lambda: cancel_meeting(stranger, dossier.pk, now=NOON),
        lambda: write_minutes(stranger, dossier.pk, attendance=1, minutes="x", now=AFTER),
        lambda: meeting_of(stranger, dossier.pk),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_meeting_comes_after_the_survey_and_is_still_to_come(cast: Cast) -> None:
    with pytest.raises(NotThisStep):
        plan_meeting(cast.founder_hilde, asked(cast).pk, AGENDA, now=NOON)


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_moment_that_passed_or_is_far_off_is_refused(cast: Cast, days: int) -> None:
    plan = replace(AGENDA, at=NOON + timedelta(days=days))
    with pytest.raises(MeetingTimeWrong):
        plan_meeting(cast.founder_hilde, surveyed(cast).pk, plan, now=NOON)


@pytest.mark.parametrize("place", ["Town hall, room 1.04", "Kerkstr.12"])
def test_a_dot_alone_makes_no_address_of_a_place(cast: Cast, place: str) -> None:
    plan = replace(AGENDA, place=place)
    assert plan_meeting(cast.founder_hilde, surveyed(cast).pk, plan, now=NOON).place == place


@pytest.mark.parametrize(
    "place", ["https://evil.example", "evil.example/hall", "hall@evil.example"]
)
def test_a_place_that_is_an_address_of_a_page_is_refused(cast: Cast, place: str) -> None:
    with pytest.raises(PlaceUnusable):
        plan_meeting(cast.founder_hilde, surveyed(cast).pk, replace(AGENDA, place=place), now=NOON)


def test_a_wish_for_a_room_reaches_the_town_and_nobody_else(cast: Cast) -> None:
    dossier = surveyed(cast)
    before = sent("dossier")
    plan_meeting(cast.founder_hilde, dossier.pk, WISH, now=NOON)
    assert sent("dossier") - before == 2
    assert [row.dossier_id for row in rooms_asked(cast.clerk_nadia)] == [dossier.pk]
    assert [row.dossier_id for row in rooms_asked(cast.mayor_luc)] == [dossier.pk]
    assert rooms_asked(cast.officer_an) == rooms_asked(cast.founder_hilde) == []
    # The same again asks nobody twice.
    plan_meeting(cast.founder_hilde, dossier.pk, WISH, now=NOON)
    assert sent("dossier") - before == 2


@pytest.mark.parametrize(("given", "room"), [(True, "given"), (False, "refused")])
def test_the_town_answers_and_the_founders_are_told(cast: Cast, given: bool, room: str) -> None:
    dossier = surveyed(cast)
    plan_meeting(cast.founder_hilde, dossier.pk, WISH, now=NOON)
    before = sent("dossier")
    answer_room(cast.clerk_nadia, dossier.pk, given=given, remark="Hall 2.", now=NOON)
    meeting = Meeting.objects.get()
    assert (meeting.room, meeting.room_answer) == (room, "Hall 2.")
    assert sent("dossier") - before == 1
    assert rooms_asked(cast.clerk_nadia) == []


@pytest.mark.parametrize("who", ["founder_hilde", "officer_an", "chief_karim"])
def test_nobody_else_answers_for_the_town(cast: Cast, who: str) -> None:
    dossier = surveyed(cast)
    plan_meeting(cast.founder_hilde, dossier.pk, WISH, now=NOON)
    with pytest.raises(NotAllowed):
        answer_room(getattr(cast, who), dossier.pk, given=True, remark="", now=NOON)


def test_a_room_that_nobody_asked_for_is_not_answered(cast: Cast) -> None:
    with pytest.raises(NoMeeting):
        answer_room(cast.clerk_nadia, planned(cast).pk, given=True, remark="", now=NOON)


def test_another_day_asks_for_the_room_again(cast: Cast) -> None:
    dossier = surveyed(cast)
    plan_meeting(cast.founder_hilde, dossier.pk, WISH, now=NOON)
    answer_room(cast.clerk_nadia, dossier.pk, given=True, remark="Hall 2.", now=NOON)
    later = replace(WISH, at=WISH.at + timedelta(days=1))
    plan_meeting(cast.founder_hilde, dossier.pk, later, now=NOON)
    assert Meeting.objects.get().room == "asked"


def test_founders_partners_and_who_left_an_address_are_invited_once(cast: Cast) -> None:
    dossier = planned(cast)
    leave_address(dossier.pk, "Jan", "jan@mail.example", "fr", now=NOON)
    # Hilde answered the survey, too.
    leave_address(dossier.pk, "Hilde", "hilde@mail.example", "nl", now=NOON)
    number = invite_everybody(cast.founder_hilde, dossier.pk, now=NOON)
    assert number == sent("meeting")
    meeting = Meeting.objects.get()
    found = list(invited_to(meeting, now=NOON))
    assert len({one.endpoint_id for one in found}) == len(found) == number
    (jan,) = [one for one in found if one.language == "fr" and one.url.count(":") > 1]
    token = jan.url.rstrip("/").rpartition("/")[2]
    forget_address(interest_by_token(token))
    forget_address(interest_by_token(token))
    assert Interest.objects.filter(language="fr").count() == 0
    with pytest.raises(MoveNotAllowed):
        invite_everybody(cast.founder_hilde, dossier.pk, now=NOON)


def test_a_token_that_we_did_not_sign_opens_nothing(cast: Cast) -> None:
    token = token_of(cast.stage.klokdorp)
    for wrong in (token[:-1], "", ":", token.replace(":", "0:")):
        with pytest.raises(NotFound):
            interest_by_token(wrong)


def test_nobody_is_invited_to_nothing_or_to_what_is_over(cast: Cast) -> None:
    with pytest.raises(NoMeeting):
        invite_everybody(cast.founder_hilde, surveyed(cast).pk, now=NOON)
    with pytest.raises(MeetingTimeWrong):
        invite_everybody(cast.founder_hilde, planned(cast).pk, now=AFTER)


def test_a_change_tells_the_invited_and_only_a_change_does(cast: Cast) -> None:
    dossier = planned(cast, invited=True)
    plan_meeting(cast.founder_hilde, dossier.pk, AGENDA, now=NOON)
    assert sent("meeting_changed") == 0
    plan_meeting(cast.founder_hilde, dossier.pk, replace(AGENDA, place="School"), now=NOON)
    assert sent("meeting_changed") == sent("meeting") > 0


def test_a_change_before_the_invitation_tells_nobody(cast: Cast) -> None:
    dossier = planned(cast)
    plan_meeting(cast.founder_hilde, dossier.pk, replace(AGENDA, place="School"), now=NOON)
    cancel_meeting(cast.founder_hilde, dossier.pk, now=NOON)
    assert sent("meeting_changed") == sent("meeting_cancelled") == 0


def test_a_meeting_that_is_called_off_tells_the_invited_and_leaves_room_for_another(
    cast: Cast,
) -> None:
    dossier = planned(cast, invited=True)
    cancel_meeting(cast.founder_hilde, dossier.pk, now=NOON)
    assert sent("meeting_cancelled") == sent("meeting") > 0
    with pytest.raises(NoMeeting):
        cancel_meeting(cast.founder_hilde, dossier.pk, now=NOON)
    assert public_meeting(Meeting.objects.get().pk).cancelled_at == NOON
    plan_meeting(cast.founder_hilde, dossier.pk, AGENDA, now=NOON)
    assert Meeting.objects.count() == 2


def test_only_a_meeting_with_invitations_is_public(cast: Cast) -> None:
    dossier = planned(cast)
    meeting = Meeting.objects.get()
    with pytest.raises(NotFound):
        public_meeting(meeting.pk)
    invite_everybody(cast.founder_hilde, dossier.pk, now=NOON)
    assert public_meeting(meeting.pk) == meeting


def test_minutes_make_the_meeting_held_and_take_the_dossier_on(cast: Cast) -> None:
    dossier = meeting_held(cast)
    assert dossier.state == "meeting_held"
    meeting = Meeting.objects.get()
    assert (meeting.held_at, meeting.attendance) == (AGENDA.at, 30)
    assert Entry.objects.get(act="meeting.minutes_written").detail == {"attendance": 30}


def test_addresses_that_were_left_go_with_the_meeting_or_the_dossier(cast: Cast) -> None:
    held, ended = planned(cast, invited=True), surveyed(cast)
    for dossier in (held, ended):
        leave_address(dossier.pk, "Jan", "jan@mail.example", "fr", now=NOON)
    write_minutes(cast.founder_hilde, held.pk, attendance=30, minutes="Said.", now=AFTER)
    assert [row.dossier_id for row in Interest.objects.all()] == [ended.pk]
    end_dossier(cast.founder_hilde, ended.pk, reason="Nobody has the time.", now=AFTER)
    assert not Interest.objects.exists()
    with pytest.raises(NothingAsked):
        leave_address(held.pk, "Jan", "jan@mail.example", "fr", now=AFTER)


def test_minutes_can_be_corrected_until_candidates_are_proposed(cast: Cast) -> None:
    dossier = meeting_held(cast)
    write_minutes(cast.clerk_nadia, dossier.pk, attendance=31, minutes="All agreed.", now=AFTER)
    meeting = Meeting.objects.get()
    assert (meeting.attendance, meeting.minutes) == (31, "All agreed.")


def test_minutes_wait_for_the_meeting_and_for_an_invitation(cast: Cast) -> None:
    told = {"attendance": 3, "minutes": "Said."}
    with pytest.raises(NoMeeting):
        write_minutes(cast.founder_hilde, surveyed(cast).pk, **told, now=AFTER)  # type: ignore[arg-type]
    with pytest.raises(NotInvited):
        write_minutes(cast.founder_hilde, planned(cast).pk, **told, now=AFTER)  # type: ignore[arg-type]
    with pytest.raises(MeetingNotYet):
        write_minutes(cast.founder_hilde, planned(cast, invited=True).pk, **told, now=NOON)  # type: ignore[arg-type]
