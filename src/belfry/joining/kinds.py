"""The closed lists of joining."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tie(models.TextChoices):
    """What ties somebody to the ground of a network (rules 1.7)."""

    LIVES = "lives", _("I live there.")
    WORKS = "works", _("I work there.")


class Way(models.TextChoices):
    """How somebody asked."""

    ONLINE = "online"
    # By a form on paper that a keeper of the list entered; on the doorstep the address was proved there.
    PAPER = "paper"
    DOORSTEP = "doorstep"


class Place(models.TextChoices):
    """Where an address lies, as far as streets and perimeter tell."""

    INSIDE = "inside", _("within the network")
    OUTSIDE = "outside", _("outside the network")
    UNCLEAR = "unclear", _("not found in the register of addresses: please look yourself")


class Source(models.TextChoices):
    """Whose version of the house rules somebody accepted: of the signed charter, or of the model."""

    CHARTER = "charter"
    MODEL = "model"


class Refusal(models.TextChoices):
    """Why somebody does not join; who asked reads exactly this."""

    OUTSIDE = "outside", _("Your address lies outside the network.")
    ADDRESS = "address", _("We could not find out that you live or work there.")
    ALREADY = "already", _("You are on the list of members already.")
    MEASURE = (
        "measure",
        _("A written decision about you still counts. Its letter says how you can appeal."),
    )
    WITHDRAWN = "withdrawn", _("You let us know that you no longer wish to join.")


class PoliceRefusal(models.TextChoices):
    """The one answer of the police besides yes."""

    POLICE = "police", _("The police do not agree, because your address lies outside the network.")
