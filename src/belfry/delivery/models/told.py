"""What suppliers tell afterwards, and what people write to us."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.delivery.workflow import Arrived


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
    """What a supplier told of a row, or somebody wrote to our number or address; kept once, applied later.

    Of what somebody texts, the word (stop, start, other), the blind index of the number and, where it is no such word,
    the text sealed to its own key; number and text go as soon as it is applied. Of a mail only the key is kept.
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
    text = models.BinaryField(null=True)
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


class Arrival(models.Model):
    """How many mails and texts of a day became what; of nobody."""

    day = models.DateField()
    channel = models.CharField(max_length=10)
    outcome = models.CharField(max_length=8, choices=Arrived)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "channel", "outcome"], name="delivery_arrival_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.outcome}"
