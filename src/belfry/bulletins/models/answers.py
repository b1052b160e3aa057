"""What readers tell of a message: how they feel after it, and what was wrong with it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.bulletins.kinds import Feeling, Grievance
from belfry.bulletins.models.bulletins import Bulletin
from belfry.bulletins.models.releases import Release
from belfry.core.languages import Language
from belfry.core.sealed import SealedTextField
from belfry.networks.models import Network
from belfry.people.models import Person


class Mood(models.Model):
    """One answer to an urgent message, of nobody: a used token, and no person, address or hour (only the day)."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="moods")
    token = models.BinaryField(max_length=32, unique=True)
    feeling = models.CharField(max_length=7, choices=Feeling)
    useful = models.BooleanField(null=True)
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(feeling__in=Feeling.values), name="bulletins_mood_feeling"
            ),
        ]

    def __str__(self) -> str:
        return f"answer to {self.release_id}"


class Complaint(models.Model):
    """A reader finds a message wrong or hurtful; officer and chief read it and answer.

    What was written and who wrote (`words`, `answer`, `email`) are sealed; a reader who is not signed in may
    leave an address for the answer or none. `language` is that of the answer's notice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="complaints")
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    email = SealedTextField()
    language = models.CharField(max_length=2, choices=Language, db_default=Language.DUTCH)
    grievance = models.CharField(max_length=14, choices=Grievance)
    words = SealedTextField()
    made_at = models.DateTimeField()
    answer = SealedTextField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(grievance__in=Grievance.values), name="bulletins_complaint_grievance"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="bulletins_complaint_answered_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["bulletin", "made_at"],
                condition=Q(answered_at__isnull=True),
                name="bulletins_complaints_open",
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.pk}"
