"""Proving an address before anything is asked: what was typed waits sealed in the session until the code is right.

A code goes to every address alike, known or not, so no answer tells who is a member.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from belfry.core.sealed import seal, unseal
from belfry.delivery.actions import endpoint_for, send_notice
from belfry.delivery.kinds import EMAIL, AddressKind, Kind
from belfry.joining.telling import SMS
from belfry.web import sessions
from belfry.web.signin import codes, limits
from belfry.web.signin.errors import CodeOver

JOINING: Final = "joining"
PLACE: Final = f"django_session|{JOINING}|"


def send_code(
    session: SessionBase,
    told: Mapping[str, Any],
    kind: AddressKind,
    address: str,
    *,
    network: tuple[UUID, str],
    now: datetime,
) -> None:
    """Send a code to an address (normalised), and keep what was typed for `network`, its id and name.

    Raises TooManyTries for known and unknown alike.
    """
    network_id, name = network
    limits.check(limits.JOININGS, address, now=now)
    limits.check(limits.JOININGS_OF_NETWORK, str(network_id), now=now)
    limits.forget_over(now)
    sessions.forget_over(now)
    code = codes.new_code()
    send_notice(
        Kind.JOINING_CODE,
        endpoint_for(kind, address).pk,
        language=told["language"],
        slots={"code": code, "network": name},
        now=now,
        expires_at=now + codes.LIFETIME,
        channel=EMAIL if kind == AddressKind.EMAIL else SMS,
    )
    kept = {**told, "kind": str(kind), "address": address}
    session[JOINING] = {
        **codes.remembered(code, now=now),
        "network": str(network_id),
        "told": base64.b64encode(seal(json.dumps(kept), PLACE)).decode(),
    }


def told_in(session: SessionBase, network_id: UUID) -> dict[str, Any]:
    """Return what was typed in this browser for a network, empty for nothing."""
    kept = session.get(JOINING)
    if not kept or kept["network"] != str(network_id):
        return {}
    return dict(json.loads(unseal(base64.b64decode(kept["told"]), PLACE)))


def try_code(session: SessionBase, network_id: UUID, code: str, *, now: datetime) -> bool:
    """Whether a code is the one that was sent for this network; raise CodeOver."""
    kept = session.get(JOINING)
    if not kept or kept["network"] != str(network_id):
        raise CodeOver
    return codes.is_right(kept, code, now=now)


def forget(session: SessionBase) -> None:
    """Forget what was typed, once it is used."""
    session.pop(JOINING, None)
