"""Whether messages leave: lanes, dispatchers, suppliers, alarms; no name, no address, no text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from belfry.audit.queries import alarms_since, newest_backup
from belfry.core.alarm import AlarmKind
from belfry.delivery.canaries import flights
from belfry.delivery.operating import retry_troubled, troubles_for
from belfry.delivery.watching import (
    SILENT_SECONDS,
    Sender,
    Standing,
    ended_leases,
    inbox,
    limits,
    senders,
    waiting,
)
from belfry.delivery.workflow import Lane, cause_in_words
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

MOST_ALARMS: Final = 50
CANARIES_SHOWN: Final = 3
LANES: Final[Mapping[int, str | Promise]] = dict(Lane.choices)
# What an alarm tells besides its kind.
FACTS: Final[Mapping[str, str | Promise]] = {
    "application": _("program"),
    "channels": _("channels"),
    "hours": _("hours"),
    "minutes": _("minutes"),
    "network": _("network"),
    "percent": _("percent"),
    "pid": _("process"),
    "rows": _("deliveries"),
    "seconds": _("seconds"),
    "suppliers": _("suppliers"),
}


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One lane of a channel, and how long its oldest delivery has been due."""

    channel: str
    lane: str | Promise
    age: str
    bundles: int


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """One supplier as its dispatchers see it: how many use it, how many let it rest, why, its least weight."""

    channel: str
    name: str
    using: int
    resting: int
    why: str | Promise
    weight: int


@dataclass(frozen=True, slots=True)
class SenderRow:
    """One dispatcher and how long it has been silent."""

    name: str
    channel: str
    age: str
    is_silent: bool


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One alarm in words."""

    words: str | Promise
    at: datetime
    facts: Sequence[tuple[str | Promise, object]]
    sent: bool


@require_safe
@signed_in
def sending(request: ActorRequest) -> HttpResponse:
    now = request.actor.at
    troubles = troubles_for(request.actor, now=now)
    heard = senders(now=now)
    context = {
        "now": now,
        "lanes": _lanes(now),
        "senders": [_sender(one) for one in heard],
        "ended_leases": ended_leases(since=now - timedelta(hours=1)),
        "suppliers": _suppliers(heard),
        "inbox": inbox(now=now),
        "limits": [one for one in limits() if one.all_seconds or one.others_seconds],
        "troubles": troubles,
        "alarms": _alarms(now),
        "canaries": flights(now=now, most=CANARIES_SHOWN),
        "backup": newest_backup(),
    }
    return render(request, "operator/sending.html", context)


@require_POST
@signed_in
def retry(request: ActorRequest) -> HttpResponse:
    channel, cause = request.POST.get("channel", ""), request.POST.get("cause", "")
    count = retry_troubled(request.actor, channel, cause, now=timezone.now())
    words = ngettext(
        "%(count)s delivery waits again and is tried soon.",
        "%(count)s deliveries wait again and are tried soon.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("operator")


def _lanes(now: datetime) -> Sequence[LaneRow]:
    return [
        LaneRow(one.channel, LANES.get(one.lane, str(one.lane)), _clock(one.seconds), one.bundles)
        for one in waiting(now=now)
    ]


def _sender(one: Sender) -> SenderRow:
    return SenderRow(one.name, one.channel, _clock(one.seconds), one.seconds >= SILENT_SECONDS)


def _clock(seconds: float) -> str:
    """Return a length of time as hours, minutes and seconds, which is the same in every language."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _suppliers(heard: Sequence[Sender]) -> Sequence[SupplierRow]:
    standings: dict[tuple[str, str], list[Standing]] = {}
    for one in heard:
        if one.seconds < SILENT_SECONDS:
            for name, standing in one.suppliers.items():
                standings.setdefault((one.channel, name), []).append(standing)
    rows = []
    for (channel, name), found in sorted(standings.items()):
        resting = [one.cause for one in found if one.cause]
        why = cause_in_words(resting[0]) if resting else ""
        weight = min(one.weight for one in found)
        using = len(found) - len(resting)
        rows.append(SupplierRow(channel, name, using, len(resting), why, weight))
    return rows


def _alarms(now: datetime) -> Sequence[AlarmRow]:
    names = dict(AlarmKind.choices)
    return [
        AlarmRow(
            names.get(one.kind, one.kind),
            one.raised_at,
            [(FACTS.get(name, name), value) for name, value in one.detail.items()],
            one.sent,
        )
        for one in alarms_since(now - timedelta(days=1))[:MOST_ALARMS]
    ]
