"""How a bulletin of the demonstration is told: written, approved, released and settled, by the actions."""

import contextlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from importlib import resources
from typing import Any, Final
from uuid import UUID

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.closing import close_bulletin, withdraw_bulletin
from belfry.bulletins.actions.expanding import expand_release
from belfry.bulletins.actions.following import tell_outcome
from belfry.bulletins.actions.releasing import expire_releases, release_bulletin, settle_releases
from belfry.bulletins.actions.writing import send_back, submit_bulletin, write_bulletin
from belfry.bulletins.errors import OutcomeOwed, StillBeingSent
from belfry.bulletins.kinds import Ground, Investigation
from belfry.bulletins.models import Bulletin
from belfry.bulletins.queries import to_release
from belfry.bulletins.rendering import proposed
from belfry.bulletins.types import Draft, Judged, Words
from belfry.bulletins.workflow import BulletinState
from belfry.core.clock import local
from belfry.networks.kinds import BulletinClass
from belfry.networks.queries import actor_for, coordinator_ids
from belfry.program.cast import Stage, actor_named
from belfry.territory.queries import zones_by_id

Deliver = Callable[[datetime], None]
# A story as the TOML file tells it: its class, and its words by language.
Told = dict[str, Any]
# From the first word until the press that sends.
UNTIL_RELEASE: Final = timedelta(minutes=15)

# How messages of a class end, one after the other.
ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    BulletinClass.ALERT: ("arrest", "prevented", "false_alarm"),
    BulletinClass.REQUEST: ("found", "arrest", "cannot_tell.investigation"),
    BulletinClass.WARNING: ("open", "arrest"),
}
JUDGED: Final = Judged(Ground.PREVENTABLE, Investigation.NONE, without_personal_data=True)


class Fate(Enum):
    """What became of the few bulletins that did not simply reach their readers."""

    FORGOTTEN = auto()
    WITHDRAWN = auto()
    SENT_BACK = auto()


@dataclass(frozen=True, slots=True)
class Story:
    """One bulletin to be told: who writes and approves, for which networks, in which words."""

    zone_id: UUID
    author: str
    approver: str
    draft: Draft


def stories() -> list[Told]:
    """Return the stories of the year, in their order."""
    return list(_told()["story"])


def alert_story() -> Told:
    """Return the story of the alert whose ladder shows every step."""
    return dict(_told()["alert"])


def _told() -> dict[str, Any]:
    text = resources.files("belfry.program").joinpath("demo_stories.toml").read_text("utf-8")
    return tomllib.loads(text)


def placed_story(
    story: Told,
    network_id: UUID,
    zone_id: UUID,
    languages: tuple[str, ...],
    place: str,
    stage: Stage,
) -> Story:
    """Return a story as police of a zone of the cast tell it to a network, about a place of it."""
    in_beiaard = zone_id == stage.beiaard
    return Story(
        zone_id,
        "officer-an" if in_beiaard else "officer-piet",
        "chief-karim" if in_beiaard else "chief-marie",
        Draft(
            str(story["class"]),
            (network_id,),
            _words(story, languages, place, zone_id),
            judged=JUDGED,
        ),
    )


def _words(story: Told, languages: tuple[str, ...], place: str, zone_id: UUID) -> dict[str, Words]:
    zone, words = zones_by_id([zone_id])[zone_id], {}
    for language in languages:
        told = Words(**{key: text.format(place=place) for key, text in story[language].items()})
        # What the page proposes for SMS is what these authors take.
        short = proposed(told, str(story["class"]), language, zone)
        words[language] = replace(told, short=short)
    return words


def tell(story: Story, fate: Fate | None, now: datetime) -> Bulletin:
    """Write, approve by a colleague, release by whom the plan names, all within half an hour."""
    bulletin = written(story, now)
    approved = now + timedelta(minutes=9)
    approver = actor_named(story.approver, at=approved)
    if fate is Fate.SENT_BACK:
        send_back(approver, bulletin.pk, remark="Voeg toe wat men zelf kan doen.", now=approved)
        again = now + timedelta(minutes=7)
        submit_bulletin(actor_named(story.author, at=again), bulletin.pk, now=again)
    bulletin = approve_bulletin(approver, bulletin.pk, now=approved)
    if bulletin.state == BulletinState.SECOND_READING:
        # It describes somebody: a second colleague reads it, too.
        at = approved + timedelta(minutes=1)
        bulletin = approve_bulletin(actor_named("officer-els", at=at), bulletin.pk, now=at)
    if fate is Fate.WITHDRAWN:
        at = now + timedelta(minutes=12)
        return withdraw_bulletin(actor_named(story.author, at=at), bulletin.pk, now=at)
    if fate is not Fate.FORGOTTEN:
        _release(bulletin, story.draft.network_ids, now + UNTIL_RELEASE)
    return bulletin


def _release(bulletin: Bulletin, network_ids: Iterable[UUID], released: datetime) -> None:
    """Let each coordinator send it where it is offered; the police's own went out at approval."""
    for network_id in network_ids:
        for coordinator in coordinator_ids(network_id, on=local(released).date()):
            actor = actor_for(coordinator, at=released)
            for release in to_release(actor):
                if release.bulletin_id != bulletin.pk:
                    continue
                release_bulletin(actor, release.pk, now=released)
                while expand_release(release.pk, now=released):
                    pass


def settle(
    bulletin: Bulletin, deliver: Deliver, now: datetime, *, number: int, closes: bool
) -> None:
    """Let time pass: what is settled is sent, what nobody sent expires, readers are told how it ended, most are closed.

    `number` is the bulletin's place in the year: every seventh outcome comes late.
    """
    settle_releases(now=now + timedelta(minutes=30))
    bulletin.refresh_from_db()
    if bulletin.outcome_due_at and bulletin.state == BulletinState.APPROVED:
        endings = ENDINGS[bulletin.bulletin_class]
        late = timedelta(hours=27) if number % 7 == 3 else timedelta(hours=-3)
        end(bulletin, endings[number % len(endings)], deliver, bulletin.outcome_due_at + late)
    later = now + timedelta(days=15)
    expire_releases(now=later)
    if closes and bulletin.state == BulletinState.APPROVED:
        with contextlib.suppress(StillBeingSent, OutcomeOwed):
            close_bulletin(actor_for(bulletin.author_id, at=later), bulletin.pk, now=later)


def end(bulletin: Bulletin, code: str, deliver: Deliver, now: datetime) -> None:
    """Let its author tell the readers of a bulletin how it ended."""
    outcome = tell_outcome(actor_for(bulletin.author_id, at=now), bulletin.pk, code, now=now)
    follow_through(outcome, deliver, now)


def follow_through(follows: Bulletin, deliver: Deliver, now: datetime) -> None:
    """Send what follows a bulletin to the last reader."""
    for release in follows.releases.all():
        while expand_release(release.pk, now=now):
            pass
    deliver(now + timedelta(minutes=10))
    settle_releases(now=now + timedelta(minutes=30))


def written(story: Story, now: datetime) -> Bulletin:
    """Write a story and submit it four minutes later."""
    author = actor_named(story.author, at=now)
    bulletin = write_bulletin(author, story.zone_id, story.draft, now=now)
    return submit_bulletin(author, bulletin.pk, now=now + timedelta(minutes=4))
