"""A passkey in software: registers and answers as a browser would hand it on (WebAuthn, 5.1)."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HOST = "belfry.example"
HERE = f"https://{HOST}"
PRESENT = AuthenticatorData.FLAG.USER_PRESENT
VERIFIED = PRESENT | AuthenticatorData.FLAG.USER_VERIFIED


@dataclass
class SoftwareKey:
    """One passkey for one host."""

    name: bytes
    host: str = HOST
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def register(self, person_id: UUID) -> None:
        """Make it a passkey of this person."""
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.name, public)
        flags = VERIFIED | AuthenticatorData.FLAG.ATTESTED
        shown = AuthenticatorData.create(self._host_digest(), flags, 0, credential)
        client = CollectedClientData.create(
            type="webauthn.create", challenge=b"not asked here", origin=HERE
        )
        response = {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", shown, {})),
        }
        # The name is sealed; nothing here reads it.
        data = {"name": "", "credential": self._answer(response)}
        Authenticator.objects.create(user_id=person_id, type="webauthn", data=data)

    def assertion(
        self, challenge: Any, *, origin: str = HERE, flags: AuthenticatorData.FLAG = VERIFIED
    ) -> str:
        """Return the answer to a challenge, as the browser gives it."""
        client = CollectedClientData.create(
            type="webauthn.get", challenge=websafe_decode(challenge), origin=origin
        )
        shown = AuthenticatorData.create(self._host_digest(), flags, 1)
        signature = self.private.sign(shown + client.hash, ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(shown),
            "signature": websafe_encode(signature),
        }
        return json.dumps(self._answer(response))

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.name)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}

    def _host_digest(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()
