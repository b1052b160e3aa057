"""The closed lists of questions: what members ask a coordinator, and the answers that fit most."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What a practical question is about; nothing here is for the police."""

    LIST = "list", _("the member list: my name or my household")
    ADDRESS = "address", _("a new address, e-mail or phone number")
    MESSAGES = "messages", _("messages: too many, too few, or in another way")
    MEETING = "meeting", _("a meeting")
    SIGN = "sign", _("a sign in the street or a sticker for the window")
    HELPING = "helping", _("I would like to help")
    OTHER = "other", _("something else about the network")


class CoordinatorAnswer(models.TextChoices):
    """What coordinators answer most, in the member's language; own words may follow."""

    DONE = "done", _("It is done.")
    UNDER_WAY = "under_way", _("I will see to it.")
    CALL = "call", _("I will call you about it.")
    MEETING = "meeting", _("We will talk about it at the next meeting.")
    SETTINGS = "settings", _("You can change it yourself on your page “Settings”.")
    NOT_POSSIBLE = "not_possible", _("I am sorry, that is not possible.")


class PoliceAnswer(models.TextChoices):
    """What the police answer a coordinator most, in that person's language; own words may follow."""

    CALL = "call", _("We will call you about it.")
    MEETING = "meeting", _("We will talk about it at the next meeting.")
    MESSAGE = "message", _("The network gets a message about it.")
    NOTHING_MORE = "nothing_more", _("At the moment we know nothing more.")
    CANNOT_TELL = "cannot_tell", _("For the sake of an investigation we cannot tell you that.")
