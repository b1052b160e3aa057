"""What a contribution covers, and how it stands with a home or business."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Cost(models.TextChoices):
    """What a contribution may cover: nothing else is asked for, and nobody is paid (H24)."""

    MESSAGES = "messages", _("text messages and calls")
    PRINTING = "printing", _("printing and delivery of letters")
    SIGNS = "signs", _("signs")
    STICKERS = "stickers", _("stickers")
    ROOM = "room", _("room for meetings")
    MEETING = "meeting", _("meetings of the members")
    TRAINING = "training", _("training")


class Mismatch(models.TextChoices):
    """Why an amount that came in settles nothing by itself."""

    NO_REFERENCE = "no_reference", _("without a right reference")
    UNKNOWN = "unknown", _("a reference of another year or network")
    LESS = "less", _("less than was asked")
    MORE = "more", _("more than was asked")
    TWICE = "twice", _("marked as paid already")


class DueState(models.TextChoices):
    """How it stands; of who is exempt no reason is kept."""

    OPEN = "open", pgettext_lazy("contribution", "Not paid yet")
    PAID = "paid", pgettext_lazy("contribution", "Paid")
    WAIVED = "waived", pgettext_lazy("contribution", "Exempt")
