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


class RulesChanged(DomainError):
    """The version that was read is not the one that counts."""

    code = "joining.rules_changed"
    template = _("The house rules were changed in the meantime. Please read them once more.")
