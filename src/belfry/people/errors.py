"""Refusals of people."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class NameIsTheirOwn(DomainError):
    code = "people.name_is_their_own"
    template = _(
        "This person has a task in Belfry and keeps their own name. You can change everything else."
    )


class InvitationNotValid(DomainError):
    """The link was changed, is too old or was used, or its address is no longer the person's."""

    code = "people.invitation_not_valid"
    template = _(
        "This invitation is no longer valid. Ask the person who invited you for a new one, or sign "
        "in with your e-mail address."
    )


class TooManyDevices(DomainError):
    code = "people.too_many_devices"
    template = _(
        "You already get notifications on %(most)s devices. Please turn one of them off first."
    )
