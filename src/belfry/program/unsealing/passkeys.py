"""Which passkeys open reports: those that somebody had when this process first saw one of that person.

Pages write to the table of passkeys, and whoever took them over could add one for an officer; to the file beside the socket
they cannot write. A later passkey counts once the command on the machine took it in (`belfry seal-key trust`).
"""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from fido2.webauthn import AttestedCredentialData, RegistrationResponse

from belfry.program.unsealing.keyring import changing

# Beside the socket.
PASSKEYS: Final = "passkeys"


@dataclass(frozen=True, slots=True)
class Passkeys:
    """The passkeys that are known here, in a file with one line each: `<person> <SHA-256 of id and public key>`."""

    path: Path

    def known_of(self, person_id: UUID) -> list[AttestedCredentialData]:
        """Return the passkeys of a person that count; all that there are, where none was known before."""
        there = passkeys_of(person_id)
        known = self._read().get(person_id)
        if known is None:
            self.trust(person_id, there)
            return there
        return [one for one in there if _digest(one) in known]

    def trust(self, person_id: UUID, passkeys: Iterable[AttestedCredentialData]) -> int:
        """Let these and no others count from now on; return how many did not before."""
        digests = {_digest(one) for one in passkeys}
        with changing(self.path):
            kept = self._read()
            if digests:
                self._write({**kept, person_id: digests})
        return len(digests - kept.get(person_id, set()))

    def learn(self) -> None:
        """Let the passkeys count of everybody of whom none was known."""
        rows = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
        for person_id in set(rows.values_list("user_id", flat=True)) - self._read().keys():
            self.trust(person_id, passkeys_of(person_id))

    def _read(self) -> dict[UUID, set[str]]:
        if not self.path.exists():
            return {}
        found: dict[UUID, set[str]] = {}
        for line in self.path.read_text(encoding="ascii").splitlines():
            person, digest = line.split()
            found.setdefault(UUID(person), set()).add(digest)
        return found

    def _write(self, known: dict[UUID, set[str]]) -> None:
        unfinished = self.path.with_name(f"{self.path.name}.new")
        unfinished.unlink(missing_ok=True)
        with open(unfinished, "w", encoding="ascii", opener=_private) as file:
            if os.geteuid() == 0:
                # Whose folder it is reads it: the process, when root gives the command.
                owner = self.path.absolute().parent.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            file.writelines(
                f"{person} {digest}\n" for person, all_ in known.items() for digest in sorted(all_)
            )
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.path)


def passkeys_of(person_id: UUID) -> list[AttestedCredentialData]:
    """Return every passkey of a person that the table has."""
    rows = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.WEBAUTHN)
    kept = [RegistrationResponse.from_dict(row.data["credential"]) for row in rows]
    found = [one.response.attestation_object.auth_data.credential_data for one in kept]
    return [credential for credential in found if credential is not None]


def _digest(passkey: AttestedCredentialData) -> str:
    # With its public key: another key under a known id is another passkey.
    return hashlib.sha256(bytes(passkey)).hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
