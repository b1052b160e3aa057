"""The closed lists of founding."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Initiative(models.TextChoices):
    """Whose idea it was (circular, step plan)."""

    RESIDENTS = "residents", _("residents")
    TRADERS = "traders", _("traders")
    PROFESSION = "profession", _("a profession")
    TOWN = "town", _("the municipality")
    POLICE = "police", _("the police")


class CountedUnit(models.TextChoices):
    """What has one voice in the survey."""

    HOME = "home", _("home")
    ESTABLISHMENT = "establishment", _("business")
    PROFESSIONAL = "professional", _("professional")


class MajorityRule(models.TextChoices):
    """When a majority is reached; said before the first answer."""

    ANSWERS = "answers", _("more yes than no among those who answer")
    UNITS = "units", _("more than half of all say yes")


class Question(models.TextChoices):
    """What the code of a letter can answer."""

    SURVEY = "survey", _("the survey")
    VOTE = "vote", _("the vote on the candidates")


class Part(models.TextChoices):
    """Which of the two key holders a candidate would be."""

    COORDINATOR = "coordinator", _("coordinator")
    DEPUTY = "deputy", _("deputy coordinator")


class Means(models.TextChoices):
    """How the residents approve the candidates."""

    CODES = "codes", _("by the codes of the letters")
    MEETING = "meeting", _("by a counted vote at the meeting")


class SignatoryRole(models.TextChoices):
    """Who signs (open question Q5: four persons, three parties)."""

    MAYOR = "mayor", _("the mayor")
    CHIEF = "chief", _("the chief of police")
    OFFICER = "officer", _("the mandated officer")
    COORDINATOR = "coordinator", _("the coordinator")


class Manner(models.TextChoices):
    """How a signature was given."""

    DRAWN = "drawn", _("drawn")
    TYPED = "typed", _("typed")
    PAPER = "paper", _("on paper")


class RoomState(models.TextChoices):
    """The request to the town for a room."""

    NONE = "none", _("not asked")
    ASKED = "asked", _("asked")
    GIVEN = "given", _("given")
    REFUSED = "refused", _("not available")


class Subject(models.TextChoices):
    """What an amendment changes; a contact needs no new signatures, the rest does."""

    CONTACT = "contact", _("contact details")
    PLAN = "plan", _("communication plan")
    BUDGET = "budget", _("financing plan")
    PERIMETER = "perimeter", _("perimeter")


class UploadKind(models.TextChoices):
    """What a file that somebody gave is."""

    CHARTER_SCAN = "charter_scan", _("scan of the signed charter")
    PAPER_SIGNATURE = "paper_signature", _("signed paper copy")
