"""Signing in by a code that comes by e-mail: ask, try, and see who reads the mailbox.

The session of the browser that asked holds a keyed digest of the code and the id of an endpoint, no
address. Known and unknown addresses cost the same statements: for an unknown one the notice goes to
an endpoint that is suppressed, so nothing is sent.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language

from belfry.delivery.actions import EVERYTHING, endpoint_for, send_notice, suppress
from belfry.delivery.addresses import normalised
from belfry.delivery.kinds import AddressKind, Kind
from belfry.delivery.queries import find_endpoint
from belfry.people.queries import persons_signing_in
from belfry.web import sessions
from belfry.web.signin import limits
from belfry.web.signin.errors import CodeOver

if TYPE_CHECKING:
    from belfry.people.models import Person

LIFETIME: Final = timedelta(minutes=15)
ASKED: Final = "code_asked"
PROVED: Final = "mailbox_proved"
# Nobody reads it (RFC 2606).
NOBODY: Final = "nobody@belfry.invalid"


def ask(session: SessionBase, address: str, *, now: datetime, invites: bool = False) -> None:
    """Send a code to whoever reads the address; somebody else sees no difference.

    With `invites`, an unknown address gets a code, too: its reader begins something here. Raises
    delivery.AddressUnusable for what is no address, TooManyTries for known and unknown alike.
    """
    who = normalised(AddressKind.EMAIL, address)
    for limit in (limits.ADDRESS, limits.ADDRESS_A_DAY):
        limits.check(limit, who, now=now)
    limits.forget_over(now)
    sessions.forget_over(now)
    code = new_code()
    endpoint_id = _send(who, code, now, invites=invites)
    session[ASKED] = {**remembered(code, now=now), "endpoint": str(endpoint_id)}


def new_code() -> str:
    """Return six digits that nobody can foresee."""
    return f"{secrets.randbelow(10**6):06d}"


def remembered(code: str, *, now: datetime) -> dict[str, Any]:
    """Return what a session keeps of a code: by what it is recognised, and until when."""
    attempt = secrets.token_hex(16)
    return {
        "attempt": attempt,
        "digest": _digest(attempt, code),
        "ends": (now + LIFETIME).timestamp(),
    }


@transaction.atomic
def _send(address: str, code: str, now: datetime, *, invites: bool) -> UUID:
    nobody = _nobody(now)
    if invites:
        endpoint_for(AddressKind.EMAIL, address)
    endpoint = find_endpoint(AddressKind.EMAIL, address)
    endpoint_id = endpoint.pk if endpoint else nobody
    readers = persons_signing_in(endpoint_id)
    target = endpoint_id if readers or invites else nobody
    send_notice(
        Kind.SIGN_IN_CODE,
        target,
        language=readers[0].language if readers else get_language() or "nl",
        slots={"code": code},
        now=now,
        expires_at=now + LIFETIME,
    )
    return target


def _nobody(now: datetime) -> UUID:
    """Return the endpoint that stands for every unknown address, made at the first request."""
    endpoint = find_endpoint(AddressKind.EMAIL, NOBODY)
    if endpoint is None:
        endpoint = endpoint_for(AddressKind.EMAIL, NOBODY)
        suppress(endpoint.pk, EVERYTHING, now=now)
    return endpoint.pk


def _digest(attempt: str, code: str) -> str:
    return salted_hmac("belfry.signin.code", f"{attempt}|{code}", algorithm="sha256").hexdigest()


def is_asked(session: SessionBase) -> bool:
    """Whether this browser asked for a code and did not use it yet."""
    return ASKED in session


def try_code(session: SessionBase, code: str, *, now: datetime) -> bool:
    """Whether the code is right; the mailbox is then proved for a quarter of an hour.

    A code works once, for fifteen minutes, and can be tried five times, in this browser only. Raises
    CodeOver.
    """
    asked = session.get(ASKED)
    if not asked:
        raise CodeOver
    if not is_right(asked, code, now=now):
        return False
    del session[ASKED]
    # Whoever planted the key of this session in the browser does not share what it now may do.
    session.cycle_key()
    session[PROVED] = {"endpoint": asked["endpoint"], "ends": (now + LIFETIME).timestamp()}
    return True


def is_right(asked: Mapping[str, Any], code: str, *, now: datetime) -> bool:
    """Whether a code is the one that a session remembers; the right one uses it up. Raises CodeOver."""
    if now.timestamp() >= asked["ends"]:
        raise CodeOver
    if not limits.within(limits.CODE_TRIES, asked["attempt"], now=now):
        raise CodeOver
    typed = "".join(character for character in code if character.isalnum())
    if not constant_time_compare(_digest(asked["attempt"], typed), asked["digest"]):
        return False
    if not limits.within(limits.CODE_USES, asked["attempt"], now=now):
        raise CodeOver
    return True


def proved_endpoint(session: SessionBase, *, now: datetime) -> UUID | None:
    """Return the endpoint that this browser proved to read just now, or None."""
    proved = session.get(PROVED)
    if not proved or now.timestamp() >= proved["ends"]:
        return None
    return UUID(proved["endpoint"])


def readers(session: SessionBase, *, now: datetime) -> "list[Person]":
    """Return whom the mailbox that was proved signs in; nobody before."""
    endpoint_id = proved_endpoint(session, now=now)
    return persons_signing_in(endpoint_id) if endpoint_id else []
