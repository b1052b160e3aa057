"""Where messages go and what became of each: the ledger is the queue, the proof and the count."""

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
    # Set when a mail server said that the address does not exist; cleared by a corrected address.
    broken_at = models.DateTimeField(null=True)
    broken_cause = models.CharField(max_length=20, choices=Cause, blank=True)

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


class Reference(models.Model):
    """What a supplier calls a row, where its receipts do not carry our own reference."""

    supplier = models.CharField(max_length=60)
    reference = models.CharField(max_length=100)
    message_id = models.BigIntegerField()
    endpoint_id = models.UUIDField()
    channel = models.CharField(max_length=10)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "reference"], name="delivery_reference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"reference {self.pk}"


class Event(models.Model):
    """What a supplier told of a row, or somebody texted to our number; kept once, applied later.

    Of a text only the word counts (stop, start, other), of a number only its blind index until then.
    """

    channel = models.CharField(max_length=10)
    supplier = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    at = models.DateTimeField()
    try_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, blank=True)
    cause = models.CharField(max_length=20, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    supplier_reference = models.CharField(max_length=100, blank=True)
    # Ten-thousandths of a euro, when the supplier tells the price afterwards.
    cost = models.PositiveIntegerField(null=True)
    endpoint = models.BinaryField(max_length=32, null=True)
    word = models.CharField(max_length=5, blank=True)
    # Empty until it was applied, or no row was found for a day (unmatched).
    outcome = models.CharField(max_length=9, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "key"], name="delivery_event_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["try_at", "id"], condition=Q(outcome=""), name="delivery_event_waiting"
            ),
            models.Index(fields=["at"], name="delivery_event_at"),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}"


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


class Heartbeat(models.Model):
    """A dispatcher of one channel that is alive, and how its suppliers are.

    They are {name: {"cause": why it rests, "weight": 0 to 100}}.
    """

    name = models.CharField(max_length=80, primary_key=True)
    channel = models.CharField(max_length=10, default=EMAIL)
    beat_at = models.DateTimeField()
    started_at = models.DateTimeField()
    suppliers = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Spending(models.Model):
    """What a payer's messages cost in one month by one channel, kept as they are settled."""

    payer = models.UUIDField()
    # Its first day.
    month = models.DateField()
    channel = models.CharField(max_length=10)
    # Ten-thousandths of a euro.
    amount = models.BigIntegerField(default=0)
    number = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["payer", "month", "channel"], name="delivery_spending_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer} {self.month} {self.channel}"


class Ceiling(models.Model):
    """What a payer wants to spend in a month at most, in ten-thousandths of a euro."""

    payer = models.UUIDField(primary_key=True)
    amount = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"ceiling of {self.payer}"


class AttemptCount(models.Model):
    """Attempts that did not simply succeed, by the minute; a trigger counts them as they are written."""

    minute = models.DateTimeField()
    channel = models.CharField(max_length=10)
    cause = models.CharField(max_length=20, choices=Cause)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["minute", "channel", "cause"], name="delivery_attemptcount_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minute} {self.channel} {self.cause}"


class Canary(models.Model):
    """A test message to an endpoint of our own: one per channel and period, whoever sends it."""

    channel = models.CharField(max_length=10)
    period = models.DateTimeField()
    message_id = models.BigIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "period"], name="delivery_canary_once"),
        ]

    def __str__(self) -> str:
        return f"canary {self.channel} {self.period}"
