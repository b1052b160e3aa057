"""What `test_passkey` finds in an installation: the cast, keys, two reports of Chloé, and officers who are signed in.

Run as a module with the environment of that installation; prints one object of JSON.
"""

import json
import sys
from uuid import UUID, uuid4

import django

django.setup()

from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from belfry.people.queries import persons_by_id  # noqa: E402
from belfry.program.cast import actor_named, person_named, raise_curtain  # noqa: E402
from belfry.program.unsealing.keyring import keyring_path, read_keyring  # noqa: E402
from belfry.program.unsealing.making import make_missing_keys  # noqa: E402
from belfry.sealing.types import Tag  # noqa: E402
from belfry.sightings.actions.reporting import report  # noqa: E402
from belfry.sightings.types import Told  # noqa: E402
from belfry.web.signin.session import BACKEND, SEEN_AT, SIGNED_IN_AT  # noqa: E402

OFFICERS = ("officer-an", "officer-els", "officer-piet")
WORDS = ("Hij voelde aan drie deuren.", "Zij keek lang in twee auto's.")


def main() -> None:
    now = timezone.now()
    stage = raise_curtain(now=now)
    make_missing_keys(now=now)
    reports = [reported(words, stage.meerstraat) for words in WORDS]
    sessions = {name: session_of(name) for name in OFFICERS}
    json.dump({"reports": [str(one) for one in reports], "sessions": sessions}, sys.stdout)


def reported(words: str, network_id: UUID) -> UUID:
    """Let Chloé report something, under a tag as the process that holds the keys would make it."""
    path, now = keyring_path(), timezone.now()
    assert path is not None
    keyring, chloe = read_keyring(path), person_named("member-chloe")
    told = Told("tried_doors", "yesterday", "Meerstraat", words=words)
    key = uuid4()
    report(
        actor_named("member-chloe", at=now),
        network_id,
        told,
        key=key,
        tag=lambda report_id, _: Tag(keyring.tag_of(chloe, report_id), repeated=False),
        read=(),
        now=now,
    )
    return key


def session_of(name: str) -> str:
    """Return the key of a session of a figure who proved the mailbox."""
    person_id, client = person_named(name), Client()
    client.force_login(persons_by_id([person_id])[person_id], backend=BACKEND)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = timezone.now().timestamp()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main()
