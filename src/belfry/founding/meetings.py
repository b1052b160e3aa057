"""What is known of the public meeting: for those who prepare it, for the town, for whoever is invited."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings

from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.core.signing import is_signature, signature
from belfry.founding.kinds import RoomState
from belfry.founding.models import Dossier, Interest, Meeting
from belfry.founding.queries import TOWN_ROLES, dossier_for
from belfry.founding.telling import founders_of, officials_for
from belfry.founding.workflow import DossierState
from belfry.people.queries import email_endpoints_of, languages_of

PURPOSE: Final = b"interest"
# While its minutes can be written and corrected: until candidates are proposed.
WRITING_MINUTES: Final = frozenset({DossierState.SURVEYED, DossierState.MEETING_HELD})


class Invited(NamedTuple):
    """Where an invitation goes: endpoint, language, and the page that it leads to."""

    endpoint_id: UUID
    language: str
    url: str


def newest_meeting(dossier: Dossier) -> Meeting | None:
    """Return the meeting that counts: the newest that was not cancelled."""
    return dossier.meetings.filter(cancelled_at__isnull=True).order_by("-at").first()


def coming_meeting(dossier: Dossier) -> Meeting | None:
    """Return the meeting that is planned and was not held yet."""
    return dossier.meetings.filter(cancelled_at__isnull=True, held_at__isnull=True).first()


def meeting_of(actor: Actor, dossier_id: UUID) -> Meeting | None:
    """Return the meeting of a dossier, for those who have a part in it."""
    return newest_meeting(dossier_for(actor, dossier_id))


def rooms_asked(actor: Actor) -> list[Meeting]:
    """Return the meetings for which the actor's town is asked for a room, the first one first."""
    towns = actor.municipalities(*TOWN_ROLES)
    if not towns:
        return []
    rows = Meeting.objects.filter(
        room=RoomState.ASKED,
        cancelled_at__isnull=True,
        held_at__isnull=True,
        dossier__towns__municipality_id__in=towns,
    )
    return list(rows.select_related("dossier").distinct().order_by("at"))


def public_meeting(meeting_id: UUID) -> Meeting:
    """Return a meeting to which everybody was invited, for anybody; raise NotFound."""
    rows = Meeting.objects.filter(invited_at__isnull=False).select_related("dossier")
    try:
        return rows.get(pk=meeting_id)
    except Meeting.DoesNotExist:
        raise NotFound from None


def invited_to(meeting: Meeting, *, now: datetime) -> Iterator[Invited]:
    """Yield founders, partners and those who left their address, each address once."""
    dossier = meeting.dossier
    page = f"{settings.BASE_URL}/public-meetings/{meeting.pk}/"
    persons = founders_of(dossier) | officials_for(dossier, now=now)
    languages = languages_of(list(persons))
    seen = set()
    for person_id, endpoint_id in email_endpoints_of(persons).items():
        seen.add(endpoint_id)
        yield Invited(endpoint_id, languages[person_id], page)
    for row in Interest.objects.filter(dossier=dossier).exclude(endpoint_id__in=seen):
        yield Invited(row.endpoint_id, row.language, f"{page}{token_of(row.pk)}/")


def token_of(interest_id: UUID) -> str:
    """Return the signed token by which somebody who left an address takes it back."""
    return f"{interest_id.hex}:{signature(PURPOSE, interest_id.hex)}"


def interest_by_token(token: str) -> UUID:
    """Return whose token this is; raise NotFound for one that we did not sign."""
    value, _, given = token.partition(":")
    if not is_signature(given, PURPOSE, value):
        raise NotFound
    return UUID(value)
