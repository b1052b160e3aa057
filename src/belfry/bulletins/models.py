"""Police text, who approved exactly which words, its frozen audience, and its releases."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from belfry.bulletins.workflow import BulletinState, ReleaseState
from belfry.core.languages import Language
from belfry.delivery.models import Broadcast, Endpoint
from belfry.networks.kinds import BulletinClass
from belfry.networks.models import Network
from belfry.people.models import Person
from belfry.territory.models import PoliceZone


class Bulletin(models.Model):
    """A message of a police zone to some of its networks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    zone = models.ForeignKey(PoliceZone, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    bulletin_class = models.CharField(max_length=14, choices=BulletinClass)
    state = models.CharField(max_length=14, choices=BulletinState, default=BulletinState.DRAFT)
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    # What the approver wants changed; shown to the author while it is a draft again.
    remark = models.CharField(max_length=500, blank=True)
    networks = models.ManyToManyField(Network, through="Release", related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=BulletinState.values),
                name="bulletins_bulletin_state",
            ),
            models.CheckConstraint(
                condition=Q(bulletin_class__in=BulletinClass.values),
                name="bulletins_bulletin_class",
            ),
            models.CheckConstraint(
                condition=Q(state=BulletinState.DRAFT)
                | Q(state=BulletinState.WITHDRAWN)
                | Q(submitted_at__isnull=False),
                name="bulletins_submitted_has_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["zone", "state", "-made_at"], name="bulletins_by_zone"),
            models.Index(fields=["author", "state"], name="bulletins_by_author"),
        ]

    def __str__(self) -> str:
        return f"bulletin {self.pk}"


class Text(models.Model):
    """A bulletin's words in one language; frozen by a trigger once it is approved."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=Language)
    title = models.CharField(max_length=120, blank=True)
    what = models.TextField(max_length=2000, blank=True)
    where = models.CharField(max_length=300, blank=True)
    when = models.CharField(max_length=300, blank=True)
    behaviour = models.TextField(max_length=2000, blank=True)
    what_to_do = models.TextField(max_length=2000, blank=True)
    # For SMS; its sender and the urgent number are added where they fit.
    short = models.TextField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bulletin", "language"], name="bulletins_text_once_per_language"
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="bulletins_text_language",
            ),
        ]

    def __str__(self) -> str:
        return f"text {self.language} of {self.bulletin_id}"


class Approval(models.Model):
    """Who approved exactly which rendered texts, and when; insert-only by trigger.

    The trigger refuses the author, and anybody who is not mandated officer or chief, at that time, of
    a zone linked at that time to each network of the bulletin. `checksum` is made by the database.
    """

    bulletin = models.OneToOneField(Bulletin, on_delete=models.PROTECT, related_name="approval")
    approver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    texts = models.JSONField()
    checksum = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"approval of {self.bulletin_id}"


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
        ]
        indexes: ClassVar = [
            models.Index(fields=["network", "state", "-released_at"], name="bulletins_by_network"),
        ]

    def __str__(self) -> str:
        return f"release {self.pk}"


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
