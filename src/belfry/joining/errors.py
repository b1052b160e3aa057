"""Refusals of joining."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class AddressMissing(DomainError):
    code = "joining.address_missing"
    template = _("Please fill in street, house number and postcode.")


class ContactUnusable(DomainError):
    """A code goes to a mailbox, or to a Belgian mobile phone where this installation sends texts."""

    code = "joining.contact_unusable"
    template = _(
        "The code cannot be sent to this. Please write an e-mail address, or a Belgian mobile number where the page "
        "asks for one."
    )


class SignedLater(DomainError):
    code = "joining.signed_later"
    template = _("A form cannot be signed after today. Please check the day on it.")


class PoliceFirst(DomainError):
    """The answer of the police goes to who asked."""

    code = "joining.police_first"
    template = _(
        "This address lies outside the network, so the police are asked first. Their answer needs an address that was "
        "proved: send a code now, or let the person ask on the public page."
    )


class LetterFirst(DomainError):
    code = "joining.letter_first"
    template = _(
        "Your network wants a code that came by letter to the house. Print the letter here, bring or post it, and accept "
        "once the code was typed."
    )


class LetterCodeUnknown(DomainError):
    code = "joining.letter_code_unknown"
    template = _("This is not a code of one of our letters. Please compare it with the letter.")


class LinkOver(DomainError):
    """The link was changed, is too old, or the membership has ended."""

    code = "joining.link_over"
    template = _(
        "This link no longer works. If you are a member, ask your coordinator for another one."
    )
