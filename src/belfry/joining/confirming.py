"""The link by which who reads a mailbox says whether it is theirs: signed, for one request and one address."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing

from belfry.joining.errors import LinkOver

LIFETIME: Final = timedelta(days=30)
PURPOSE: Final = "belfry.joining.confirm"


def link_for(request_id: UUID, endpoint_id: UUID) -> str:
    """Return the absolute address that the mail carries."""
    token = signing.dumps([str(request_id), str(endpoint_id)], salt=PURPOSE, compress=False)
    return f"{settings.BASE_URL}/joining/confirm/{token}/"


def read(token: str) -> tuple[UUID, UUID]:
    """Return request and endpoint of a link; raise LinkOver."""
    try:
        request_id, endpoint_id = signing.loads(token, salt=PURPOSE, max_age=LIFETIME)
        return UUID(request_id), UUID(endpoint_id)
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkOver from None
