"""A year in which a network asks a contribution, and what each home or business owes of it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Func, Q, Value

from belfry.contributions.kinds import DueState
from belfry.contributions.references import reference_of
from belfry.core.sealed import SealedTextField
from belfry.networks.models import Network
from belfry.people.models import Person, Unit


class Year(models.Model):
    """What a network asks in one year of each home or business, to cover which costs; amounts in cents.

    Account and payee are often those of one person, so they are sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    costs = models.PositiveIntegerField()
    covers = models.JSONField()
    account = SealedTextField()
    payee = SealedTextField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "year"], name="contributions_year_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=models.F("costs")),
                name="contributions_year_within_costs",
            ),
        ]

    def __str__(self) -> str:
        return f"contribution {self.pk}"


class Due(models.Model):
    """What one home or business owes of a year: asked of one person who belongs to it.

    `number` is behind the reference of the transfer, and unique on the whole installation. `unit` is None for a
    member whose address is not known. `paid_on` is the day of the transfer, or that on which it was said by hand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.ForeignKey(Year, on_delete=models.CASCADE, related_name="dues")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    number = models.BigIntegerField(
        unique=True,
        editable=False,
        db_default=Func(Value("contributions_number"), function="nextval"),
    )
    state = models.CharField(max_length=6, choices=DueState, default=DueState.OPEN)
    paid_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "person"], name="contributions_due_of_person"),
            models.UniqueConstraint(fields=["year", "unit"], name="contributions_due_of_unit"),
            models.CheckConstraint(
                condition=Q(state=DueState.PAID, paid_on__isnull=False)
                | Q(state__in=[DueState.OPEN, DueState.WAIVED], paid_on__isnull=True),
                name="contributions_due_paid_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"due {self.pk}"

    @property
    def reference(self) -> str:
        """The structured reference of its transfer."""
        return reference_of(self.number)
