"""A dossier of measures on one person in one network, with its steps, their signatures and an appeal."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.core.languages import Language
from belfry.core.sealed import SealedTextField
from belfry.measures.kinds import AppealBody, Ground, Hearing, Means, Outcome
from belfry.measures.workflow import RUNNING, DossierState, Function, Ladder, StepKind
from belfry.networks.models import Network
from belfry.people.models import Person


class Dossier(models.Model):
    """What somebody is reproached with, how far it came, and what that person says about it; erased in the end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ladder = models.CharField(max_length=11, choices=Ladder)
    ground = models.CharField(max_length=14, choices=Ground)
    facts = SealedTextField()
    state = models.CharField(max_length=11, choices=DossierState, default=DossierState.OPENED)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    view = SealedTextField()
    viewed_at = models.DateTimeField(null=True)
    # Known from the day on which nothing more is decided.
    erase_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ladder__in=Ladder.values), name="measures_ladder"),
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="measures_ground"),
            models.CheckConstraint(
                condition=Q(state__in=DossierState.values), name="measures_state"
            ),
            models.UniqueConstraint(
                fields=["network", "person", "ladder"],
                condition=Q(state__in=sorted(RUNNING)),
                name="measures_one_running",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["erase_on"],
                condition=Q(erase_on__isnull=False),
                name="measures_to_erase",
            ),
        ]

    def __str__(self) -> str:
        return f"dossier {self.pk}"


class Step(models.Model):
    """One step: prepared, signed by everybody who must, and from then on unchanged.

    `kept` is what gives back the access that it cut; `ended_at` is when that was given back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=11, choices=StepKind)
    reasons = SealedTextField()
    invited_on = models.DateField(null=True)
    heard = models.CharField(max_length=11, choices=Hearing, blank=True)
    heard_on = models.DateField(null=True)
    statement = SealedTextField()
    # The only thing that is kept of an offence.
    reported_on = models.DateField(null=True)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    # The Belgian day of the decision, with which the clock of an appeal begins.
    decided_on = models.DateField(null=True)
    # In which its letter is written: the person's own.
    language = models.CharField(max_length=2, choices=Language, blank=True)
    kept = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    means = models.CharField(max_length=10, choices=Means, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values), name="measures_step_kind"
            ),
            models.UniqueConstraint(fields=["dossier", "kind"], name="measures_each_step_once"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(taken_at__isnull=True),
                name="measures_one_step_waits",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, decided_on__isnull=True, language="")
                | (Q(taken_at__isnull=False, decided_on__isnull=False) & ~Q(language="")),
                name="measures_taken_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True, means="")
                | (Q(sent_on__isnull=False, means__in=Means.values)),
                name="measures_sent_by_some_means",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.pk}"


class Signature(models.Model):
    """One person's signature on a step, in one function."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="signatures")
    function = models.CharField(max_length=11, choices=Function)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["step", "function"], name="measures_each_function_once"
            ),
            models.UniqueConstraint(fields=["step", "person"], name="measures_each_signer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.function} on {self.step_id}"


class Appeal(models.Model):
    """The appeal of a coordinator or deputy against a definitive removal, and how it ended."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="appeal")
    sent_on = models.DateField()
    means = models.CharField(max_length=10, choices=Means)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    body = models.CharField(max_length=9, choices=AppealBody, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="", body="", decided_on__isnull=True)
                | Q(
                    outcome__in=Outcome.values,
                    body__in=AppealBody.values,
                    decided_on__isnull=False,
                ),
                name="measures_appeal_ends_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal in {self.dossier_id}"
