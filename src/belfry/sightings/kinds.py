"""The closed lists of a report: what was done, when, and what the identification card of the ministry asks.

The card has no field for origin, religion or colour of skin, and none may be added (H7).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Behaviour(models.TextChoices):
    """What somebody did: the first question, for only behaviour makes something suspicious (M11)."""

    LOOKED_IN = "looked_in", _("looked into homes, gardens or cars")
    TRIED_DOORS = "tried_doors", _("tried doors, windows or car doors")
    RANG_WITH_EXCUSE = "rang_with_excuse", _("rang or knocked with an excuse that did not fit")
    PRETENDED = "pretended", _("pretended to come from the police, a firm or the town")
    PICTURES = "pictures", _("took pictures of homes or made marks on them")
    DROVE_SLOWLY = "drove_slowly", _("drove or walked past slowly, more than once")
    WAITED = "waited", _("waited for long without a reason that you could see")
    CARRIED_OFF = "carried_off", _("carried things away from a home, garden or site")
    RAN_OFF = "ran_off", _("ran or drove off in a hurry")
    DAMAGED = "damaged", _("damaged something")
    FRAUD = "fraud", _("asked for money or codes, by phone, message or at the door")
    FOUND = "found", _("nobody seen: you found tools, goods or traces")
    OTHER = "other", _("something else")


class Moment(models.TextChoices):
    """When it was, in one press; day and hour may be given besides."""

    LAST_HOURS = "last_hours", _("in the last hours")
    LAST_NIGHT = "last_night", _("last night")
    YESTERDAY = "yesterday", _("yesterday")
    EARLIER = "earlier", _("earlier")


class VehicleKind(models.TextChoices):
    """The kind of a vehicle."""

    CAR = "car", _("car")
    VAN = "van", _("van")
    LORRY = "lorry", _("lorry")
    MOTORCYCLE = "motorcycle", _("motorcycle or moped")
    BICYCLE = "bicycle", _("bicycle")
    SCOOTER = "scooter", _("electric scooter")
    OTHER = "other", _("something else")


class Sex(models.TextChoices):
    """What somebody seemed to be."""

    MAN = "man", _("man")
    WOMAN = "woman", _("woman")


class Height(models.TextChoices):
    """How tall somebody was, against a door of two metres."""

    SHORT = "short", _("short, up to 1.65 m")
    MEDIUM = "medium", _("medium, about 1.75 m")
    TALL = "tall", _("tall, from 1.85 m")


class Build(models.TextChoices):
    """How somebody was built."""

    SLIM = "slim", _("slim")
    MEDIUM = "medium", _("medium")
    HEAVY = "heavy", _("heavy")


class LetterKind(models.TextChoices):
    """What police and reporter write to each other about a report."""

    QUESTION = "question", _("question of the police")
    REPLY = "reply", _("reply")
    ANSWER = "answer", _("answer of the police")


class TownAnswer(models.TextChoices):
    """What the town answers most, in the reporter's language; own words may follow."""

    DONE = "done", _("It was dealt with.")
    PLANNED = "planned", _("It is planned.")
    PASSED_ON = "passed_on", _("We passed it on to the service in charge.")
    NOT_OURS = "not_ours", _("The town can do nothing about it.")


class ForNetwork(models.TextChoices):
    """What the police tell the coordinator of a network about a report: nothing that was in it."""

    NOTED = "noted", _("The police have noted it.")
    LOOKED_INTO = "looked_into", _("The police looked into it. The network need not do anything.")
    HARMLESS = "harmless", _("There is an innocent explanation.")
    WATCHFUL = "watchful", _("The police keep an eye on it.")
    INVESTIGATED = "investigated", _("The police are investigating it and cannot say more.")
    MESSAGE = "message", _("The network gets a message about it.")


class Answer(models.TextChoices):
    """What the police answer most, in the reporter's language; own words may follow."""

    HELPED = "helped", _("Thank you. Your report helped us.")
    HARMLESS = "harmless", _("Thank you. We looked into it: there is an innocent explanation.")
    WENT_THERE = "went_there", _("Thank you. We went to look and found nothing more.")
    NOTED = "noted", _("Thank you. We have noted it; together with other reports it may help us.")
    CANNOT_TELL = (
        "cannot_tell",
        _("Thank you. We are using it. For the sake of the investigation we cannot tell you more."),
    )
