"""What the second factor library asks of us: seal its secrets, name things without addresses."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter

from belfry.core.sealed import seal, unseal

if TYPE_CHECKING:
    from belfry.people.models import Person

_owner: ContextVar[UUID] = ContextVar("belfry.signin.owner")


@contextmanager
def secrets_of(person_id: UUID) -> Iterator[None]:
    """Seal and open secrets of this person only; the library does not say whose they are."""
    token = _owner.set(person_id)
    try:
        yield
    finally:
        _owner.reset(token)


def _place() -> str:
    return f"mfa_authenticator|data|{_owner.get()}"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are bound to their person: a row that was moved to somebody else does not open."""

    def encrypt(self, text: str) -> str:
        """Return the secret sealed to the person of `secrets_of`."""
        return base64.b64encode(seal(text, _place())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret of the person of `secrets_of`; raise CannotOpen for any other's."""
        return unseal(base64.b64decode(encrypted_text), _place())

    def get_totp_label(self, user: "Person") -> str:
        """Return what the authenticator app shows under "Belfry"."""
        return user.full_name or "Belfry"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the party to which a passkey belongs: this host."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Belfry"}

    def get_public_key_credential_user_entity(self, user: "Person") -> dict[str, Any]:
        """Return what the device shows when it offers the passkey."""
        name = user.full_name or "Belfry"
        return {"id": user.pk.hex.encode(), "display_name": name, "name": name}
