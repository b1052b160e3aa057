"""The link of an invitation: signed, for one person and one address, and soon over."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing

from belfry.people.errors import InvitationNotValid

LIFETIME: Final = timedelta(days=14)
PURPOSE: Final = "belfry.invitation"


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
