"""Municipalities, police zones, streets and addresses: reference data, never a person."""

import uuid
from typing import ClassVar, Final

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from belfry.territory.kinds import AddressRegion, AddressStatus

HAS_A_NAME = ~Q(name_nl="", name_fr="", name_de="")
LONGEST_NAME: Final = 120


class Named(models.Model):
    """A place with its names in the official languages; English readers get the local name."""

    name_nl = models.CharField(max_length=LONGEST_NAME, blank=True)
    name_fr = models.CharField(max_length=LONGEST_NAME, blank=True)
    name_de = models.CharField(max_length=LONGEST_NAME, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_nl or self.name_fr or self.name_de

    def name_in(self, language: str) -> str:
        """Return the name in `language`, else the first official one there is."""
        names = {"nl": self.name_nl, "fr": self.name_fr, "de": self.name_de}
        return names.get(language) or self.name_nl or self.name_fr or self.name_de


class Dated(Named):
    """A named place that exists from a day until the day before another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class PoliceZone(Dated):
    """A local police zone, with the numbers it wants its people to call."""

    code = models.CharField(max_length=10)
    urgent_police_number = models.CharField(max_length=20, default="101")
    urgent_help_number = models.CharField(max_length=20, default="112")

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


class Municipality(Dated):
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


class Boundary(models.Model):
    """The outline of a municipality from a day on: GeoJSON in WGS 84, with the box around it."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="boundaries")
    shape = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "valid_from"], name="territory_boundary_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="territory_boundary_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} from {self.valid_from}"


class Succession(models.Model):
    """A municipality that ended, and one that holds (part of) its ground since."""

    old = models.ForeignKey(Municipality, models.CASCADE, related_name="successions")
    new = models.ForeignKey(Municipality, models.CASCADE, related_name="origins")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="territory_succession_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="territory_succession_is_two"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} to {self.new_id}"


class ZoneTown(models.Model):
    """A municipality, by its NIS code, that belongs to a police zone from a day until a day."""

    zone = models.ForeignKey(PoliceZone, models.CASCADE, related_name="towns")
    nis = models.CharField(max_length=5)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nis", "valid_from"], name="territory_zone_town_once"),
            models.UniqueConstraint(
                fields=["nis"],
                condition=Q(valid_until__isnull=True),
                name="territory_zone_town_one_without_end",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="territory_zone_town_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nis} from {self.valid_from}"


class Street(Named):
    """A street of one municipality; `reference` is its number in the register of its region.

    `folded` holds its names as the search compares them (`territory.folding`).
    """

    region = models.CharField(max_length=6, choices=AddressRegion.choices)
    reference = models.CharField(max_length=40)
    nis = models.CharField(max_length=5)
    folded = models.TextField()
    gone_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "reference"], name="territory_street_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["nis"], name="territory_street_nis"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="territory_street_folded"),
        ]


class Address(models.Model):
    """One address: the house number as a number and what follows it, the box, the postcode.

    `number` is 0 where the register has no number. `lat` and `lon` are WGS 84. Holds no person.
    """

    street = models.ForeignKey(Street, models.CASCADE, related_name="addresses", db_index=False)
    region = models.CharField(max_length=6, choices=AddressRegion.choices)
    reference = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    suffix = models.CharField(max_length=20, blank=True)
    box = models.CharField(max_length=30, blank=True)
    postcode = models.CharField(max_length=4)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=AddressStatus.choices)
    gone_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "reference"], name="territory_address_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "number"], name="territory_address_number"),
            models.Index(fields=["lat", "lon"], name="territory_address_place"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.reference}"


class AddressSource(models.Model):
    """When the addresses of a region were last read, and under which licence they came."""

    region = models.CharField(max_length=6, choices=AddressRegion.choices, primary_key=True)
    read_on = models.DateField()
    licence = models.CharField(max_length=200)
    attribution = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.region
