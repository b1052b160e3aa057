"""What the console of dispatchers keeps: alerts from texts approved beforehand, texts that wait for approval."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.bulletins.models.approvals import Template
from belfry.bulletins.models.bulletins import Bulletin
from belfry.networks.kinds import FactType
from belfry.people.models import Person
from belfry.territory.models import PoliceZone, Street


class ConsoleAlert(models.Model):
    """An alert that came from the console: of which text, filled with what, for which street.

    `key` is of the page on which it was pressed: twice the same is one alert.
    """

    bulletin = models.OneToOneField(Bulletin, on_delete=models.CASCADE, related_name="console")
    key = models.UUIDField(unique=True)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    slots = models.JSONField()

    def __str__(self) -> str:
        return f"alert {self.bulletin_id} from the console"


class ProposedText(models.Model):
    """A text for alerts that an officer wrote and nobody approved yet: {language: words by field}."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    zone = models.ForeignKey(PoliceZone, on_delete=models.PROTECT, related_name="+")
    fact_type = models.CharField(max_length=40, choices=FactType)
    texts = models.JSONField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fact_type__in=FactType.values), name="bulletins_proposed_fact_type"
            ),
            models.UniqueConstraint(
                fields=["zone", "fact_type"], name="bulletins_proposed_once_per_fact_type"
            ),
        ]

    def __str__(self) -> str:
        return f"proposed text {self.fact_type}"


class PassedFact(models.Model):
    """A fact that came too late for an alert; an officer may write a request for information about it.

    `bulletin` is that request, once an officer began it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    zone = models.ForeignKey(PoliceZone, on_delete=models.PROTECT, related_name="+")
    networks = models.JSONField()
    fact_type = models.CharField(max_length=40, choices=FactType)
    street = models.ForeignKey(Street, on_delete=models.PROTECT, related_name="+")
    fact_at = models.DateTimeField()
    told_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    bulletin = models.OneToOneField(
        Bulletin, null=True, on_delete=models.PROTECT, related_name="passed_fact"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fact_type__in=FactType.values), name="bulletins_passed_fact_type"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["zone", "told_at"],
                condition=Q(bulletin__isnull=True),
                name="bulletins_passed_facts_open",
            ),
        ]

    def __str__(self) -> str:
        return f"passed fact {self.pk}"
