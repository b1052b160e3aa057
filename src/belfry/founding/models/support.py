"""Whether the residents want it: survey, meeting, candidates, their approval."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from belfry.core.sealed import SealedTextField
from belfry.delivery.models import Endpoint
from belfry.founding.kinds import CountedUnit, MajorityRule, Means, Part, RoomState
from belfry.founding.models.dossier import Dossier
from belfry.people.models import Person


class Survey(models.Model):
    """A question to every home, business or professional, counted per unit.

    Only totals are kept: nothing tells who answered what (peers, idea 9).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="surveys")
    unit = models.CharField(max_length=13, choices=CountedUnit)
    rule = models.CharField(max_length=7, choices=MajorityRule)
    # At least so many in a hundred units must answer.
    quorum = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    units = models.PositiveIntegerField(default=0)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(closed_at__isnull=True),
                name="founding_one_open_survey",
            ),
            models.CheckConstraint(condition=Q(quorum__lte=100), name="founding_survey_quorum"),
            models.CheckConstraint(
                condition=Q(units__gte=F("yes") + F("no")), name="founding_survey_once_per_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"survey {self.pk}"


class SurveyUnit(models.Model):
    """One home, business or professional that is asked; its code opens one answer and one vote.

    The code itself is made from the id when a letter is printed and kept nowhere; here lies its digest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="asked")
    place = models.PositiveIntegerField()
    # The lines of its letter, without a person's name where it is a home.
    label = SealedTextField()
    digest = models.BinaryField(unique=True)
    # Days only: the time of an answer beside the totals could tell what it was.
    answered_on = models.DateField(null=True)
    voted_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "place"], name="founding_unit_place"),
        ]

    def __str__(self) -> str:
        return f"unit {self.place} of {self.survey_id}"


class Interest(models.Model):
    """Whoever answered yes and wants to hear more, of their own will."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="interests")
    name = SealedTextField()
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "endpoint"], name="founding_interest_once"),
        ]

    def __str__(self) -> str:
        return f"interest in {self.dossier_id}"


class Meeting(models.Model):
    """The public meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="meetings")
    at = models.DateTimeField()
    place = models.CharField(max_length=200)
    room = models.CharField(max_length=7, choices=RoomState, default=RoomState.NONE)
    room_wish = models.TextField(blank=True)
    room_answer = models.TextField(blank=True)
    invited_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    attendance = models.PositiveIntegerField(null=True)
    minutes = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(held_at__isnull=True, cancelled_at__isnull=True),
                name="founding_one_coming_meeting",
            ),
            models.CheckConstraint(
                condition=Q(room__in=RoomState.values), name="founding_meeting_room"
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class Candidate(models.Model):
    """Somebody who would hold one of the two keys. Of the screening only its outcome is kept (H11)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="candidates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=11, choices=Part)
    # Said by the candidate: of age, and the five criteria of the deck.
    declared_at = models.DateTimeField(null=True)
    consented_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    suitable = models.BooleanField(null=True)
    screened_at = models.DateTimeField(null=True)
    screened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # Whoever was found unsuitable keeps the row and leaves the place to another.
            models.UniqueConstraint(
                fields=["dossier", "part"],
                condition=Q(withdrawn_at__isnull=True)
                & (Q(suitable__isnull=True) | Q(suitable=True)),
                name="founding_one_candidate_a_part",
            ),
            models.UniqueConstraint(
                fields=["dossier", "person"],
                condition=Q(withdrawn_at__isnull=True),
                name="founding_one_part_a_person",
            ),
            models.CheckConstraint(
                condition=Q(suitable__isnull=True)
                | Q(screened_at__isnull=False, consented_at__isnull=False, asked_at__isnull=False),
                name="founding_screened_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"candidate {self.pk}"


class Approval(models.Model):
    """The vote on the candidates together, at a succession perhaps on one: yes, no, units and rule are kept."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="approvals")
    coordinator = models.ForeignKey(
        Candidate, null=True, on_delete=models.CASCADE, related_name="+"
    )
    deputy = models.ForeignKey(Candidate, null=True, on_delete=models.CASCADE, related_name="+")
    means = models.CharField(max_length=7, choices=Means)
    rule = models.CharField(max_length=7, choices=MajorityRule)
    units = models.PositiveIntegerField()
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    closes_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    counted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(closed_at__isnull=True),
                name="founding_one_open_vote",
            ),
            models.CheckConstraint(
                condition=Q(units__gte=F("yes") + F("no")), name="founding_vote_once_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(coordinator__isnull=False) | Q(deputy__isnull=False),
                name="founding_vote_on_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"approval {self.pk}"
