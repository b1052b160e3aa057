"""What needs a person now: a short list with one button each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from belfry.bulletins.queries import (
    archive_of,
    drafts_of,
    to_approve,
    to_release,
    troubled_releases,
    words_for,
)
from belfry.core.actor import Actor, Role
from belfry.founding.meetings import rooms_asked
from belfry.founding.story import waiting_for
from belfry.founding.workflow import DossierState
from belfry.networks.kinds import NetworkKind
from belfry.networks.types import ROLE_NAMES
from belfry.web.founding.next_steps import call_of

if TYPE_CHECKING:
    from belfry.bulletins.models import Bulletin, Release

# How long a home page keeps asking about members who were not reached.
TROUBLE: Final = timedelta(days=7)
RECENT: Final = 5

# What people whose own pages are still to come can do now.
WITHOUT_PAGES: Final[Mapping[Role, str | Promise]] = {
    Role.DISPATCHER: gettext_lazy(
        "You can look up the networks of your zone. Sending an alert from the control room comes later."
    ),
    Role.CLERK: gettext_lazy(
        "You can look up the networks of your town. Print jobs and signs come later."
    ),
    Role.MAYOR: gettext_lazy(
        "You can look up the networks of your town, name officials, and sign charters."
    ),
    Role.ADVISER: gettext_lazy(
        "You can look up the networks of your zone. Prevention visits come later."
    ),
    Role.REVIEWER: gettext_lazy(
        "Dossiers that were submitted appear here as soon as they wait for your review."
    ),
    Role.CENTRE: gettext_lazy("You do not have to do anything yet. Models and figures come later."),
    Role.OPERATOR: gettext_lazy(
        "The page “Sending” shows whether messages leave. What else this installation needs is said by the command “belfry check”."
    ),
}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do: what it is, of what kind, and the one button."""

    why: str
    title: str
    kind: str
    where: str
    since: datetime | None
    address: str
    button: str
    icon: str


@dataclass(frozen=True, slots=True)
class Hat:
    """A role that somebody has, and what it can do here now."""

    name: str
    sentence: str


def needs_of(actor: Actor, language: str) -> list[Need]:
    """Return what needs the actor, what members wait for first; a fixed number of queries."""
    return [
        *_releases(actor, language),
        *_approvals(actor, language),
        *_troubles(actor, language),
        *_drafts(actor, language),
        *_rooms(actor),
        *_dossiers(actor),
    ]


def received_by(actor: Actor, language: str) -> Sequence[tuple["Release", str]]:
    """Return the newest messages that the actor got as a member, each with its title."""
    if not actor.member_of:
        return []
    return [(one, words_for(one.bulletin, language).title) for one in archive_of(actor)[:RECENT]]


def hats_of(actor: Actor) -> list[Hat]:
    """Return the roles whose own pages are still to come, each with what it can do now."""
    roles = sorted({held.role for held in actor.mandates if held.role in WITHOUT_PAGES})
    return [Hat(str(ROLE_NAMES[role]), str(WITHOUT_PAGES[role])) for role in roles]


def _releases(actor: Actor, language: str) -> Iterator[Need]:
    for one in to_release(actor):
        yield Need(
            _("The police ask you to pass on a message"),
            words_for(one.bulletin, language).title,
            one.bulletin.get_bulletin_class_display(),
            one.network.name,
            one.offered_at,
            reverse("release", args=[one.pk]),
            _("Read and send"),
            "send-horizontal",
        )


def _approvals(actor: Actor, language: str) -> Iterator[Need]:
    for one in to_approve(actor):
        yield Need(
            _("A colleague asks you to approve"),
            words_for(one, language).title,
            one.get_bulletin_class_display(),
            _networks(one),
            one.submitted_at,
            reverse("bulletin", args=[one.pk]),
            _("Read and approve"),
            "stamp",
        )


def _troubles(actor: Actor, language: str) -> Iterator[Need]:
    for one, meter in troubled_releases(actor, since=actor.at - TROUBLE):
        yield Need(
            ngettext(
                "%(count)s was not reached: call or mend the address",
                "%(count)s were not reached: call or mend the addresses",
                meter.failed,
            )
            % {"count": meter.failed},
            words_for(one.bulletin, language).title,
            one.bulletin.get_bulletin_class_display(),
            one.network.name,
            one.released_at,
            reverse("release", args=[one.pk]),
            _("See who"),
            "phone",
        )


def _drafts(actor: Actor, language: str) -> Iterator[Need]:
    for one in drafts_of(actor):
        yield Need(
            _("Sent back to you with a remark") if one.remark else _("Your draft is not finished"),
            words_for(one, language).title or _("No title yet"),
            one.get_bulletin_class_display(),
            _networks(one),
            one.made_at,
            reverse("bulletin_edit", args=[one.pk]),
            _("Go on writing"),
            "pencil-line",
        )


def _rooms(actor: Actor) -> Iterator[Need]:
    for one in rooms_asked(actor):
        yield Need(
            _("A room is asked for a public meeting"),
            one.dossier.name,
            str(NetworkKind(one.dossier.network_kind).label),
            one.place,
            one.at,
            reverse("dossier_meeting", args=[one.dossier_id]),
            _("Say whether there is one"),
            "calendar-days",
        )


def _dossiers(actor: Actor) -> Iterator[Need]:
    for one in waiting_for(actor):
        call = call_of(one)
        yield Need(
            str(call.why),
            one.dossier.name,
            str(NetworkKind(one.dossier.network_kind).label),
            capfirst(str(DossierState(one.dossier.state).label)),
            one.since,
            call.address(one.dossier.pk),
            str(call.button),
            "folder-open",
        )


def _networks(bulletin: "Bulletin") -> str:
    return ", ".join(release.network.name for release in bulletin.releases.all())
