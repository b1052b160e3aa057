"""The one-click link of a mail (RFC 8058): signed, no sign-in, good for one address and one network."""

from typing import Final
from uuid import UUID

from belfry.core.signing import is_signature, signature
from belfry.delivery.errors import LinkNotValid
from belfry.delivery.models import Suppression

PURPOSE: Final = b"unsubscribe"


def token_for(endpoint_id: UUID | str, scope: str) -> str:
    """Return the signed token; it holds ids only and never ends, for mails are kept for years."""
    value = f"{str(endpoint_id).replace('-', '')}.{scope}"
    return f"{value}:{signature(PURPOSE, value)}"


def read(token: str) -> tuple[UUID, str]:
    """Return endpoint and scope of a token; raise LinkNotValid."""
    value, _, given = token.rpartition(":")
    if not is_signature(given, PURPOSE, value):
        raise LinkNotValid
    endpoint, _, scope = value.partition(".")
    return UUID(endpoint), scope


def has_unsubscribed(endpoint_id: UUID, scope: str) -> bool:
    """Whether nothing of a scope goes to an endpoint, as its link would have it."""
    return Suppression.objects.filter(endpoint_id=endpoint_id, scope=scope).exists()
