"""What the communication plan of a network says, version after version."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.networks.kinds import ANSWER, OFFERED, PLANNED, Releaser
from belfry.networks.models.network import Network
from belfry.people.models import Person


class Plan(models.Model):
    """The communication plan of a network as data (C5); a change is a new version."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="plans")
    version = models.PositiveIntegerField()
    released_by = models.CharField(max_length=11, choices=Releaser, default=Releaser.COORDINATOR)
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    # Whether coordinator and deputies see that members reported something to the police.
    shows_reports = models.BooleanField(default=False, db_default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "version"], name="networks_plan_version"),
            models.CheckConstraint(
                condition=Q(released_by__in=Releaser.values),
                name="networks_plan_releaser",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.version} of {self.network_id}"


class PlanChannel(models.Model):
    """By which channel a class of bulletin travels in a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="channels")
    bulletin_class = models.CharField(
        max_length=14, choices=[(one.value, one.label) for one in PLANNED]
    )
    channel = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "bulletin_class", "channel"],
                name="networks_plan_channel_once",
            ),
            models.CheckConstraint(
                condition=Q(bulletin_class__in=PLANNED) & ~Q(channel=""),
                name="networks_plan_channel_exists",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_class} by {self.channel}"


class PlanAnswer(models.Model):
    """How long the offer of a class waits for its answer, where a plan says so; else the zone does."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="answers")
    bulletin_class = models.CharField(max_length=14)
    answer = models.DurationField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "bulletin_class"], name="networks_plan_answer_once"
            ),
            models.CheckConstraint(
                condition=Q(bulletin_class__in=OFFERED, answer__range=ANSWER),
                name="networks_plan_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_class}: {self.answer}"
