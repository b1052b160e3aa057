"""What coordinators of the demonstration write about their network itself: one sent, one stopped, one not finished."""

import tomllib
from datetime import datetime, timedelta
from importlib import resources
from typing import Final

from belfry.bulletins.actions.expanding import expand_release
from belfry.bulletins.actions.organising import send_own, write_own
from belfry.bulletins.actions.releasing import settle_releases, stop_release
from belfry.bulletins.models import Release
from belfry.bulletins.types import Words
from belfry.program.cast import Stage, actor_named
from belfry.program.demo_telling import Deliver

SENT_AGO: Final = timedelta(days=9)
STOPPED_AGO: Final = timedelta(days=4)


def tell_own_messages(deliver: Deliver, stage: Stage, *, now: datetime) -> None:
    """Let Bram invite to the yearly meeting, Sofia name a wrong hall, and Bram begin a third message."""
    told = resources.files("belfry.program").joinpath("demo_own_messages.toml").read_text("utf-8")
    words = {
        name: {language: Words(**said) for language, said in texts.items()}
        for name, texts in tomllib.loads(told).items()
    }
    at = now - SENT_AGO
    _send("coordinator-bram", stage, words["meeting"], at)
    deliver(at + timedelta(minutes=5))
    settle_releases(now=at + timedelta(minutes=10))
    at = now - STOPPED_AGO
    release = _send("deputy-sofia", stage, words["hall"], at)
    soon = at + timedelta(minutes=2)
    reason = "De Kring is die avond bezet; de vergadering is in de school. Graag een nieuw bericht."
    stop_release(actor_named("officer-an", at=soon), release.pk, reason=reason, now=soon)
    at = now - timedelta(hours=3)
    write_own(actor_named("coordinator-bram", at=at), stage.meerstraat, words["help"], now=at)


def _send(who: str, stage: Stage, words: dict[str, Words], at: datetime) -> Release:
    author = actor_named(who, at=at)
    bulletin = send_own(author, write_own(author, stage.meerstraat, words, now=at).pk, now=at)
    release = bulletin.releases.get()
    while expand_release(release.pk, now=at):
        pass
    return release
