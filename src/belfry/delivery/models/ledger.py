"""Addresses, what is sent to them, and the ledger: the queue, the proof and the count."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.core.languages import Language
from belfry.core.sealed import SealedTextField
from belfry.delivery.kinds import EMAIL, AddressKind, Kind
from belfry.delivery.workflow import Cause, Lane, State


class Endpoint(models.Model):
    """One address: a mailbox, a number, a browser; `people` says whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=AddressKind)
    address = SealedTextField()
    blind_index = models.BinaryField(max_length=32)
    # A phone that certainly takes no SMS.
    landline = models.BooleanField(default=False)
    # Set when a mail server said that the address does not exist, or when mails failed again and again (`ailing.py`);
    # cleared by a corrected address.
    broken_at = models.DateTimeField(null=True)
    broken_cause = models.CharField(max_length=20, choices=Cause, blank=True)
    # When a mail was last let through to see whether a mailbox that failed works again.
    probed_at = models.DateTimeField(null=True)
    # When those who can mend it were told that it is broken.
    told_broken_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "blind_index"], name="delivery_endpoint_known_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AddressKind.values), name="delivery_endpoint_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"endpoint {self.pk}"


class Suppression(models.Model):
    """An endpoint that wants nothing from a scope ("*" is everything)."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="suppressions")
    scope = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["endpoint", "scope"], name="delivery_suppressed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.scope}"


class Message(models.Model):
    """What is sent: for a bulletin the frozen texts, for a notice only its kind.

    `texts` is {language: {"sender", "subject", "text", "html"}} with the slot {unsubscribe_url};
    `checksum` is the SHA-256 that PostgreSQL makes of it. A trigger of `bulletins` lets a bulletin in only when its
    checksum equals a valid approval, and lets nobody change or delete a message afterwards.
    """

    kind = models.CharField(max_length=20, choices=Kind)
    reference = models.UUIDField(null=True)
    texts = models.JSONField(default=dict)
    checksum = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="delivery_message_kind"),
            models.CheckConstraint(
                condition=Q(kind=Kind.BULLETIN, reference__isnull=False)
                | (~Q(kind=Kind.BULLETIN) & Q(texts={}, checksum="")),
                name="delivery_only_bulletins_carry_text",
            ),
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(kind=Kind.BULLETIN),
                name="delivery_one_message_per_bulletin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Broadcast(models.Model):
    """One message to one group of recipients: what is counted, stopped and retried together.

    `payer` and `sender` are ids that delivery does not interpret.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="broadcasts")
    reference = models.UUIDField(unique=True)
    lane = models.PositiveSmallIntegerField(choices=Lane)
    scope = models.CharField(max_length=60, blank=True)
    payer = models.UUIDField(null=True)
    sender = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"broadcast {self.pk}"


class Envelope(models.Model):
    """The ledger: one row per message, endpoint and channel, changed only after an answer.

    Partitioned by message; ids and numbers only. `slot` is the sealed text for one person (a sign-in
    code), wiped when the row is settled. `chain` and `step` are the ladder of an urgent message: a step is
    spared once an earlier one of its chain arrived. No index looks at what a settling changes, so that
    PostgreSQL can write it beside the old version (HOT).
    """

    pk = models.CompositePrimaryKey("message_id", "endpoint_id", "channel")
    message = models.ForeignKey(Message, on_delete=models.DO_NOTHING, db_constraint=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.DO_NOTHING, db_constraint=False)
    channel = models.CharField(max_length=10)
    broadcast = models.ForeignKey(
        Broadcast, on_delete=models.DO_NOTHING, db_constraint=False, related_name="envelopes"
    )
    language = models.CharField(max_length=2, choices=Language)
    chain = models.UUIDField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    slot = models.BinaryField(null=True)
    # Set for somebody who leaves while a dispatcher holds the row: should it come back, it falls out.
    withdrawn = models.BooleanField(default=False)

    bundle_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    cause = models.CharField(max_length=20, choices=Cause, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    supplier = models.CharField(max_length=60, blank=True)
    # Ten-thousandths of a euro.
    cost = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    # When a receipt said that it arrived, or that it did not.
    told_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "delivery_envelope"

    def __str__(self) -> str:
        return f"envelope {self.message_id}/{self.endpoint_id}"


class Bundle(models.Model):
    """Waiting rows of one broadcast and channel that are claimed together: the queue.

    A claimed bundle carries its claimer's token and lease; one whose rows are all settled is deleted.
    `turn` is the place in its lane, shared out fairly between scopes (`claiming.py`).
    """

    message_id = models.BigIntegerField()
    broadcast_id = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    lane = models.PositiveSmallIntegerField(choices=Lane)
    turn = models.BigIntegerField()
    not_before = models.DateTimeField()
    size = models.PositiveIntegerField()
    crashes = models.PositiveSmallIntegerField(default=0)
    claim_token = models.BigIntegerField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(claim_token__isnull=True, lease_until__isnull=True)
                | Q(claim_token__isnull=False, lease_until__isnull=False),
                name="delivery_bundle_claimed_has_a_lease",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "lane", "turn", "id"],
                condition=Q(claim_token__isnull=True),
                name="delivery_bundle_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(claim_token__isnull=False),
                name="delivery_bundle_leases",
            ),
            models.Index(fields=["broadcast_id"], name="delivery_bundle_broadcast"),
        ]

    def __str__(self) -> str:
        return f"bundle {self.pk}"


class Turn(models.Model):
    """Where in a lane the rows of a scope end: the next ones queue behind (fair queueing)."""

    channel = models.CharField(max_length=10)
    lane = models.PositiveSmallIntegerField(choices=Lane)
    scope = models.CharField(max_length=60, blank=True)
    ends_at = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "lane", "scope"], name="delivery_turn_once"),
        ]

    def __str__(self) -> str:
        return f"turn {self.channel} {self.lane}"


class Tally(models.Model):
    """How many rows of a broadcast are in which state for which cause, kept as they change."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="tallies")
    state = models.CharField(max_length=10, choices=State)
    cause = models.CharField(max_length=20, choices=Cause, blank=True)
    count = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["broadcast", "state", "cause"], name="delivery_tally_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast_id} {self.state} {self.count}"


class Attempt(models.Model):
    """One attempt that did not simply succeed; the happy path writes none."""

    message_id = models.BigIntegerField()
    endpoint_id = models.UUIDField()
    channel = models.CharField(max_length=10, default=EMAIL)
    broadcast_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    cause = models.CharField(max_length=20, choices=Cause)
    status = models.CharField(max_length=12, blank=True)
    supplier = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"attempt {self.pk}"
