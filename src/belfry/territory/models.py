"""Municipalities and police zones, as dated reference data."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

HAS_A_NAME = ~Q(name_nl="", name_fr="", name_de="")


class Named(models.Model):
    """A place with its names in the official languages; English readers get the local name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name_nl = models.CharField(max_length=120, blank=True)
    name_fr = models.CharField(max_length=120, blank=True)
    name_de = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_nl or self.name_fr or self.name_de

    def name_in(self, language: str) -> str:
        """Return the name in `language`, else the first official one there is."""
        names = {"nl": self.name_nl, "fr": self.name_fr, "de": self.name_de}
        return names.get(language) or self.name_nl or self.name_fr or self.name_de


class PoliceZone(Named):
    """A local police zone, with the numbers it wants its people to call."""

    code = models.CharField(max_length=10)
    urgent_police_number = models.CharField(max_length=20, default="101")
    urgent_help_number = models.CharField(max_length=20, default="112")
    office_number = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="territory_zone_code_once"),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_until__isnull=True),
                name="territory_zone_one_without_end",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="territory_zone_dates_in_order",
            ),
            models.CheckConstraint(condition=HAS_A_NAME, name="territory_zone_has_a_name"),
        ]


class Municipality(Named):
    """A municipality by its NIS code; mergers make new rows, old ones end."""

    nis = models.CharField(max_length=5)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nis", "valid_from"], name="territory_town_nis_once"),
            models.UniqueConstraint(
                fields=["nis"],
                condition=Q(valid_until__isnull=True),
                name="territory_town_one_without_end",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="territory_town_dates_in_order",
            ),
            models.CheckConstraint(condition=HAS_A_NAME, name="territory_town_has_a_name"),
        ]
