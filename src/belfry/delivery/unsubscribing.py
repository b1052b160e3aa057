"""The one-click link of a mail (RFC 8058): signed, no sign-in, good for one address and one network."""

import base64
import functools
import hashlib
import hmac
from typing import Final
from uuid import UUID

from django.conf import settings

from belfry.delivery.errors import LinkNotValid

PURPOSE: Final = b"belfry.unsubscribe"


def token_for(endpoint_id: UUID | str, scope: str) -> str:
    """Return the signed token; it holds ids only and never ends, for mails are kept for years."""
    value = f"{str(endpoint_id).replace('-', '')}.{scope}"
    return f"{value}:{_signature(value)}"


def read(token: str) -> tuple[UUID, str]:
    """Return endpoint and scope of a token; raise LinkNotValid."""
    value, _, signature = token.rpartition(":")
    if not hmac.compare_digest(signature.encode(), _signature(value).encode()):
        raise LinkNotValid
    endpoint, _, scope = value.partition(".")
    return UUID(endpoint), scope


def _signature(value: str) -> str:
    # Django's Signer does the same, and derives its key anew for every mail, which costs more than
    # everything else that is done for it.
    signing = _keyed(settings.SECRET_KEY).copy()
    signing.update(value.encode())
    return base64.urlsafe_b64encode(signing.digest()).rstrip(b"=").decode()


@functools.lru_cache(maxsize=4)
def _keyed(secret: str) -> hmac.HMAC:
    return hmac.new(hmac.digest(secret.encode(), PURPOSE, hashlib.sha256), digestmod=hashlib.sha256)
