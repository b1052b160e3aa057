"""The closed lists of delivery: what an address is, and what can be sent.

Channels are no closed list: each folder under `delivery/channels/` is one (`channels/registry.py`).
"""

from typing import Final

from django.db import models

# The channel that every notice takes and every plan begins with.
EMAIL: Final = "email"


class AddressKind(models.TextChoices):
    """What a contact point can be; a channel says which kind it needs."""

    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    # A browser's subscription (RFC 8030), as JSON.
    PUSH = "push", "Push"


class Form(models.TextChoices):
    """The forms of a message's text; a channel says which it carries."""

    LONG = "long"
    SHORT = "short"
    SPOKEN = "spoken"
    # A sign that there is something to read, never the text itself.
    SIGN = "sign"


class Kind(models.TextChoices):
    """The closed list of what can be sent. Only BULLETIN carries text of its own (the wall)."""

    BULLETIN = "bulletin"
    SIGN_IN_CODE = "sign_in_code"
    INVITATION = "invitation"
    TO_APPROVE = "to_approve"
    TO_RELEASE = "to_release"
    SENT_BACK = "sent_back"
    # To the police: nobody passed a message on in time, or somebody holds it back.
    UNANSWERED = "unanswered"
    HELD_BACK = "held_back"
    # To the police: a coordinator sent a message about the network itself; to that coordinator: they stopped it.
    OWN_MESSAGE = "own_message"
    OWN_STOPPED = "own_stopped"
    # To police: others offer them a message for one of their networks.
    TO_TAKE_OVER = "to_take_over"
    SECURITY = "security"
    # Something waits for this person in the dossier of a network.
    DOSSIER = "dossier"
    # The public meeting about a network: to it, about another moment or place, that it does not take place.
    MEETING = "meeting"
    MEETING_CHANGED = "meeting_changed"
    MEETING_CANCELLED = "meeting_cancelled"
    # Somebody from outside asks the people of a network to answer.
    CONTACT = "contact"
    # How a message ended is owed by this person from now on.
    OUTCOME_OWED = "outcome_owed"
    # A reader finds that something in a message is not right; and the police answered that reader.
    COMPLAINT = "complaint"
    COMPLAINT_ANSWERED = "complaint_answered"
    # Something is there for this person alone, and the notice does not say what.
    FOR_YOUR_EYES = "for_your_eyes"
    # To who wrote by mail or text: the police have it, it sounds as if it happens now, or it was not taken and why.
    REPORT_RECEIVED = "report_received"
    CALL_NOW = "call_now"
    NOT_TAKEN = "not_taken"
    # To who wrote STOP by mail.
    MAILS_STOPPED = "mails_stopped"
    # Mails reach nobody any more: to the coordinator, and by SMS to whose address it is.
    ADDRESS_FAILS = "address_fails"
    OWN_ADDRESS_FAILS = "own_address_fails"
    # To who has the message duty of a network, had it, or must look for somebody who takes it.
    DUTY = "duty"
    # To members, partners and reviewer: a network is suspended or dormant, or active again.
    NETWORK_STATE = "network_state"
    # To somebody who wants to join: a code, and what became of it; to who answers: that somebody asks.
    JOINING_CODE = "joining_code"
    JOINING_ANSWER = "joining_answer"
    JOINING_ASKED = "joining_asked"
    # To a mailbox that stands on a form on paper: is it yours?
    JOINING_CONFIRM = "joining_confirm"
    # To the coordinator: who reads that mailbox says no.
    ADDRESS_DENIED = "address_denied"
    # To ourselves, to see that what is sent arrives.
    CANARY = "canary"
