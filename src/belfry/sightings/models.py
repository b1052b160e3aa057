"""Reports of members. What was written and by whom is sealed to the police zone: no program that serves pages reads it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.core.languages import Language
from belfry.core.sealed import SealedTextField
from belfry.networks.models import Network
from belfry.people.models import Person
from belfry.sightings.kinds import Behaviour, ForNetwork, LetterKind
from belfry.sightings.workflow import SightingState
from belfry.territory.models import Municipality, PoliceZone

# Of the own file of the police: a number, never a sentence.
OWN_NUMBER = r"^[A-Za-z0-9./-]{1,40}$"


class Sighting(models.Model):
    """What a member saw and told the police of the own network.

    In clear stands only what leads to nobody: no person, no session, no hour (only the day). `text` and `identity`
    are two boxes sealed to the key `key_version` of the zone; `owner` is a tag that differs for each report
    of one member. `about` is the message that a report answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    zone = models.ForeignKey(PoliceZone, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=9, unique=True)
    state = models.CharField(max_length=12, choices=SightingState, default=SightingState.RECEIVED)
    language = models.CharField(max_length=2, choices=Language)
    behaviour = models.CharField(max_length=16, choices=Behaviour)
    about = models.UUIDField(null=True)
    received_on = models.DateField()
    due_at = models.DateTimeField()
    key_version = models.PositiveIntegerField()
    text = models.BinaryField()
    identity = models.BinaryField()
    owner = models.BinaryField(max_length=32)
    # What the officer is told before the text is opened.
    is_repeated = models.BooleanField(default=False)
    speaks_of_patrol = models.BooleanField(default=False)
    names_somebody = models.BooleanField(default=False)
    officer = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    own_number = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True)
    # What the police tell the coordinator, where the plan of the network lets that person see it.
    for_network = models.CharField(
        max_length=12, choices=ForNetwork, blank=True, default="", db_default=""
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=SightingState.values), name="sightings_state"
            ),
            models.CheckConstraint(
                condition=Q(for_network__in=["", *ForNetwork.values]),
                name="sightings_for_network",
            ),
            models.CheckConstraint(
                condition=Q(behaviour__in=Behaviour.values), name="sightings_behaviour"
            ),
            models.CheckConstraint(
                condition=Q(own_number="") | Q(own_number__regex=OWN_NUMBER),
                name="sightings_number_only",
            ),
            models.CheckConstraint(
                condition=Q(state=SightingState.RECEIVED) | Q(officer__isnull=False),
                name="sightings_somebody_has_it",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                ^ Q(state__in=[SightingState.ANSWERED, SightingState.CLOSED]),
                name="sightings_answered_when_answered",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["zone", "due_at"],
                condition=Q(answered_at__isnull=True),
                name="sightings_owed",
            ),
            models.Index(fields=["received_on"], name="sightings_by_day"),
        ]

    def __str__(self) -> str:
        return f"sighting {self.pk}"


class Letter(models.Model):
    """One thing that police and reporter write to each other about a report.

    `words` is sealed to the key `key_version` of the installation, which opens it for the reporter and for who opens
    the report.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sighting = models.ForeignKey(Sighting, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=8, choices=LetterKind)
    # The order of writing: a reply has no hour either.
    number = models.PositiveSmallIntegerField()
    written_on = models.DateField()
    officer = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    key_version = models.PositiveIntegerField()
    words = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=LetterKind.values), name="sightings_letter_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind=LetterKind.REPLY) ^ Q(officer__isnull=False),
                name="sightings_reply_of_nobody",
            ),
            models.UniqueConstraint(
                fields=["sighting", "number"], name="sightings_letters_in_turn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.sighting_id}"


class Photograph(models.Model):
    """A photograph of a report, drawn anew as it came (`paperwork.photographs`) and sealed to the key `key_version` of its zone.

    Only the process that holds the keys opens it, for who opens the text; it goes 30 days after it came.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sighting = models.ForeignKey(Sighting, on_delete=models.CASCADE, related_name="photographs")
    number = models.PositiveSmallIntegerField()
    key_version = models.PositiveIntegerField()
    picture = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sighting", "number"], name="sightings_photographs_in_turn"
            ),
        ]

    def __str__(self) -> str:
        return f"photograph {self.number} of {self.sighting_id}"


class TownMatter(models.Model):
    """Something for the town hall, not for the police: rubbish, noise, a lamp (L9). Nobody's name is with it.

    `owner` is a tag as a report has one, by which the answer finds its way back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=Language)
    words = SealedTextField()
    place = SealedTextField()
    made_at = models.DateTimeField()
    owner = models.BinaryField(max_length=32, default=b"", db_default=b"")
    answer = SealedTextField(db_default=b"")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="sightings_town_matter_done_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "made_at"],
                condition=Q(done_at__isnull=True),
                name="sightings_town_matters_open",
            ),
        ]

    def __str__(self) -> str:
        return f"town matter {self.pk}"
