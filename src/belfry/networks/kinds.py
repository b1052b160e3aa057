"""The closed lists of networks: kinds of partnership, classes of bulletin, who releases, papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NetworkKind(models.TextChoices):
    """The three kinds of partnership (deck, "Denomination")."""

    RESIDENTIAL = "residential", _("residential")
    COMMERCIAL = "commercial", _("commercial")
    SECTORAL = "sectoral", _("sectoral")


class BulletinClass(models.TextChoices):
    """Classes of bulletin; a plan says per class by which channels it travels."""

    ALERT = "alert", _("alert")
    REQUEST = "request", _("request for information")
    WARNING = "warning", _("warning")
    OUTCOME = "outcome", _("outcome")
    ADVICE = "advice", _("prevention advice")
    ORGANISATIONAL = "organisational", _("organisational message")


class Releaser(models.TextChoices):
    """Who presses "send" once the police approved (open question Q4: both exist)."""

    COORDINATOR = "coordinator", _("the coordinator")
    POLICE = "police", _("the police")


class Paper(models.TextChoices):
    """What is signed together."""

    CHARTER = "charter", _("charter")
    HOUSE_RULES = "house_rules", _("house rules")
    COMMUNICATION_PLAN = "communication_plan", _("communication plan")
    FINANCING_PLAN = "financing_plan", _("financing plan")


class Ringing(models.TextChoices):
    """Whose phone rings in a household when it is urgent."""

    EVERYBODY = "everybody", _("everybody's")
    MINE = "mine", _("mine")
    # Said without a name: who it is, the household knows.
    ANOTHER = "another", _("that of another person of your household")


class Wish(models.TextChoices):
    """What somebody from outside asks a network for; a closed list, so that no report comes this way."""

    JOIN = "join", _("wants to take part")
    QUESTION = "question", _("has a question about the network")
    HELP = "help", _("wants to help")
