"""The states of one delivery, the lanes in which it waits, and why it fails."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Accepted means that the next mail server answered for it; it does not mean read.

    Ready after claimed is a retry or a lease that ran out; dead and failed come back by hand only.
    """

    READY = "ready", _("waiting")
    CLAIMED = "claimed", _("being sent")
    ACCEPTED = "accepted", _("accepted")
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


class Cause(models.TextChoices):
    """Why a delivery waits or failed, in words a coordinator understands."""

    NO_RELAY = "no_relay", _("the mail relay cannot be reached")
    RELAY_REFUSES = "relay_refuses", _("the mail relay refuses our sign-in")
    THROTTLED = "throttled", _("the mail relay asks us to slow down")
    TEMPORARY = "temporary", _("the other mail server asks us to try later")
    UNKNOWN_ADDRESS = "unknown_address", _("the address does not exist")
    MAILBOX_FULL = "mailbox_full", _("the mailbox is full")
    REFUSED = "refused", _("the other mail server refuses the message")
    UNUSABLE_ADDRESS = "unusable_address", _("the address cannot be used")
    BROKEN_CONNECTION = "broken_connection", _("the connection broke before the answer")
    CRASHED = "crashed", _("sending was interrupted several times")
