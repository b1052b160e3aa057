"""Persons, the units they belong to, and how each can be reached."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from belfry.core.languages import Language
from belfry.core.sealed import SealedTextField
from belfry.delivery.models import Endpoint


class Unit(models.Model):
    """What is counted besides persons: a household or an establishment, with its sealed address."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household"
        ESTABLISHMENT = "establishment"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=13, choices=Kind)
    organisation = SealedTextField()
    street = SealedTextField()
    number = SealedTextField()
    box = SealedTextField()
    postcode = SealedTextField()
    municipality = SealedTextField()
    # When it is urgent, of this household only the phone of this person rings.
    urgent_person = models.ForeignKey(
        "Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["household", "establishment"]), name="people_unit_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"unit {self.pk}"


class Person(AbstractBaseUser):
    """Somebody: member, officer, coordinator, clerk. No e-mail column, no password, no search."""

    password = None  # type: ignore[assignment]
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_name = SealedTextField()
    family_name = SealedTextField()
    language = models.CharField(max_length=2, choices=Language)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    # Raised to end every session of the person at once.
    sign_in_epoch = models.PositiveIntegerField(default=0)

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()
    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="people_person_language"
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def full_name(self) -> str:
        """The name as it is written on a letter."""
        return f"{self.given_name} {self.family_name}".strip()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django compares it at every request: a raised epoch ends every session.
        told = f"{self.pk}|{self.sign_in_epoch}"
        return salted_hmac(
            "belfry.people.session", told, secret=secret, algorithm="sha256"
        ).hexdigest()

    def has_usable_password(self) -> bool:
        """Nobody has a password here."""
        return False

    def check_password(self, raw_password: Any) -> bool:
        """No password opens anything."""
        return False


class ContactPoint(models.Model):
    """An endpoint of a person; `position` 0 is the preferred one of its channel."""

    # The unique constraint and the index below begin with what these two would index.
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="contact_points", db_index=False
    )
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveSmallIntegerField(default=0)
    # The network whose list tells it; only that list shows it. None: told by the person, or for a mandate.
    told_to = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    # Of a browser: what kind it seems to be, on what ("Chrome/Android").
    device = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "endpoint", "told_to"],
                name="people_contact_point_once",
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["endpoint", "added_at"], name="people_by_end")]

    def __str__(self) -> str:
        return f"contact point {self.pk}"


class Preference(models.Model):
    """What a person chose for itself: quiet hours (Belgian clock), channels not wanted, calls, days away.

    `may_be_woken` is consent to alerts in quiet hours: for a fact in progress or a missing vulnerable person (H29).
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="preference")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    without_channels = models.JSONField(default=list)
    calls = models.BooleanField(default=False)
    may_be_woken = models.BooleanField(default=False, db_default=False)
    # Of nobody's knowledge but the person's own (H30): no page, count or record tells it to anybody else.
    away_from = models.DateField(null=True)
    back_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(away_from__isnull=True, back_on__isnull=True)
                | Q(back_on__gt=F("away_from")),
                name="people_days_away_in_order",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="people_quiet_hours_have_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"preference of {self.person_id}"

    def is_away(self, on: date) -> bool:
        """Whether no phone rings and no device shows anything on this Belgian day."""
        if self.away_from is None or self.back_on is None:
            return False
        return self.away_from <= on < self.back_on
