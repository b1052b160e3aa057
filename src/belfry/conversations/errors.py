"""Refusals of talks between siblings."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class NothingAsked(DomainError):
    code = "conversations.nothing_asked"
    template = _(
        "The police no longer ask about this message. You can report what you saw all the same."
    )
