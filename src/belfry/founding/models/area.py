"""The perimeter: a shape on the map, a list of streets, or both; and how large a zone wants one."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from belfry.founding.models.dossier import Dossier
from belfry.people.models import Person
from belfry.territory.models import PoliceZone, Street

# The local rule that was found: whole streets, 50 to 350 homes.
LEAST_HOMES: Final = 50
MOST_HOMES: Final = 350


class Perimeter(models.Model):
    """One version of a dossier's perimeter; the newest counts."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="perimeters")
    version = models.PositiveIntegerField()
    # GeoJSON geometry (Polygon or MultiPolygon, WGS 84), or null where only streets are listed.
    shape = models.JSONField(null=True)
    # Homes found, for the size policy; people read it rounded.
    homes = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "version"], name="founding_perimeter_version"
            ),
        ]

    def __str__(self) -> str:
        return f"perimeter {self.version} of {self.dossier_id}"


class PerimeterStreet(models.Model):
    """A street, whole or a range of its house numbers."""

    class Side(models.TextChoices):
        BOTH = "both"
        ODD = "odd"
        EVEN = "even"

    perimeter = models.ForeignKey(Perimeter, on_delete=models.CASCADE, related_name="streets")
    street = models.ForeignKey(Street, on_delete=models.PROTECT, related_name="+")
    first_number = models.PositiveIntegerField(null=True)
    last_number = models.PositiveIntegerField(null=True)
    side = models.CharField(max_length=4, choices=Side, default=Side.BOTH)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_number__isnull=True)
                | Q(last_number__isnull=True)
                | Q(first_number__lte=F("last_number")),
                name="founding_street_numbers_in_order",
            ),
            models.CheckConstraint(
                condition=Q(side__in=["both", "odd", "even"]), name="founding_street_side"
            ),
        ]

    def __str__(self) -> str:
        return f"street {self.street_id} of {self.perimeter_id}"


class SizePolicy(models.Model):
    """How many homes a police zone wants in a perimeter, where it is not the usual number."""

    zone = models.OneToOneField(PoliceZone, on_delete=models.CASCADE, related_name="+")
    least = models.PositiveIntegerField(default=LEAST_HOMES)
    most = models.PositiveIntegerField(default=MOST_HOMES)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(least__lt=F("most")), name="founding_size_policy_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"size policy of {self.zone_id}"
