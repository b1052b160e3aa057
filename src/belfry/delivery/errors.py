"""Refusals of delivery."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class AddressUnusable(DomainError):
    code = "delivery.address_unusable"
    template = _("This address cannot be used. Please check how it is written.")


class LinkNotValid(DomainError):
    code = "delivery.link_not_valid"
    template = _(
        "This link is not valid. Please use the link in the most recent message you received."
    )
