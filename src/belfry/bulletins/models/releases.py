"""A bulletin in each network: offered, released, to a frozen audience."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from belfry.bulletins.kinds import Asked
from belfry.bulletins.models.bulletins import Bulletin
from belfry.bulletins.workflow import ReleaseState
from belfry.core.languages import Language
from belfry.delivery.models import Broadcast, Endpoint
from belfry.networks.models import Network
from belfry.people.models import Person


class Release(models.Model):
    """A bulletin in one network: offered to whom the plan names, then sent to a frozen audience."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="releases")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="releases")
    # Empty until the bulletin is approved.
    state = models.CharField(max_length=8, choices=ReleaseState, blank=True)
    released_by_role = models.CharField(max_length=11, blank=True)
    offered_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True)
    broadcast = models.OneToOneField(
        Broadcast, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # In a network of other police than those who approved: its officer accepts these words first.
    by_acceptance = models.BooleanField(default=False, db_default=False)
    # Who was asked last to send it, until when they may answer, and why they hold it back; of a coordinator's own
    # message, why the police stopped it.
    asked = models.CharField(max_length=11, choices=Asked, blank=True, db_default="")
    answer_by = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    held_reason = models.CharField(max_length=300, blank=True, db_default="")
    # Of an audience over 500: how many rows go first, and when the others do.
    first_wave = models.PositiveIntegerField(default=0, db_default=0)
    rest_at = models.DateTimeField(null=True)
    # Frozen at approval: persons who are reached, and what tells this audience from another.
    person_count = models.PositiveIntegerField(default=0, db_default=0)
    audience_hash = models.CharField(max_length=64, blank=True, db_default="")
    # Frozen at approval: recipients (person and channel) and persons nobody can reach.
    recipient_count = models.PositiveIntegerField(default=0)
    unreachable_count = models.PositiveIntegerField(default=0)
    # What it costs at most, in ten-thousandths of a euro.
    most_cost = models.PositiveBigIntegerField(default=0)
    # What became of the recipients at expansion; "sent" only when they add up.
    expanded_through = models.BigIntegerField(default=0)
    written_count = models.PositiveIntegerField(default=0)
    suppressed_count = models.PositiveIntegerField(default=0)
    shared_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bulletin", "network"],
                name="bulletins_release_once_per_network",
            ),
            models.CheckConstraint(
                condition=Q(state="") | Q(state__in=ReleaseState.values),
                name="bulletins_release_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReleaseState.SENDING, ReleaseState.SENT])
                | Q(broadcast__isnull=False, released_at__isnull=False),
                name="bulletins_sending_has_a_broadcast",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.SENT)
                | Q(recipient_count=F("written_count") + F("suppressed_count") + F("shared_count")),
                name="bulletins_sent_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, held_reason="", held_by__isnull=True)
                | (Q(held_at__isnull=False, held_by__isnull=False) & ~Q(held_reason="")),
                name="bulletins_held_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(asked__in=["", *Asked.values]), name="bulletins_release_asked"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network", "state", "-released_at"], name="bulletins_by_network"),
            models.Index(
                fields=["answer_by"],
                condition=Q(state=ReleaseState.OFFERED),
                name="bulletins_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.pk}"


class Acceptance(models.Model):
    """The officer of a network took over what other police approved, word for word; insert-only."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="acceptance")
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()
    checksum = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"acceptance of {self.release_id}"


class AudienceMember(models.Model):
    """One frozen recipient of a release: a person by one address of a channel, or nobody's reach and why.

    `chain` and `step` are the ladder of an urgent message, as `delivery.Recipient` takes them.
    """

    class Unreachable(models.TextChoices):
        NO_ADDRESS = "no_address"
        BROKEN = "broken"
        UNWANTED = "unwanted"
        # Another phone of the household rings.
        HOUSEHOLD = "household"

    # The unique constraint and the index below begin with what these two would index.
    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="audience", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    endpoint = models.ForeignKey(
        Endpoint, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=2, choices=Language)
    unreachable = models.CharField(max_length=10, choices=Unreachable, blank=True)
    chain = models.UUIDField(null=True)
    step = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release", "person", "channel", "endpoint"],
                name="bulletins_audience_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(endpoint__isnull=False, unreachable="")
                | (Q(endpoint__isnull=True) & ~Q(unreachable="")),
                name="bulletins_audience_reached_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="bulletins_audience_language",
            ),
        ]
        # The wall asks of every envelope whether its address is in the audience.
        indexes: ClassVar = [
            models.Index(fields=["endpoint", "release"], name="bulletins_audience_by_end"),
        ]

    def __str__(self) -> str:
        return f"audience row {self.pk}"
