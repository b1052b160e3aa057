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


class NotFromTheSupplier(DomainError):
    """Answered with 401: signature, secret or time is wrong, and nothing was changed."""

    code = "delivery.not_from_the_supplier"
    template = "This request is not from the supplier."


class TooManyThisHour(DomainError):
    """A typo or a stolen session must not write to everybody again and again."""

    code = "delivery.too_many_this_hour"
    template = _(
        "You have sent %(most)s messages within this hour, which is the most we allow. Please wait for"
        " the next hour. For an urgent matter, ask the police to send an urgent message."
    )


class CeilingReached(DomainError):
    code = "delivery.ceiling_reached"
    template = _(
        "This message would cost more than the police zone still has for this month. Nothing was "
        "sent. Ask the chief of the zone for a higher limit, or leave out SMS in the plan of the "
        "network."
    )


class DeviceUnusable(DomainError):
    """No push service that we know, or one that cannot be reached now."""

    code = "delivery.device_unusable"
    template = _(
        "Belfry cannot send notifications to this browser. Please try again later, or use another "
        "browser. Your messages still come the other ways."
    )
