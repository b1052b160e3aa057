"""`belfry seal-key`: make a zone's key, print it for the safe, type it in again."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation

from belfry.core.clock import local
from belfry.core.languages import Language
from belfry.delivery.kinds import AddressKind
from belfry.delivery.queries import find_endpoint
from belfry.paperwork.compiling import pdf_of
from belfry.paperwork.documents import Kind, Network, RecoveryCode, RecoverySheet
from belfry.people.queries import persons_signing_in
from belfry.program.errors import CannotStart
from belfry.program.unsealing.keyring import (
    VARIABLE,
    Keyring,
    changing,
    keyring_path,
    new_keyring,
    read_keyring,
    write_keyring,
)
from belfry.program.unsealing.making import make_key, make_missing_keys
from belfry.program.unsealing.passkeys import PASSKEYS, Passkeys, passkeys_of
from belfry.program.unsealing.recovery import OWNERS_VERSION, read, written
from belfry.sealing.boxes import public_key_of
from belfry.sealing.queries import published_keys
from belfry.territory.models import PoliceZone
from belfry.territory.queries import zone_by_code

OF_INSTALLATION = "without one, the keys of the installation itself"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is to be done, and with whose key."""
    todo = parser.add_subparsers(dest="todo", metavar="TO DO", required=True)
    new = todo.add_parser(
        "new", help="make a new key; what is reported from now on is sealed to it"
    )
    new.add_argument(
        "zone", nargs="?", metavar="ZONE", help=f"code of a police zone; {OF_INSTALLATION}"
    )
    paper = todo.add_parser("paper", help="print the keys for the safe, as a PDF")
    paper.add_argument(
        "zone", nargs="?", metavar="ZONE", help=f"code of a police zone; {OF_INSTALLATION}"
    )
    paper.add_argument("--to", type=Path, required=True, metavar="FILE", help="the PDF to write")
    paper.add_argument("--language", choices=Language.values, default=Language.DUTCH.value)
    trust = todo.add_parser(
        "trust", help="let the passkeys that an officer has now open reports, and no others"
    )
    trust.add_argument("mail", metavar="MAIL", help="an e-mail address of the officer")
    todo.add_parser("restore", help="read codes from paper, one a line, on standard input")


def run(options: argparse.Namespace) -> int:
    """Do one of the four; raise CannotStart."""
    path = keyring_path()
    if path is None:
        raise CannotStart(f"{VARIABLE} is missing: docs/operations.md says what it is.")
    if options.todo == "restore":
        return _restore(path)
    if options.todo == "trust":
        return _trust(options.mail)
    now = timezone.now()
    zone = zone_by_code(options.zone, on=local(now).date()) if options.zone else None
    if options.todo == "paper":
        return _print(path, zone, options.to, options.language)
    version = make_key(path, zone.pk if zone else None, now=now)
    make_missing_keys(now=now)
    print(
        f"Key {version} is in use. Print it anew for the safe; what was sealed before still opens."
    )
    return 0


def _print(path: Path, zone: PoliceZone | None, to: Path, language: str) -> int:
    codes = tuple(_codes(read_keyring(path), zone.pk if zone else None))
    if not codes:
        raise CannotStart("There is no key yet: `belfry seal-key new` makes it.")
    with translation.override(language):
        name = f"{zone.name_in(language)} ({zone.code})" if zone else "Belfry"
    sheet = RecoverySheet(
        languages=(language,),
        dated=local(timezone.now()).date(),
        network=Network(kind=Kind.RESIDENTIAL, name=name, town="", police_zone=name),
        of_zone=zone is not None,
        codes=codes,
    )
    if to.exists():
        raise CannotStart(f"{to} is there already: name another file.")
    to.touch(mode=0o600)
    to.write_bytes(pdf_of(sheet))
    print(
        f"{to} opens everything that was reported: print it, delete the file, lock the paper away."
    )
    return 0


def _codes(keyring: Keyring, zone_id: UUID | None) -> list[RecoveryCode]:
    found = [(version, keyring.key(zone_id, version)) for version in keyring.versions(zone_id)]
    if zone_id is None:
        found.insert(0, (OWNERS_VERSION, keyring.owners))
    return [
        RecoveryCode(version=number, code=written(zone_id, number, key)) for number, key in found
    ]


def _restore(path: Path) -> int:
    given = [read(line) for line in sys.stdin if line.strip()]
    published = {(key.zone_id, key.version): bytes(key.public_key) for key in published_keys()}
    with changing(path):
        keyring = read_keyring(path) if path.exists() else new_keyring()
        for zone_id, version, key in given:
            if zone_id is None and version == OWNERS_VERSION:
                keyring = replace(keyring, owners=key)
                continue
            if published.get((zone_id, version)) != public_key_of(key):
                raise CannotStart(
                    "This key was never in use here: the paper is of another installation."
                )
            keyring = keyring.with_key(zone_id, version, key)
        write_keyring(path, keyring)
    print(f"{len(given)} keys are back. Start `belfry unseal` again.")
    return 0


def _trust(mail: str) -> int:
    endpoint = find_endpoint(AddressKind.EMAIL, mail)
    persons = persons_signing_in(endpoint.pk) if endpoint else []
    if not persons:
        raise CannotStart(f"Nobody signs in with {mail}.")
    known = Passkeys(settings.UNSEAL_SOCKET.parent / PASSKEYS)
    for person in persons:
        there = passkeys_of(person.pk)
        new = known.trust(person.pk, there)
        print(f"{person.full_name}: {len(there)} passkeys open reports, {new} of them only now.")
    return 0
