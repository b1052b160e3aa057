"""How a text passes the wall: judged, read, lifted where the law allows, approved; or filled from a template."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.bulletins.kinds import Ground, Investigation, TemplateKind
from belfry.bulletins.models.bulletins import Bulletin
from belfry.people.models import Person
from belfry.territory.models import PoliceZone


class Template(models.Model):
    """A text approved beforehand, with slots; insert-only but for its withdrawal.

    `texts` is {language: the words of a bulletin by field}. Those of the installation (`zone` empty) come with
    the product, the others from an officer of the zone. `code` is a type of fact, an ending or a reason.
    `checksum` is made by the database.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    zone = models.ForeignKey(PoliceZone, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=TemplateKind)
    code = models.CharField(max_length=40)
    texts = models.JSONField()
    checksum = models.CharField(max_length=64, blank=True)
    written_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=TemplateKind.values) & ~Q(code=""),
                name="bulletins_template_kind",
            ),
            models.CheckConstraint(
                condition=Q(zone__isnull=True, written_by__isnull=True, approved_by__isnull=True)
                | Q(zone__isnull=False, written_by__isnull=False, approved_by__isnull=False),
                name="bulletins_template_of_a_zone_is_approved",
            ),
            models.UniqueConstraint(
                fields=["zone", "kind", "code"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="bulletins_one_template_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"template {self.kind} {self.code}"


class Judgement(models.Model):
    """What the police judged before a text may be released: its ground, and that no secret is harmed.

    It is of the words as they were submitted: it goes when the bulletin is a draft again.
    """

    bulletin = models.OneToOneField(Bulletin, on_delete=models.CASCADE, related_name="judgement")
    ground = models.CharField(max_length=12, choices=Ground)
    investigation = models.CharField(max_length=12, choices=Investigation)
    without_personal_data = models.BooleanField()
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ground__in=Ground.values)
                & Q(investigation__in=Investigation.values)
                & Q(without_personal_data=True),
                name="bulletins_judged_releasable",
            ),
        ]

    def __str__(self) -> str:
        return f"judgement of {self.bulletin_id}"


class Lift(models.Model):
    """What the wording check holds back and a chief let pass, where the law allows it, and why."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="lifts")
    label = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bulletin", "label"], name="bulletins_lifted_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="bulletins_lifted_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.label} of {self.bulletin_id}"


class Reading(models.Model):
    """The first of two readers agreed; `number` is how many people the page said and the reader typed, if asked."""

    bulletin = models.OneToOneField(Bulletin, on_delete=models.CASCADE, related_name="reading")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    number = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"reading of {self.bulletin_id}"


class Approval(models.Model):
    """Who approved exactly which rendered texts, and when; insert-only by trigger.

    The trigger refuses the author, and anybody who is not mandated officer or chief, at that time, of
    a zone linked at that time to each network of the bulletin. `checksum` is made by the database. Where a
    second reader is needed, `reader` is who read it before, with the same right, and neither of the two others.

    With a `template`, approved beforehand, the author alone suffices: the words are those of the template, with
    `slots` (place and time, or title and day of the message that this one follows) filled in, no other. An
    organisational message of a network (`Bulletin.by_network`) is approved by its author, who keeps that network.
    """

    bulletin = models.OneToOneField(Bulletin, on_delete=models.PROTECT, related_name="approval")
    approver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    reader = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(Template, null=True, on_delete=models.PROTECT, related_name="+")
    slots = models.JSONField(default=dict, db_default={})
    texts = models.JSONField()
    checksum = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"approval of {self.bulletin_id}"
