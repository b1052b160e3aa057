"""How sending goes, and what it costs."""

from typing import ClassVar

from django.db import models

from belfry.delivery.kinds import EMAIL
from belfry.delivery.workflow import Cause


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
