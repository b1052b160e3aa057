"""The states of one delivery, the lanes in which it waits, and why it fails."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """What became of one delivery.

    Accepted means that the supplier answered for it, delivered that the device has it, confirmed that
    the person said so; none of them means read.
    Dead, failed and unknown come back by hand only. Spared is a step of the ladder that was not needed.
    """

    READY = "ready", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    DELIVERED = "delivered", _("delivered")
    CONFIRMED = "confirmed", _("confirmed")
    UNKNOWN = "unknown", _("uncertain")
    SPARED = "spared", _("not needed")
    FAILED = "failed", _("failed")
    DEAD = "dead", _("given up")
    EXPIRED = "expired", _("expired")
    SUPPRESSED = "suppressed", _("not wanted")
    STOPPED = "stopped", _("stopped")


class Lane(models.IntegerChoices):
    """Who goes first (dispatch, 5.8)."""

    URGENT = 0, _("urgent police message")
    PERSONAL = 1, _("for one person: codes, invitations, tasks")
    POLICE = 2, _("police information")
    COORDINATOR = 3, _("coordinator")
    BULK = 5, _("newsletters and prevention advice")
    REPORTS = 9, _("reports")


class Arrived(models.TextChoices):
    """What became of a mail or text that somebody wrote to us; only counted."""

    REPORT = "report"
    URGENT = "urgent"
    REFUSED = "refused"
    STOP = "stop"
    # Of nobody whom we know; more than one person sees in a day; not sealed within the hour.
    STRANGER = "stranger"
    TOO_MANY = "too_many"
    TOO_LATE = "too_late"


class Cause(models.TextChoices):
    """Why a delivery waits or failed, in words a coordinator understands."""

    NO_RELAY = "no_relay", _("the mail relay cannot be reached")
    RELAY_REFUSES = "relay_refuses", _("the mail relay refuses our sign-in")
    THROTTLED = "throttled", _("we are asked to send more slowly")
    TEMPORARY = "temporary", _("the other side asks us to try later")
    UNKNOWN_ADDRESS = "unknown_address", _("the address does not exist")
    MAILBOX_FULL = "mailbox_full", _("the mailbox is full")
    REFUSED = "refused", _("the other side refuses the message")
    UNUSABLE_ADDRESS = "unusable_address", _("the address cannot be used")
    BROKEN_CONNECTION = "broken_connection", _("the connection broke before the answer")
    NO_SUPPLIER = "no_supplier", _("the supplier cannot be reached")
    SUPPLIER_REFUSES = "supplier_refuses", _("the supplier refuses our sign-in")
    NO_CREDIT = "no_credit", _("the account with the supplier is empty")
    UNKNOWN_NUMBER = "unknown_number", _("the number does not exist")
    OUT_OF_REACH = "out_of_reach", _("the phone was off or out of reach")
    NOT_ANSWERED = "not_answered", _("nobody answered the phone")
    VOICEMAIL = "voicemail", _("a voicemail answered")
    BLOCKED = "blocked", _("the phone or its company blocks the message")
    GONE = "gone", _("the browser no longer takes messages")
    NO_PART = "no_part", _("takes no part in the exercise")
    CRASHED = "crashed", _("sending was interrupted several times")


def cause_in_words(cause: str) -> str | Promise:
    """Say a cause in words; one that only a newer version knows is another reason."""
    return Cause(cause).label if cause in Cause.values else _("another reason")
