"""The one-click link of a mail (RFC 8058): signed, no sign-in, good for one address and one network."""

from typing import Final
from uuid import UUID

from django.core import signing

from belfry.delivery.errors import LinkNotValid

PURPOSE: Final = "belfry.unsubscribe"


def token_for(endpoint_id: UUID, scope: str) -> str:
    """Return the signed token; it holds ids only and never ends, for mails are kept for years."""
    return signing.Signer(salt=PURPOSE).sign(f"{endpoint_id.hex}.{scope}")


def read(token: str) -> tuple[UUID, str]:
    """Return endpoint and scope of a token; raise LinkNotValid."""
    try:
        endpoint_id, _, scope = signing.Signer(salt=PURPOSE).unsign(token).partition(".")
        return UUID(endpoint_id), scope
    except (signing.BadSignature, ValueError):
        raise LinkNotValid from None
