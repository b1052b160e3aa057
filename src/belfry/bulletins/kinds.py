"""The closed lists of bulletins: grounds, endings, reasons, and what readers may answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """Why the police may tell it (2-practice; H5)."""

    THREAT = "threat", _("a threat to people or goods")
    PHENOMENON = "phenomenon", _("a phenomenon whose next acts can be foreseen")
    PREVENTABLE = "preventable", _("an act that people can prevent")
    INFORMATION = "information", _("information is wanted from residents")


class Investigation(models.TextChoices):
    """What the secrecy of an investigation says about telling it (H10)."""

    NONE = "none", _("there is no investigation that it could harm")
    AGREED = "agreed", _("the public prosecutor was asked and agrees")


class Ending(models.TextChoices):
    """How a message ends for its readers; each message that asks or warns gets one."""

    ARREST = "arrest", _("somebody was arrested")
    FOUND = "found", _("found")
    PREVENTED = "prevented", _("it was prevented")
    FALSE_ALARM = "false_alarm", _("false alarm")
    OPEN = "open", _("not solved yet")
    CANNOT_TELL = "cannot_tell", _("cannot be told")


class Discretion(models.TextChoices):
    """Why it cannot be told how a message ended."""

    INVESTIGATION = "investigation", _("the investigation is secret")
    PROSECUTOR = "prosecutor", _("the public prosecutor decides what is said")
    PERSONS = "persons", _("to protect those concerned")
    OTHER_SERVICE = "other_service", _("another service deals with it")


class Standing(models.TextChoices):
    """How far the outcome is that a message owes its readers."""

    LATE = "late"
    SOON = "soon"
    OPEN = "open"


class Reason(models.TextChoices):
    """Why a message is taken back."""

    WRONG_PLACE = "wrong_place", _("the place was wrong")
    WRONG_TIME = "wrong_time", _("the time was wrong")
    WRONG_FACT = "wrong_fact", _("it did not happen as it was told")
    WRONG_WORDS = "wrong_words", _("it described somebody in words that must not be used")
    BY_MISTAKE = "by_mistake", _("it was sent by mistake")


class NightReason(models.TextChoices):
    """For what readers who agreed to it may be woken (H29)."""

    IN_PROGRESS = "in_progress", _("it happens now")
    MISSING = "missing", _("a vulnerable person is missing")
    CORRECTED = "corrected", _("the alert that came at night was wrong")


class Asked(models.TextChoices):
    """Whom an offer waits for, one after the other."""

    COORDINATOR = "coordinator", _("the coordinator")
    DEPUTY = "deputy", _("the deputy")
    POLICE = "police", _("the police")


class TemplateKind(models.TextChoices):
    """What a text that was approved beforehand is for."""

    ALERT = "alert", _("alert from the console")
    STAND_DOWN = "stand_down", _("end of an alert")
    CORRECTION = "correction", _("correction")
    OUTCOME = "outcome", _("outcome")


class Feeling(models.TextChoices):
    """How a reader feels after an urgent message."""

    CALMER = "calmer", _("calmer")
    SAME = "same", _("the same")
    WORRIED = "worried", _("more worried")


class Grievance(models.TextChoices):
    """What a reader finds wrong with a message."""

    DISCRIMINATING = "discriminating", _("it hurts or sets apart a group of people")
    PERSONAL = "personal", _("it shows who or where somebody is")
    WRONG = "wrong", _("it is not true")
    FRIGHTENING = "frightening", _("it frightens without need")
    OTHER = "other", _("something else")
