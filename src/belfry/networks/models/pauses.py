"""A time in which nothing new is sent in a network."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.networks.models.network import DATES_IN_ORDER, Network
from belfry.networks.workflow import PauseReason
from belfry.people.models import Person


class Pause(models.Model):
    """A network is suspended or dormant, for a reason of a closed list; `until` is when it went on.

    `told_to` is the last membership that was told, so that a job that was killed goes on behind it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=14, choices=PauseReason)
    since = models.DateTimeField()
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    told_to = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason__in=PauseReason.values), name="networks_pause_reason"
            ),
            models.CheckConstraint(condition=DATES_IN_ORDER, name="networks_pause_dates"),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended_by__isnull=True)
                | Q(until__isnull=False, ended_by__isnull=False),
                name="networks_pause_ends_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["network"], condition=Q(until__isnull=True), name="networks_one_pause"
            ),
        ]

    def __str__(self) -> str:
        return f"pause of {self.network_id}"
