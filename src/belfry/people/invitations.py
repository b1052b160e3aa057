"""The link of an invitation: signed, for one person and one address, and soon over."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError

LIFETIME: Final = timedelta(days=14)
PURPOSE: Final = "belfry.invitation"


class InvitationNotValid(DomainError):
    """The link was changed, is too old or was used, or its address is no longer the person's."""

    code = "people.invitation_not_valid"
    template = _(
        "This invitation is no longer valid. Ask the person who invited you for a new one, or sign "
        "in with your e-mail address."
    )


def link_for(person_id: UUID, endpoint_id: UUID) -> str:
    """Return the absolute address that an invitation carries."""
    token = signing.dumps([str(person_id), str(endpoint_id)], salt=PURPOSE, compress=False)
    return f"{settings.BASE_URL}/invitation/{token}/"


def read(token: str) -> tuple[UUID, UUID]:
    """Return person and endpoint of a link; raise InvitationNotValid."""
    try:
        person_id, endpoint_id = signing.loads(token, salt=PURPOSE, max_age=LIFETIME)
        return UUID(person_id), UUID(endpoint_id)
    except (signing.BadSignature, ValueError, TypeError):
        raise InvitationNotValid from None
