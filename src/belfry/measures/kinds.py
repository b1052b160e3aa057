"""The closed lists of measures: why, how somebody was heard, how a letter went, how an appeal ended."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.measures.workflow import Ladder, StepKind


class Ground(models.TextChoices):
    """Why a dossier is opened: what the circular and the house rules ask of everybody; nothing from police files."""

    HOUSE_RULES = "house_rules", _("the house rules were not respected")
    CIRCULAR = "circular", _("the circular was not respected, for instance by a patrol")
    PRIVACY = "privacy", _("data or messages of the network were passed on")
    DISCRIMINATION = "discrimination", _("people were treated or spoken of with discrimination")
    LANGUAGE = "language", _("the laws on the use of languages were not respected")
    MILITIA = "militia", _("force was used or the work of the police was taken over")
    OFFENCE = "offence", _("an offence that burdens the network")


class Hearing(models.TextChoices):
    """Whether the person was heard before a step."""

    CAME = "came", _("The person came and was heard.")
    WROTE = "wrote", _("The person answered in writing.")
    STAYED_AWAY = "stayed_away", _("The person was invited and did not come.")


class Means(models.TextChoices):
    """How a letter or an appeal was sent."""

    REGISTERED = "registered", _("by registered letter")
    EMAIL = "email", _("by e-mail")


class AppealBody(models.TextChoices):
    """Who decided on an appeal; the circular that could be read does not say who does (Q9)."""

    AUTHORITY = "authority", _("the administrative authority itself")
    GOVERNOR = "governor", _("the governor of the province or the high official")
    INTERIOR = "interior", _("the FPS Interior")
    COUNCIL = "council", _("the Council of State")
    OTHER = "other", _("another body")


class Outcome(models.TextChoices):
    """How an appeal ended."""

    REJECTED = "rejected", _("The appeal is not granted.")
    TOO_LATE = "too_late", _("The appeal is not admissible.")
    WITHDRAWN = "withdrawn", _("The appeal was withdrawn.")
    GRANTED = "granted", _("The appeal is granted.")


# What a step of the two is on each ladder.
STEP_NAMES: Final[Mapping[tuple[str, str], str | Promise]] = {
    (Ladder.MEMBER, StepKind.PROVISIONAL): _("provisional exclusion"),
    (Ladder.MEMBER, StepKind.DEFINITIVE): _("definitive exclusion"),
    (Ladder.COORDINATOR, StepKind.PROVISIONAL): _("temporary relief of duty"),
    (Ladder.COORDINATOR, StepKind.DEFINITIVE): _("definitive removal"),
}


def step_name(ladder: str, kind: str) -> str:
    """Return what a step is called on a ladder, in the active language."""
    return str(STEP_NAMES.get((ladder, kind), StepKind(kind).label))
