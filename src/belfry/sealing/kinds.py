"""What of a report can be opened, and for which reasons: both lists are closed."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """What of a report is opened: its text (with the letters about it), or who wrote it."""

    TEXT = "text", _("what was reported")
    IDENTITY = "identity", _("who reported it")


class Reason(models.TextChoices):
    """Why something sealed is opened; it is written into the record before anything is shown."""

    TO_ASSESS = "to_assess", _("to judge what has to be done with the report")
    TO_ANSWER = "to_answer", _("to answer the reporter")
    TO_WARN = "to_warn", _("to write a message to the networks")
    TO_INVESTIGATE = "to_investigate", _("for an investigation")
    TO_REVIEW = "to_review", _("to check how a report was handled")
    TO_HEAR = "to_hear", _("to hear the reporter as a witness")
    TO_PROTECT = "to_protect", _("because the reporter may be in danger")
    ORDERED = "ordered", _("ordered by a magistrate")
    FALSE_REPORT = "false_report", _("because the report seems deliberately false")


# To know what was seen is the work of every day; to know who saw it is the exception.
REASONS: Final = {
    Part.TEXT: (
        Reason.TO_ASSESS,
        Reason.TO_ANSWER,
        Reason.TO_WARN,
        Reason.TO_INVESTIGATE,
        Reason.TO_REVIEW,
    ),
    Part.IDENTITY: (
        Reason.TO_INVESTIGATE,
        Reason.TO_HEAR,
        Reason.TO_PROTECT,
        Reason.ORDERED,
        Reason.FALSE_REPORT,
    ),
}
