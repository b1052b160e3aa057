"""Questions that are owed an answer: of members to their coordinator, of coordinators to their police."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from belfry.core.languages import Language
from belfry.core.sealed import SealedTextField
from belfry.networks.models import Network
from belfry.people.models import Person
from belfry.questions.kinds import Topic
from belfry.territory.models import PoliceZone

ANSWERED_BY_SOMEBODY = Q(answered_at__isnull=True, answered_by__isnull=True) | Q(
    answered_at__isnull=False, answered_by__isnull=False, answered_at__gte=F("asked_at")
)
UNANSWERED = Q(answered_at__isnull=True)


class Question(models.Model):
    """What both kinds have: who asks what in which language, until when it is owed an answer, and the answer.

    A year after it was asked, who asked, words and answer are wiped; that there was one stays counted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=Language)
    words = SealedTextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = SealedTextField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def waited(self) -> timedelta | None:
        """How long the answer took; None without one."""
        return self.answered_at - self.asked_at if self.answered_at else None

    @property
    def is_in_time(self) -> bool:
        """Whether it was answered, and by the time at which the answer was due."""
        return self.answered_at is not None and self.answered_at <= self.due_at


class PracticalQuestion(Question):
    """What a member asks coordinator and deputies of the own network about the network itself."""

    topic = models.CharField(max_length=10, choices=Topic)

    class Meta:
        verbose_name = "practical question"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(topic__in=Topic.values), name="questions_practical_topic"
            ),
            models.CheckConstraint(
                condition=ANSWERED_BY_SOMEBODY, name="questions_practical_answered_by_somebody"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network", "due_at"], condition=UNANSWERED, name="questions_practical_open"
            ),
            models.Index(fields=["network", "asked_at"], name="questions_practical_by_time"),
        ]


class PoliceQuestion(Question):
    """What coordinator or deputy of a network ask the police of its leading zone."""

    zone = models.ForeignKey(PoliceZone, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "question to the police"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=ANSWERED_BY_SOMEBODY, name="questions_police_answered_by_somebody"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["zone", "due_at"], condition=UNANSWERED, name="questions_police_open"
            ),
            models.Index(fields=["network", "asked_at"], name="questions_police_by_time"),
        ]
