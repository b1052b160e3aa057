"""The dossier itself: where it plays, who holds the pen, what was agreed first, how it moved."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.core.languages import Language
from belfry.founding.kinds import Initiative, Part, Subject
from belfry.founding.workflow import DossierKind, DossierState, Partner
from belfry.networks.kinds import NetworkKind
from belfry.networks.models import Circular, Network
from belfry.people.models import Person
from belfry.territory.models import Municipality, PoliceZone


class Dossier(models.Model):
    """One undertaking: a network founded, taken over from paper or changed, or a successor for a key holder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=DossierKind)
    network_kind = models.CharField(max_length=11, choices=NetworkKind)
    name = models.CharField(max_length=120)
    # The first is the network's own.
    languages = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=DossierState, default=DossierState.IDEA)
    initiative = models.CharField(max_length=10, choices=Initiative)
    idea = models.TextField(blank=True)
    # Of a sectoral network, instead of a perimeter.
    profession = models.CharField(max_length=120, blank=True)
    scope = models.TextField(blank=True)
    # What an amendment changes (`Subject`).
    subjects = models.JSONField(default=list)
    # Of a succession: the tasks (`Part`) for which somebody is sought.
    seeks = models.JSONField(default=list, db_default=[])
    # The network that it became, or that it changes.
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    circular = models.ForeignKey(Circular, null=True, on_delete=models.PROTECT, related_name="+")
    # Raised by every change of what is signed; `complete_version` is the last one that lacked nothing.
    papers_version = models.PositiveIntegerField(default=1)
    complete_version = models.PositiveIntegerField(default=0)
    recognition_number = models.CharField(max_length=40, blank=True)
    recognised_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    # Of the page on which it was opened: a second press of its button opens no second dossier.
    key = models.UUIDField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opened_by", "key"], name="founding_dossier_once"),
            models.CheckConstraint(
                condition=Q(kind__in=DossierKind.values), name="founding_dossier_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DossierState.values), name="founding_dossier_state"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="founding_dossier_has_a_name"),
            models.CheckConstraint(
                condition=~Q(languages=[]) & Q(languages__contained_by=Language.values),
                name="founding_dossier_has_a_language",
            ),
            models.CheckConstraint(
                condition=Q(subjects__contained_by=Subject.values), name="founding_dossier_subjects"
            ),
            models.CheckConstraint(
                condition=~Q(kind=DossierKind.AMENDMENT) | Q(network__isnull=False),
                name="founding_amendment_has_a_network",
            ),
            models.CheckConstraint(
                condition=Q(seeks__contained_by=Part.values)
                & (~Q(kind=DossierKind.SUCCESSION) | Q(network__isnull=False) & ~Q(seeks=[])),
                name="founding_succession_seeks",
            ),
            models.CheckConstraint(
                condition=~Q(state=DossierState.RECOGNISED)
                | Q(network__isnull=False, recognised_on__isnull=False),
                name="founding_recognised_is_a_network",
            ),
        ]

    def __str__(self) -> str:
        return f"dossier {self.pk}"

    @property
    def language(self) -> str:
        """The network's own language."""
        return str(self.languages[0])

    @property
    def leading_town(self) -> Municipality:
        """The municipality that signs."""
        return self.towns.select_related("municipality").get(leading=True).municipality

    @property
    def leading_zone(self) -> PoliceZone:
        """The police zone that screens and signs."""
        return self.zones.select_related("zone").get(leading=True).zone


class DossierTown(models.Model):
    """A municipality in which the network would lie; the leading one signs."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="towns")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    leading = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "municipality"], name="founding_town_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(leading=True), name="founding_one_leading_town"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} in {self.municipality_id}"


class DossierZone(models.Model):
    """A police zone in which the network would lie; the leading one screens and signs."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="zones")
    zone = models.ForeignKey(PoliceZone, on_delete=models.PROTECT, related_name="+")
    leading = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "zone"], name="founding_zone_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(leading=True), name="founding_one_leading_zone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} in {self.zone_id}"


class Founder(models.Model):
    """Somebody who holds the pen for the residents, traders or profession."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="founders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "person"],
                condition=Q(until__isnull=True),
                name="founding_founder_once",
            ),
        ]

    def __str__(self) -> str:
        return f"founder of {self.dossier_id}"


class Consultation(models.Model):
    """What a town or the police answered to the idea; the newest answer of each counts."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="consultations")
    municipality = models.ForeignKey(
        Municipality, null=True, on_delete=models.PROTECT, related_name="+"
    )
    zone = models.ForeignKey(PoliceZone, null=True, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    remark = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(municipality__isnull=True) ^ Q(zone__isnull=True),
                name="founding_consultation_of_one_partner",
            ),
        ]

    def __str__(self) -> str:
        return f"consultation of {self.dossier_id}"


class MoveMade(models.Model):
    """One move of a dossier, for its timeline."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="moves")
    old = models.CharField(max_length=12, choices=DossierState)
    new = models.CharField(max_length=12, choices=DossierState)
    partner = models.CharField(max_length=8, choices=Partner)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(partner__in=Partner.values), name="founding_move_partner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} to {self.new}"


class Rule(models.Model):
    """One line of the table of moves, as the trigger of the database reads it."""

    kind = models.CharField(max_length=10, choices=DossierKind)
    old = models.CharField(max_length=12, choices=DossierState)
    new = models.CharField(max_length=12, choices=DossierState)
    conditions = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "old", "new"], name="founding_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.old} to {self.new}"
