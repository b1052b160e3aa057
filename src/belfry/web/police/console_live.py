"""The alerts of a shift as the console shows them: how far each is, and what can be done with it now."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.bulletins.console import alerts_on_console
from belfry.bulletins.queries import STANDS, meters_of, words_for
from belfry.bulletins.workflow import BulletinState, ReleaseState
from belfry.core.actor import Actor
from belfry.networks.kinds import BulletinClass

if TYPE_CHECKING:
    from belfry.bulletins.models import Bulletin
    from belfry.delivery.types import Meter

# What is not handed over to the last one yet.
UNDER_WAY = (ReleaseState.RELEASED, ReleaseState.SENDING)


@dataclass(frozen=True, slots=True)
class LiveAlert:
    """One alert: its title, where it goes, how many got it, and which buttons it has."""

    bulletin_id: UUID
    title: str
    networks: str
    sent_at: datetime
    state: str
    standing: str | Promise
    accepted: int
    waiting: int
    failed: int
    may_agree: bool
    may_stop: bool
    may_end: bool
    due_at: datetime | None


def live_alerts(actor: Actor, language: str) -> list[LiveAlert]:
    """Return the alerts of this shift, the newest first, in a fixed number of queries."""
    alerts = list(alerts_on_console(actor))
    releases = [release for alert in alerts for release in alert.releases.all()]
    counts = meters_of(releases)
    return [
        _line(
            actor,
            alert,
            [counts[one.pk] for one in alert.releases.all() if one.pk in counts],
            language,
        )
        for alert in alerts
    ]


def _line(actor: Actor, alert: "Bulletin", meters: Sequence["Meter"], language: str) -> LiveAlert:
    waits = alert.state == BulletinState.SUBMITTED
    ends = [
        one
        for one in alert.followed_by.all()
        if one.bulletin_class == BulletinClass.OUTCOME and one.state in STANDS
    ]
    waiting = sum(one.waiting for one in meters)
    is_moving = any(one.state in UNDER_WAY for one in alert.releases.all()) and waiting > 0
    accepted = sum(one.accepted for one in meters)
    state, standing = _standing(alert, ends, is_moving=is_moving)
    return LiveAlert(
        alert.pk,
        words_for(alert, language).title,
        ", ".join(sorted(one.network.name for one in alert.releases.all())),
        alert.settled_at or alert.made_at,
        state,
        standing,
        accepted,
        waiting,
        sum(one.failed for one in meters),
        may_agree=waits and alert.author_id != actor.person_id,
        may_stop=waits or is_moving,
        may_end=alert.state in STANDS and accepted > 0 and not ends,
        due_at=None if any(one.ending for one in ends) else alert.outcome_due_at,
    )


def _standing(
    alert: "Bulletin", ends: Sequence["Bulletin"], *, is_moving: bool
) -> tuple[str, str | Promise]:
    """Return how far an alert is, as a sign and in words."""
    if alert.state == BulletinState.SUBMITTED:
        return "offered", _("waits for a colleague")
    if alert.state == BulletinState.WITHDRAWN:
        return "stopped", _("stopped")
    if any(one.state == ReleaseState.STOPPED for one in alert.releases.all()):
        return "stopped", _("stopped")
    if ends:
        return "closed", _("over")
    return ("sending", _("being sent")) if is_moving else ("sent", _("sent"))


def sign_of(alerts: Sequence[LiveAlert]) -> str:
    """Return what tells this state of the console from any other, so that nothing is sent twice."""
    told = "\n".join(str(astuple(one)[:1] + astuple(one)[4:]) for one in alerts)
    return sha256(told.encode()).hexdigest()[:16]
