"""The closed lists of networks: kinds of partnership, classes of bulletin, phenomena, papers."""

from datetime import timedelta
from typing import Final

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
    # Goes by the ways of the message that it takes back, to the same people.
    CORRECTION = "correction", _("correction")


# Those whose ways a plan names.
PLANNED: Final = tuple(one for one in BulletinClass if one is not BulletinClass.CORRECTION)
# Those that somebody is asked to pass on: an organisational message is the coordinator's own.
OFFERED: Final = tuple(one for one in PLANNED if one is not BulletinClass.ORGANISATIONAL)


class Phenomenon(models.TextChoices):
    """What a message, a report or an advice is about."""

    HOME_BURGLARY = "home_burglary", _("burglary in homes")
    OUTBUILDING_BURGLARY = "outbuilding_burglary", _("burglary in garages and sheds")
    SHOP_BURGLARY = "shop_burglary", _("burglary in shops and firms")
    TRICK_THEFT = "trick_theft", _("trick theft, false officials")
    PICKPOCKETING = "pickpocketing", _("pickpocketing")
    FRAUD = "fraud", _("fraud and phishing")
    BICYCLE_THEFT = "bicycle_theft", _("theft of bicycles")
    VEHICLE_THEFT = "vehicle_theft", _("theft of or from vehicles")
    SHOP_THEFT = "shop_theft", _("theft in shops")
    ROBBERY = "robbery", _("robbery")
    VANDALISM = "vandalism", _("vandalism")
    FIRE = "fire", _("fire")
    CARBON_MONOXIDE = "carbon_monoxide", _("carbon monoxide (CO)")
    MISSING_PERSON = "missing_person", _("missing vulnerable person")


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

    QUESTION = "question", _("has a question about the network")
    HELP = "help", _("wants to help")


class Removal(models.TextChoices):
    """Why a keeper takes somebody off the list. What somebody did is none of them: that takes a ladder (H27)."""

    ASKED = "asked", _("The person asked for it.")
    MOVED = "moved", _("The person moved away.")
    DIED = "died", _("The person died.")
    MISTAKE = "mistake", _("The person is on the list by mistake.")


class Opening(models.TextChoices):
    """Why a keeper opens what stands hidden on the list; the member reads it among the own data."""

    REACH = "reach", _("to reach this person")
    CORRECT = "correct", _("to correct what is wrong")
    ASKED = "asked", _("because this person asked for it")


class ListPart(models.TextChoices):
    """What a keeper looks at: the whole list, or those for whom there is something to do."""

    EVERYBODY = "everybody", _("Everybody")
    DOUBTFUL = "doubtful", _("An address does not work")
    UNCONFIRMED = "unconfirmed", _("Never confirmed an address")
    OFFLINE = "offline", _("No e-mail and no phone")


class FactType(models.TextChoices):
    """What a dispatcher sends an alert for, the gravest first; a zone switches each on or off."""

    ROBBERY_IN_PROGRESS = "robbery_in_progress", _("robbery in progress")
    INTRUDER_IN_PROGRESS = "intruder_in_progress", _("intruder in a home or garden, in progress")
    BURGLARY_IN_PROGRESS = "burglary_in_progress", _("burglary in progress")
    RAM_RAID = "ram_raid", _("ram raid on a shop")
    MISSING_VULNERABLE_PERSON = "missing_vulnerable_person", _("missing vulnerable person")
    BURGLARY_ATTEMPT = "burglary_attempt", _("attempted burglary")
    TRICK_THIEF = "trick_thief", _("trick thief, false official")
    TELEPHONE_FRAUD = "telephone_fraud", _("fraud by telephone, false police or bank")
    VEHICLE_THEFT = "vehicle_theft", _("theft of a vehicle")
    THEFT_FROM_VEHICLES = "theft_from_vehicles", _("theft from vehicles")
    SHOP_THIEVES = "shop_thieves", _("thieves in shops")
    ARSON = "arson", _("fire set on purpose")
    VANDALISM = "vandalism", _("vandalism in progress")
    SUSPICIOUS_BEHAVIOUR = "suspicious_behaviour", _("suspicious behaviour that police checked")


class NightPolicy(models.TextChoices):
    """For what the police of a zone break quiet hours; never for who did not consent (H29)."""

    NOBODY = "nobody", _("Nobody is woken.")
    IN_PROGRESS = "in_progress", _("Only for a fact in progress, and only who agreed to it.")
    IN_PROGRESS_OR_MISSING = (
        "in_progress_or_missing",
        _("For a fact in progress or a missing vulnerable person, and only who agreed to it."),
    )


# The least and the most that a zone may settle, ends included.
DAYS: Final = {"urgent_due_days": (1, 10), "other_due_days": (1, 60), "silence_days": (7, 366)}
LIFE: Final = (timedelta(hours=1), timedelta(days=31))
ANSWER: Final = (timedelta(minutes=1), timedelta(days=7))
