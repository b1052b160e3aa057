"""The public meeting: planned, a room asked of the town, everybody invited, held and written down."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.dates import clock, day
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.core.traps import holds_an_address
from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.founding.actions.candidates import hand_to_police
from belfry.founding.actions.moving import move_if_ready, note
from belfry.founding.errors import (
    MeetingNotYet,
    MeetingTimeWrong,
    NoMeeting,
    NotInvited,
    NotThisStep,
    PlaceUnusable,
)
from belfry.founding.kinds import RoomState
from belfry.founding.meetings import WRITING_MINUTES, coming_meeting, invited_to, newest_meeting
from belfry.founding.models import Dossier, Meeting
from belfry.founding.policies import may_answer_room
from belfry.founding.queries import partners_of, writable_dossier
from belfry.founding.telling import founders_of, tell
from belfry.founding.types import MeetingPlan
from belfry.founding.workflow import DossierState
from belfry.networks.queries import officials_of

FARTHEST: Final = timedelta(days=366)
ROOM_ASKED: Final = _(
    "A room is asked for the public meeting. Please say whether the municipality can give one."
)
ROOM_ANSWERED: Final = _("The municipality answered about the room for the public meeting.")


@transaction.atomic
def plan_meeting(actor: Actor, dossier_id: UUID, plan: MeetingPlan, *, now: datetime) -> Meeting:
    """Set when and where the meeting is, or change it; whoever was invited is told of a change.

    A wish asks the town for a room; another moment asks anew.
    Raises NotFound, NotAllowed, NotThisStep, MeetingTimeWrong, PlaceUnusable.
    """
    dossier = writable_dossier(actor, dossier_id)
    if dossier.state != DossierState.SURVEYED:
        raise NotThisStep
    if not now < plan.at <= now + FARTHEST:
        raise MeetingTimeWrong
    # The place stands in mails.
    if holds_an_address(plan.place):
        raise PlaceUnusable
    meeting = coming_meeting(dossier) or Meeting(dossier=dossier)
    moved = (meeting.at, meeting.place) != (plan.at, plan.place)
    asks = bool(plan.room_wish) and (meeting.at != plan.at or meeting.room_wish != plan.room_wish)
    meeting.at, meeting.place, meeting.room_wish = plan.at, plan.place, plan.room_wish
    if asks:
        meeting.room, meeting.room_answer = RoomState.ASKED, ""
    elif not plan.room_wish:
        meeting.room, meeting.room_answer = RoomState.NONE, ""
    meeting.save()
    note(actor, dossier, "meeting.planned", now=now, detail={"at": plan.at.isoformat()})
    if asks:
        _ask_town(actor, dossier, now)
    if moved and meeting.invited_at:
        _tell_invited(Kind.MEETING_CHANGED, meeting, now)
    return meeting


def _ask_town(actor: Actor, dossier: Dossier, now: datetime) -> None:
    towns = dossier.towns.values_list("municipality_id", flat=True)
    town = officials_of(town_ids=towns, on=local(now).date())
    tell(town - {actor.person_id}, dossier, ROOM_ASKED, page="meeting/", now=now)


@transaction.atomic
def answer_room(actor: Actor, dossier_id: UUID, *, given: bool, remark: str, now: datetime) -> None:
    """Say for the town whether there is a room; the newest answer counts, the founders are told.

    Raises NotFound, NotAllowed for anybody but the town, NoMeeting where no room is asked.
    """
    dossier = writable_dossier(actor, dossier_id)
    if not may_answer_room(partners_of(actor, dossier)):
        raise NotAllowed
    meeting = coming_meeting(dossier)
    if meeting is None or meeting.room == RoomState.NONE:
        raise NoMeeting
    meeting.room = RoomState.GIVEN if given else RoomState.REFUSED
    meeting.room_answer = remark
    meeting.save(update_fields=["room", "room_answer"])
    note(actor, dossier, "meeting.room_answered", now=now, detail={"given": given})
    tell(founders_of(dossier), dossier, ROOM_ANSWERED, page="meeting/", now=now)


@transaction.atomic
def invite_everybody(actor: Actor, dossier_id: UUID, *, now: datetime) -> int:
    """Invite founders, partners and those who left their address by mail; return how many.

    Letters for every home are printed beside it. Raises NotFound, NotAllowed, NoMeeting,
    MeetingTimeWrong for a moment that has passed, MoveNotAllowed the second time.
    """
    dossier = writable_dossier(actor, dossier_id)
    meeting = coming_meeting(dossier)
    if meeting is None:
        raise NoMeeting
    if meeting.at <= now:
        raise MeetingTimeWrong
    if meeting.invited_at:
        raise MoveNotAllowed
    meeting.invited_at = now
    meeting.save(update_fields=["invited_at"])
    mails = _tell_invited(Kind.MEETING, meeting, now)
    note(actor, dossier, "meeting.invited", now=now, detail={"mails": mails})
    return mails


@transaction.atomic
def cancel_meeting(actor: Actor, dossier_id: UUID, *, now: datetime) -> None:
    """Call a coming meeting off, and tell whoever was invited. Raises NotFound, NotAllowed, NoMeeting."""
    dossier = writable_dossier(actor, dossier_id)
    meeting = coming_meeting(dossier)
    if meeting is None:
        raise NoMeeting
    call_off(actor, dossier, meeting, now=now)


def call_off(actor: Actor, dossier: Dossier, meeting: Meeting, *, now: datetime) -> None:
    """Note that a meeting does not take place, and tell whoever would come; the dossier is locked."""
    meeting.cancelled_at = now
    meeting.save(update_fields=["cancelled_at"])
    note(actor, dossier, "meeting.cancelled", now=now)
    if meeting.invited_at and meeting.at > now:
        _tell_invited(Kind.MEETING_CANCELLED, meeting, now)


@transaction.atomic
def write_minutes(
    actor: Actor, dossier_id: UUID, *, attendance: int, minutes: str, now: datetime
) -> Meeting:
    """Write down how many came and what was said; the first time the meeting counts as held.

    They can be corrected until candidates are proposed. Raises NotFound, NotAllowed, NotThisStep,
    NoMeeting, NotInvited, MeetingNotYet.
    """
    dossier = writable_dossier(actor, dossier_id)
    if dossier.state not in WRITING_MINUTES:
        raise NotThisStep
    meeting = newest_meeting(dossier)
    if meeting is None:
        raise NoMeeting
    if meeting.invited_at is None:
        raise NotInvited
    if meeting.at > now:
        raise MeetingNotYet
    meeting.held_at, meeting.attendance, meeting.minutes = meeting.at, attendance, minutes
    meeting.save(update_fields=["held_at", "attendance", "minutes"])
    note(actor, dossier, "meeting.minutes_written", now=now, detail={"attendance": attendance})
    move_if_ready(actor, dossier, DossierState.MEETING_HELD, now=now)
    # Whoever left an address agreed to be invited to this meeting, and to no more.
    dossier.interests.all().delete()
    # Candidates may have declared themselves before the meeting.
    hand_to_police(actor, dossier, now=now)
    return meeting


def _tell_invited(kind: Kind, meeting: Meeting, now: datetime) -> int:
    number = 0
    for invited in invited_to(meeting, now=now):
        with translation.override(invited.language):
            when = f"{day(meeting.at)}, {clock(meeting.at)}"
        slots = {"name": meeting.dossier.name, "when": when, "place": meeting.place}
        send_notice(
            kind,
            invited.endpoint_id,
            language=invited.language,
            slots=slots | {"url": invited.url},
            now=now,
        )
        number += 1
    return number
