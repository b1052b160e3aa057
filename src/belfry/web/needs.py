"""What needs a person now: a short list with one button each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from belfry.bulletins.complaints import open_complaints
from belfry.bulletins.console import alerts_to_agree, facts_passed_on
from belfry.bulletins.debts import owed_by, standing_at
from belfry.bulletins.figures import silent_networks
from belfry.bulletins.neighbours import offered_by_neighbours
from belfry.bulletins.policies import CONSOLE_ROLES
from belfry.bulletins.queries import (
    archive_of,
    drafts_of,
    own_drafts_of,
    to_approve,
    to_release,
    troubled_releases,
    words_for,
)
from belfry.core.actor import POLICE_ROLES, Actor, Role
from belfry.founding.meetings import rooms_asked
from belfry.founding.story import waiting_for
from belfry.founding.workflow import DossierState
from belfry.networks.kinds import NetworkKind
from belfry.networks.queries import TOWN_ROLES, zones_of_police
from belfry.networks.types import ROLE_NAMES
from belfry.sightings.policies import handles_reports
from belfry.sightings.queries import owed_by as reports_owed_by
from belfry.sightings.queries import town_matters
from belfry.sightings.workflow import SightingState
from belfry.web.asked import questions_asked
from belfry.web.debts import DebtLine, debt_lines
from belfry.web.founding.next_steps import call_of
from belfry.web.joining.needs import joinings_asked
from belfry.web.measures.needs import measures_asked
from belfry.web.need import Need

if TYPE_CHECKING:
    from belfry.bulletins.models import Bulletin, Release

# How long a home page keeps asking about members who were not reached.
TROUBLE: Final = timedelta(days=7)
RECENT: Final = 5
# So many outcomes, complaints and silent networks stand on a first page; the others have pages of their own.
MOST_OWED: Final = 5

# What people whose own pages are still to come can do now.
WITHOUT_PAGES: Final[Mapping[Role, str | Promise]] = {
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

# How a report stands, where the reporter reads other words than the police.
OF_REPORTS: Final[Mapping[str, str | Promise]] = {
    SightingState.RECEIVED: gettext_lazy("nobody has it yet"),
    SightingState.NEEDS_DETAIL: gettext_lazy("the reporter is asked something"),
}


@dataclass(frozen=True, slots=True)
class Hat:
    """A role that somebody has, and what it can do here now."""

    name: str
    sentence: str


def needs_of(actor: Actor, language: str) -> list[Need]:
    """Return what needs the actor, what members wait for first; a fixed number of queries."""
    late, owed = _owed(actor, language)
    return [
        *_console(actor, language),
        *late,
        *_releases(actor, language),
        *_approvals(actor, language),
        *_offers_of_others(actor, language),
        *_complaints(actor),
        *_reports(actor),
        *questions_asked(actor),
        *joinings_asked(actor),
        *measures_asked(actor),
        *_town_matters(actor),
        *owed,
        *_troubles(actor, language),
        *_drafts(actor, language),
        *_own_drafts(actor, language),
        *_silences(actor),
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


def _console(actor: Actor, language: str) -> Iterator[Need]:
    """Yield the alerts that wait for a colleague, and the facts that came too late for one."""
    for one in alerts_to_agree(actor) if actor.zones(*CONSOLE_ROLES) else ():
        yield Need(
            _("A colleague waits until you agree to an alert"),
            words_for(one, language).title,
            one.get_bulletin_class_display(),
            _networks(one),
            one.submitted_at,
            reverse("console"),
            _("Open the console"),
            "siren",
        )
    for fact in facts_passed_on(actor)[:MOST_OWED] if actor.zones(*POLICE_ROLES) else ():
        yield Need(
            _("Too late for an alert: ask residents about it"),
            capfirst(fact.get_fact_type_display()),
            fact.street.name_in(language),
            "",
            fact.fact_at,
            f"{reverse('console')}#facts",
            _("Open the console"),
            "siren",
        )


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


def _offers_of_others(actor: Actor, language: str) -> Iterator[Need]:
    if not zones_of_police(actor):
        return
    for one in offered_by_neighbours(actor):
        yield Need(
            _("Other police offer a message for your network"),
            words_for(one.bulletin, language).title,
            one.bulletin.get_bulletin_class_display(),
            one.network.name,
            one.expires_at,
            reverse("bulletin", args=[one.bulletin_id]),
            _("Read and decide"),
            "handshake",
            is_until=True,
        )


def _owed(actor: Actor, language: str) -> tuple[list[Need], list[Need]]:
    """Return what readers wait to be told, the first few: what is overdue, and what is not yet."""
    if not zones_of_police(actor):
        return [], []
    found = owed_by(actor)
    leads = bool(actor.zones(Role.CHIEF))
    lines = debt_lines(found[:MOST_OWED], language, now=actor.at, named=leads)
    needs = [(line.debt.is_late, _owed_need(line)) for line in lines]
    if len(found) > MOST_OWED:
        needs.append((found[MOST_OWED].is_late, _more_owed(len(found) - MOST_OWED)))
    return [one for late, one in needs if late], [one for late, one in needs if not late]


def _owed_need(line: DebtLine) -> Need:
    return Need(
        _("How it ended is owed: %(clock)s") % {"clock": line.clock},
        line.title,
        line.debt.bulletin.get_bulletin_class_display(),
        line.owner if line.debt.owner_id else _("nobody owes it yet"),
        line.debt.due_at,
        reverse("bulletin_outcome", args=[line.debt.bulletin.pk]),
        _("Tell how it ended"),
        "message-circle-reply",
        str(line.debt.standing),
    )


def _more_owed(count: int) -> Need:
    return Need(
        _("How it ended is owed"),
        ngettext("%(count)s more message", "%(count)s more messages", count) % {"count": count},
        _("all of them"),
        "",
        None,
        reverse("outcomes"),
        _("See all"),
        "message-circle-reply",
    )


def _complaints(actor: Actor) -> Iterator[Need]:
    if not zones_of_police(actor):
        return
    for one in open_complaints(actor)[:MOST_OWED]:
        yield Need(
            _("A reader finds something wrong with a message"),
            capfirst(one.get_grievance_display()),
            one.bulletin.get_bulletin_class_display(),
            one.network.name if one.network else "",
            one.made_at,
            reverse("complaint", args=[one.pk]),
            _("Read and answer"),
            "message-circle-warning",
        )


def _silences(actor: Actor) -> Iterator[Need]:
    silent = silent_networks(actor)
    if silent:
        count = len(silent)
        yield Need(
            ngettext(
                "%(count)s network heard nothing for long",
                "%(count)s networks heard nothing for long",
                count,
            )
            % {"count": count},
            ", ".join(one.name for one in silent[:MOST_OWED]),
            _("prevention advice is always welcome"),
            "",
            None,
            reverse("bulletin_new"),
            _("Write a message"),
            "bell-off",
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


def _own_drafts(actor: Actor, language: str) -> Iterator[Need]:
    for one in own_drafts_of(actor):
        yield Need(
            _("Your message was not sent yet"),
            words_for(one, language).title or _("No title yet"),
            one.get_bulletin_class_display(),
            _networks(one),
            one.made_at,
            reverse("own_message", args=[one.pk]),
            _("Go on writing"),
            "pencil-line",
        )


def _reports(actor: Actor) -> Iterator[Need]:
    """Yield the reports of members that the actor has, or nobody yet, the first few."""
    if not handles_reports(actor):
        return
    for one in reports_owed_by(actor)[:MOST_OWED]:
        yield Need(
            _("A member waits for an answer"),
            capfirst(one.get_behaviour_display()),
            str(OF_REPORTS.get(one.state) or one.get_state_display()),
            one.network.name,
            one.due_at,
            reverse("sighting", args=[one.pk]),
            _("Open the report"),
            "eye",
            standing=standing_at(one.due_at, actor.at),
        )


def _town_matters(actor: Actor) -> Iterator[Need]:
    waiting = town_matters(actor).count() if actor.municipalities(*TOWN_ROLES) else 0
    if waiting:
        yield Need(
            _("For the town hall"),
            ngettext("%(count)d matter from residents", "%(count)d matters from residents", waiting)
            % {"count": waiting},
            _("not for the police"),
            "",
            None,
            reverse("town_matters"),
            _("Read"),
            "inbox",
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
