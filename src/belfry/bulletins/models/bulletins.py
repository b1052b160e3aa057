"""Police text in its languages, and for a part of its networks where it goes."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.bulletins.codes import new_code
from belfry.bulletins.kinds import Ending, NightReason, Reason
from belfry.bulletins.workflow import BulletinState
from belfry.core.languages import Language
from belfry.networks.kinds import BulletinClass, Phenomenon
from belfry.networks.models import Network
from belfry.people.models import Person
from belfry.territory.models import PoliceZone


class Bulletin(models.Model):
    """A message of a police zone to some of its networks, or of a network's coordinator to that network."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    zone = models.ForeignKey(PoliceZone, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    bulletin_class = models.CharField(max_length=14, choices=BulletinClass)
    state = models.CharField(max_length=14, choices=BulletinState, default=BulletinState.DRAFT)
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    # What the approver wants changed; shown to the author while it is a draft again.
    remark = models.CharField(max_length=500, blank=True)
    networks = models.ManyToManyField(Network, through="Release", related_name="+")
    # Its coordinator or a deputy wrote it, about the network itself, and lets it pass; it is not of the police.
    by_network = models.BooleanField(default=False, db_default=False)
    # The message that this one corrects, or tells the end of; it goes to whom that one reached.
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    # How that one ended, or why it is taken back.
    ending = models.CharField(max_length=15, choices=Ending, blank=True, db_default="")
    reason = models.CharField(max_length=15, choices=Reason, blank=True, db_default="")
    # When the fact happened, and why readers may be woken for it; of a correction, when the wrong alert was sent.
    fact_at = models.DateTimeField(null=True)
    night = models.CharField(max_length=11, choices=NightReason, blank=True, db_default="")
    # What it is about, for advice from the prevention library.
    phenomenon = models.CharField(max_length=20, choices=Phenomenon, blank=True, db_default="")
    # What readers type on the public page to see that it is genuine.
    code = models.CharField(
        max_length=9,
        unique=True,
        default=new_code,
        db_default=models.Func(function="bulletins_new_code"),
    )
    # Two officers besides the author read it: it describes a person, or goes further than usual.
    needs_second_reader = models.BooleanField(default=False, db_default=False)
    # Until when its readers are owed how it ended, by whom.
    outcome_due_at = models.DateTimeField(null=True)
    outcome_owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=BulletinState.values),
                name="bulletins_bulletin_state",
            ),
            models.CheckConstraint(
                condition=Q(bulletin_class__in=BulletinClass.values),
                name="bulletins_bulletin_class",
            ),
            models.CheckConstraint(
                condition=Q(state=BulletinState.DRAFT)
                | Q(state=BulletinState.WITHDRAWN)
                | Q(submitted_at__isnull=False),
                name="bulletins_submitted_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ending__in=["", *Ending.values])
                & Q(reason__in=["", *Reason.values])
                & Q(night__in=["", *NightReason.values])
                & Q(phenomenon__in=["", *Phenomenon.values]),
                name="bulletins_closed_lists",
            ),
            models.CheckConstraint(
                condition=(Q(bulletin_class=BulletinClass.CORRECTION) & ~Q(reason=""))
                | (~Q(bulletin_class=BulletinClass.CORRECTION) & Q(reason="")),
                name="bulletins_correction_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True, reason="", ending="")
                | Q(
                    follows__isnull=False,
                    bulletin_class__in=[BulletinClass.CORRECTION, BulletinClass.OUTCOME],
                ),
                name="bulletins_follows_as_correction_or_outcome",
            ),
            models.CheckConstraint(
                condition=Q(ending="") | Q(bulletin_class=BulletinClass.OUTCOME),
                name="bulletins_only_outcomes_end",
            ),
            models.CheckConstraint(
                condition=Q(by_network=False)
                | Q(bulletin_class=BulletinClass.ORGANISATIONAL, follows__isnull=True),
                name="bulletins_own_messages_are_organisational",
            ),
            models.CheckConstraint(
                condition=Q(night="")
                | Q(
                    night__in=[NightReason.IN_PROGRESS, NightReason.MISSING],
                    bulletin_class=BulletinClass.ALERT,
                    follows__isnull=True,
                    fact_at__isnull=False,
                )
                | Q(
                    night=NightReason.CORRECTED,
                    bulletin_class=BulletinClass.CORRECTION,
                    fact_at__isnull=False,
                ),
                name="bulletins_only_alerts_wake",
            ),
            models.UniqueConstraint(
                fields=["follows"],
                condition=Q(bulletin_class=BulletinClass.CORRECTION)
                & ~Q(state=BulletinState.WITHDRAWN),
                name="bulletins_one_correction_each",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["zone", "state", "-made_at"], name="bulletins_by_zone"),
            models.Index(fields=["author", "state"], name="bulletins_by_author"),
            models.Index(
                fields=["zone", "outcome_due_at"],
                condition=Q(outcome_due_at__isnull=False, state=BulletinState.APPROVED),
                name="bulletins_outcomes_owed",
            ),
        ]

    def __str__(self) -> str:
        return f"bulletin {self.pk}"


class Text(models.Model):
    """A bulletin's words in one language; frozen by a trigger once it is approved."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=Language)
    title = models.CharField(max_length=120, blank=True)
    what = models.TextField(max_length=2000, blank=True)
    where = models.CharField(max_length=300, blank=True)
    when = models.CharField(max_length=300, blank=True)
    behaviour = models.TextField(max_length=2000, blank=True)
    # What a person looked like, with the details that tell one from others, one a line: only beside what was done.
    description = models.TextField(max_length=1000, blank=True, db_default="")
    details = models.TextField(max_length=1000, blank=True, db_default="")
    what_to_do = models.TextField(max_length=2000, blank=True)
    # For SMS; its sender and the urgent number are added where they fit.
    short = models.TextField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bulletin", "language"], name="bulletins_text_once_per_language"
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="bulletins_text_language",
            ),
        ]

    def __str__(self) -> str:
        return f"text {self.language} of {self.bulletin_id}"


class Area(models.Model):
    """The part of the perimeters that a bulletin is for: streets, or a drawn shape; frozen at submission.

    `streets` are ids of `territory.Street`, `shape` is a GeoJSON polygon (WGS 84). One of them is given.
    """

    bulletin = models.OneToOneField(Bulletin, on_delete=models.CASCADE, related_name="area")
    streets = models.JSONField(default=list)
    shape = models.JSONField(null=True)
    # Whether members get it whose address the register does not know.
    with_unplaced = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(streets=[]) & Q(shape__isnull=False))
                | (~Q(streets=[]) & Q(shape__isnull=True)),
                name="bulletins_area_of_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"area of {self.bulletin_id}"
