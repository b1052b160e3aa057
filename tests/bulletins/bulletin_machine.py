"""Everything that can happen to a bulletin, as moves that Hypothesis strings together over the real actions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from hypothesis import strategies as st

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.closing import close_bulletin, withdraw_bulletin
from belfry.bulletins.actions.expanding import expand_release
from belfry.bulletins.actions.following import (
    correct_bulletin,
    tell_late_readers,
    tell_outcome,
    write_outcome,
)
from belfry.bulletins.actions.lifting import lift_block
from belfry.bulletins.actions.neighbours import (
    accept_bulletin,
    decline_bulletin,
    offer_to_neighbours,
)
from belfry.bulletins.actions.offering import hold_offer, pass_on_offers
from belfry.bulletins.actions.releasing import (
    expire_releases,
    release_bulletin,
    settle_releases,
    stop_release,
)
from belfry.bulletins.actions.writing import (
    change_bulletin,
    send_back,
    submit_bulletin,
    write_bulletin,
)
from belfry.bulletins.models import Bulletin, Release
from belfry.core.actor import Actor
from belfry.core.errors import DomainError
from tests.bulletins.desk import DUTCH, draft
from tests.bulletins.post import accept, fail
from tests.cast import Cast

FIGURES: Final = (
    "officer_an", "officer_els", "chief_karim", "coordinator_bram", "deputy_sofia", "officer_piet",
    "chief_marie", "coordinator_lucienne", "dispatcher_lotte", "shopkeeper_amina", "member_chloe",
    "outsider_dries", "clerk_nadia", "operator_sam",
)  # fmt: skip
# Who has no part in any message: whatever they try is refused.
STRANGERS: Final = frozenset({"member_chloe", "outsider_dries", "clerk_nadia", "operator_sam"})
ACTS: Final = (
    "write", "change", "submit", "approve", "approve", "read", "give_back", "lift", "release",
    "release", "hold", "stop", "withdraw", "close", "correct", "outcome", "own_outcome", "offer",
    "accept", "decline",
)  # fmt: skip
# What happens by itself: the worker, the relay, the clock.
EVENTS: Final = ("pass_on", "expand", "settle", "expire", "late", "taken", "refused", "tomorrow")
# Whose work an act is: without them most moves would be refusals, and sequences would not come far.
LIKELY: Final = {
    "coordinator_bram": ("release", "hold", "stop"),
    "shopkeeper_amina": ("release", "hold"),
    "coordinator_lucienne": ("release", "hold"),
    "officer_piet": ("accept", "decline", "stop"),
    "officer_an": ("change", "submit", "outcome", "own_outcome", "offer", "withdraw", "close"),
    "officer_els": ("approve", "read", "give_back", "correct", "outcome", "stop", "offer"),
    "chief_karim": ("approve", "read", "lift", "close", "withdraw"),
}  # fmt: skip
BY_THEM: Final = st.sampled_from([(act, name) for name, acts in LIKELY.items() for act in acts])
MOVES: Final = st.one_of(
    BY_THEM,
    BY_THEM,
    BY_THEM,
    BY_THEM,
    st.tuples(st.sampled_from(ACTS), st.sampled_from(FIGURES)),
    st.tuples(st.sampled_from(EVENTS), st.just("")),
)

# Each line finds what must never be, without asking a function of the wall.
NEVER: Final = {
    "a message of words that nobody but their author approved": """
        SELECT 1 FROM delivery_message m WHERE m.kind = 'bulletin' AND NOT EXISTS (
            SELECT 1 FROM bulletins_approval a JOIN bulletins_bulletin b ON b.id = a.bulletin_id
            WHERE a.bulletin_id = m.reference AND a.texts = m.texts AND a.checksum = m.checksum
              AND (a.approver_id <> b.author_id OR a.template_id IS NOT NULL)
              AND b.state IN ('approved', 'closed', 'withdrawn'))""",
    "a text that is not the approved one any more": """
        SELECT 1 FROM bulletins_approval a JOIN bulletins_text t ON t.bulletin_id = a.bulletin_id
        WHERE a.texts -> t.language ->> 'subject' IS DISTINCT FROM t.title
           OR coalesce(strpos(a.texts -> t.language ->> 'text', t.what), 0) = 0""",
    "an envelope outside the frozen audience": """
        SELECT 1 FROM delivery_envelope e JOIN delivery_message m ON m.id = e.message_id
        LEFT JOIN delivery_broadcast s ON s.id = e.broadcast_id
        WHERE m.kind = 'bulletin' AND NOT EXISTS (
            SELECT 1 FROM bulletins_audiencemember p WHERE p.release_id = s.reference
              AND p.endpoint_id = e.endpoint_id AND p.channel = e.channel)""",
    "an offer of what is not approved": """
        SELECT 1 FROM bulletins_release r JOIN bulletins_bulletin b ON b.id = r.bulletin_id
        WHERE r.state <> '' AND b.state IN ('draft', 'submitted', 'second_reading')""",
    "an audience before an approval": """
        SELECT 1 FROM bulletins_audiencemember p JOIN bulletins_release r ON r.id = p.release_id
        WHERE NOT EXISTS (SELECT 1 FROM bulletins_approval a WHERE a.bulletin_id = r.bulletin_id)""",
    "a message in a network whose police did not take it over": """
        SELECT 1 FROM bulletins_release r JOIN bulletins_bulletin b ON b.id = r.bulletin_id
        WHERE r.by_acceptance AND r.state <> '' AND b.follows_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM bulletins_acceptance c WHERE c.release_id = r.id)""",
    "an end that its readers were not told": """
        SELECT 1 FROM bulletins_bulletin b WHERE b.state = 'closed'
          AND b.bulletin_class IN ('alert', 'request') AND NOT EXISTS (
            SELECT 1 FROM bulletins_bulletin o WHERE o.follows_id = b.id AND o.ending <> ''
              AND o.state IN ('approved', 'closed'))""",
    "another number than the one that was shown": """
        SELECT 1 FROM bulletins_release r WHERE r.state <> '' AND r.person_count <> (
            SELECT count(DISTINCT p.person_id) FROM bulletins_audiencemember p
            WHERE p.release_id = r.id AND p.endpoint_id IS NOT NULL)""",
}  # fmt: skip
LOOK: Final = " UNION ALL ".join(
    f"SELECT '{name}' WHERE EXISTS ({found})" for name, found in NEVER.items()
)


class Undertaking:
    """One bulletin and what follows it, played by the cast; `look` checks what must never be."""

    def __init__(
        self, cast: Cast, actors: Mapping[str, Actor], bulletin: Bulletin, now: datetime
    ) -> None:
        """Begin with a bulletin in whatever state; `actors` are the figures."""
        self.cast, self.actors, self.pk, self.now = cast, actors, bulletin.pk, now
        self.done: list[str] = []

    def play(self, act: str, name: str) -> bool:
        """Let a figure try something, or something happen; return whether it did. A refusal leaves no trace."""
        self.now += timedelta(minutes=1)
        actor = replace(self.actors[name], at=self.now) if name else None
        try:
            with transaction.atomic():
                getattr(self, act)(actor)
        except DomainError:
            return False
        assert name not in STRANGERS, (act, name, "a stranger was let in")
        self.done.append(act)
        return True

    def look(self) -> None:
        """Check that nothing is as it must never be."""
        with connection.cursor() as cursor:
            cursor.execute(LOOK)
            assert cursor.fetchall() == [], self.done

    @property
    def waiting(self) -> UUID:
        """The newest bulletin that waits for approval, or the one it is all about."""
        rows = Bulletin.objects.filter(state__in=["submitted", "second_reading"])
        newest = rows.order_by("-made_at", "pk").values_list("pk", flat=True).first()
        return newest or self.pk

    @staticmethod
    def first(releases: Iterable[Release], tried: Callable[[UUID], object]) -> None:
        """Do it with the first release with which it goes; raise DomainError where it goes with none."""
        for release in list(releases):
            try:
                with transaction.atomic():
                    tried(release.pk)
            except DomainError:
                continue
            return
        raise DomainError

    def write(self, actor: Actor) -> None:
        write_bulletin(
            actor, self.cast.stage.beiaard, draft(self.cast.stage.meerstraat), now=self.now
        )

    def change(self, actor: Actor) -> None:
        words = replace(DUTCH, what=f"Om {self.now:%H:%M} werd een tuinhuis opengebroken.")
        told = draft(self.cast.stage.meerstraat, self.cast.stage.winkelhart, nl=words, fr=words)
        change_bulletin(actor, self.pk, told, now=self.now)

    def submit(self, actor: Actor) -> None:
        submit_bulletin(actor, self.pk, now=self.now)

    def approve(self, actor: Actor) -> None:
        approve_bulletin(actor, self.waiting, now=self.now)

    def read(self, actor: Actor) -> None:
        """Approve as if two were needed."""
        Bulletin.objects.filter(pk=self.waiting, state="submitted").update(needs_second_reader=True)
        approve_bulletin(actor, self.waiting, now=self.now)

    def give_back(self, actor: Actor) -> None:
        send_back(actor, self.waiting, remark="Korter.", now=self.now)

    def lift(self, actor: Actor) -> None:
        lift_block(actor, self.waiting, "fear", reason="Het is zo gezegd.", now=self.now)

    def release(self, actor: Actor) -> None:
        rows = Release.objects.filter(state="offered").order_by("offered_at", "pk")
        self.first(rows, lambda pk: release_bulletin(actor, pk, now=self.now))

    def hold(self, actor: Actor) -> None:
        rows = Release.objects.filter(state="offered").order_by("pk")
        self.first(rows, lambda pk: hold_offer(actor, pk, reason="Niet hier.", now=self.now))

    def stop(self, actor: Actor) -> None:
        rows = Release.objects.exclude(state="").order_by("pk")
        self.first(rows, lambda pk: stop_release(actor, pk, now=self.now))

    def withdraw(self, actor: Actor) -> None:
        withdraw_bulletin(actor, self.pk, now=self.now)

    def close(self, actor: Actor) -> None:
        close_bulletin(actor, self.pk, now=self.now)

    def correct(self, actor: Actor) -> None:
        correct_bulletin(actor, self.pk, "wrong_place", now=self.now)

    def outcome(self, actor: Actor) -> None:
        tell_outcome(actor, self.pk, "found", now=self.now)

    def own_outcome(self, actor: Actor) -> None:
        told = write_outcome(actor, self.pk, "prevented", now=self.now)
        submit_bulletin(actor, told.pk, now=self.now)

    def offer(self, actor: Actor) -> None:
        offer_to_neighbours(actor, self.pk, [self.cast.stage.hautcloche], now=self.now)

    def accept(self, actor: Actor) -> None:
        rows = Release.objects.filter(by_acceptance=True).order_by("pk")
        self.first(rows, lambda pk: accept_bulletin(actor, pk, now=self.now))

    def decline(self, actor: Actor) -> None:
        rows = Release.objects.filter(by_acceptance=True).order_by("pk")
        self.first(rows, lambda pk: decline_bulletin(actor, pk, reason="Non.", now=self.now))

    def pass_on(self, _nobody: None) -> None:
        pass_on_offers(now=self.now)

    def expand(self, _nobody: None) -> None:
        for release in Release.objects.filter(state="released"):
            expand_release(release.pk, now=self.now)

    def settle(self, _nobody: None) -> None:
        settle_releases(now=self.now)

    def expire(self, _nobody: None) -> None:
        expire_releases(now=self.now)

    def late(self, _nobody: None) -> None:
        tell_late_readers(now=self.now)

    def taken(self, _nobody: None) -> None:
        for release in Release.objects.filter(broadcast__isnull=False):
            accept(release)

    def refused(self, _nobody: None) -> None:
        for release in Release.objects.filter(broadcast__isnull=False):
            fail(release)

    def tomorrow(self, _nobody: None) -> None:
        self.now += timedelta(hours=7)
