"""The meeting for everybody who is invited: when, where, a file for the calendar; nobody signs in."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from belfry.founding.actions.answering import forget_address
from belfry.founding.meetings import interest_by_token, public_meeting
from belfry.web.request import ActorRequest, ask_or_take

if TYPE_CHECKING:
    from belfry.founding.models import Meeting

# How long a calendar shows it: nobody writes down when a meeting ends.
LASTS: Final = timedelta(hours=2)
# RFC 5545, 3.1: no line is longer, counted in bytes.
LONGEST_LINE: Final = 75
ESCAPED: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""}


@require_safe
def meeting_page(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Show when and where a meeting is."""
    return render(request, "founding/public_meeting.html", {"meeting": public_meeting(meeting_id)})


@ask_or_take
def meeting_page_of(request: ActorRequest, meeting_id: UUID, token: str) -> HttpResponse:
    """Show it to somebody who left an address, and let them take it back."""
    meeting, interest_id = public_meeting(meeting_id), interest_by_token(token)
    context = {"meeting": meeting, "may_leave": True, "has_left": request.method == "POST"}
    if request.method == "POST":
        forget_address(interest_id)
    response = render(request, "founding/public_meeting.html", context)
    # The address holds the token: no other site may learn it.
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def meeting_calendar(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Give the meeting as a file for a calendar (RFC 5545)."""
    text = _calendar(public_meeting(meeting_id), stamp=request.actor.at)
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meeting.ics"'},
    )


def _calendar(meeting: "Meeting", *, stamp: datetime) -> str:
    title = gettext("Public meeting: %(name)s") % {"name": meeting.dossier.name}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Belfry//Belfry//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{meeting.pk}@belfry",
        f"DTSTAMP:{_instant(stamp)}",
        f"DTSTART:{_instant(meeting.at)}",
        f"DTEND:{_instant(meeting.at + LASTS)}",
        f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(meeting.place)}",
        f"URL:{settings.BASE_URL}/public-meetings/{meeting.pk}/",
        f"STATUS:{'CANCELLED' if meeting.cancelled_at else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return "".join(ESCAPED.get(sign, sign) for sign in text)


def _folded(line: str) -> str:
    """Break a long line between signs, never within one; the rest begins with a space."""
    pieces, length = [""], 0
    for sign in line:
        size = len(sign.encode())
        if length + size > LONGEST_LINE:
            pieces.append(" ")
            length = 1
        pieces[-1] += sign
        length += size
    return "\r\n".join(pieces)
