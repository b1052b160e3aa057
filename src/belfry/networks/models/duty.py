"""Who has the message duty of a network when its coordinator does not."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from belfry.networks.models.network import Network
from belfry.people.models import Person


class Absence(models.Model):
    """A coordinator or deputy hands the duty to another one for a period; `until` is the first day back.

    The members' own pages never show it (H30).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="absences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="networks_absence_dates"
            ),
            models.CheckConstraint(
                condition=~Q(deputy=F("person")), name="networks_absence_has_another"
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"


class Silence(models.Model):
    """A coordinator of whom nothing was seen for long: the duty is with the deputy until the next sign-in."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="silences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField()
    police_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "person"],
                condition=Q(ended_at__isnull=True),
                name="networks_one_silence",
            ),
        ]

    def __str__(self) -> str:
        return f"silence {self.pk}"
