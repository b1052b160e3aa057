"""Requests to join a network."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from belfry.core.languages import Language
from belfry.core.sealed import SealedTextField
from belfry.joining.kinds import Place, PoliceRefusal, Refusal, Source, Tie, Way
from belfry.joining.workflow import OPEN, RequestState
from belfry.networks.models import Membership, Network
from belfry.people.models import Person

IS_OPEN = Q(state__in=OPEN)
REASONS = [*Refusal.choices, *PoliceRefusal.choices]


class ProofByLetter(models.Model):
    """A network that wants whoever asks online to type a code that came by letter to the house."""

    network = models.OneToOneField(Network, primary_key=True, on_delete=models.CASCADE)
    wanted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    wanted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"proof by letter for {self.network_id}"


class Request(models.Model):
    """Somebody asks to join a network: online with a proved address of e-mail or phone, or by a form on paper.

    Names and addresses are wiped with the answer: who was accepted is on the list, of anybody else nothing stays. Which
    house rules were accepted, and when, is kept as long as the membership (M2).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=RequestState)
    way = models.CharField(
        max_length=8, choices=Way, default=Way.ONLINE, db_default=Way.ONLINE.value
    )
    tie = models.CharField(max_length=5, choices=Tie)
    place = models.CharField(max_length=7, choices=Place)
    language = models.CharField(max_length=2, choices=Language)
    given_name = SealedTextField()
    family_name = SealedTextField()
    organisation = SealedTextField()
    street = SealedTextField()
    number = SealedTextField()
    box = SealedTextField()
    postcode = SealedTextField()
    municipality = SealedTextField()
    email = SealedTextField()
    phone = SealedTextField()
    # Keyed digest of contact and name, so that the same request is kept once; wiped with the answer.
    asker = models.BinaryField(max_length=32)
    rules_source = models.CharField(max_length=7, choices=Source)
    rules_version = models.PositiveIntegerField()
    rules_language = models.CharField(max_length=2, choices=Language)
    rules_from = models.DateField()
    # The day on the form on paper.
    signed_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    # Since when it waits for who answers it next.
    waits_since = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    # Of somebody from outside: when the police agreed, and who.
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    # When the letter to the house was made, by what its code is recognised, and when it was typed.
    letter_at = models.DateTimeField(null=True)
    letter_code = models.BinaryField(max_length=32, null=True)
    home_proved_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=9, choices=REASONS, blank=True)
    # Of a member who moves house: the membership that gets the new home, or ends when another network takes them in.
    mover = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="joining_request_state"
            ),
            models.CheckConstraint(
                condition=Q(IS_OPEN, answered_at__isnull=True)
                | Q(~IS_OPEN, answered_at__gte=F("asked_at")),
                name="joining_request_answered",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.ACCEPTED, membership__isnull=False)
                | Q(~Q(state=RequestState.ACCEPTED), membership__isnull=True),
                name="joining_request_accepted_is_a_member",
            ),
            models.CheckConstraint(
                condition=Q(way=Way.ONLINE, signed_on__isnull=True)
                | Q(way__in=[Way.PAPER, Way.DOORSTEP], signed_on__isnull=False),
                name="joining_request_paper_is_signed",
            ),
            # Who lives outside joins with a yes of the police only.
            models.CheckConstraint(
                condition=~Q(
                    state__in=[RequestState.WAITING, RequestState.ACCEPTED],
                    place=Place.OUTSIDE,
                    agreed_by__isnull=True,
                ),
                name="joining_request_outside_agreed",
            ),
            models.CheckConstraint(
                condition=IS_OPEN
                | Q(family_name=b"", street=b"", number=b"", email=b"", phone=b"", asker=b""),
                name="joining_request_wiped",
            ),
            models.UniqueConstraint(
                fields=["network", "asker"], condition=IS_OPEN, name="joining_request_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["waits_since"], condition=IS_OPEN, name="joining_request_open"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def is_move_within(self) -> bool:
        """Whether a member of this very network moves to another address."""
        return self.mover is not None and self.mover.network_id == self.network_id

    @property
    def full_name(self) -> str:
        """Who asks; empty once it was answered."""
        return f"{self.given_name} {self.family_name}".strip()
