"""Somebody without an account who begins something: known by name as soon as the mailbox is proved.

What they typed waits sealed in the session of the browser; nothing else is kept before.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import get_language

from belfry.core.sealed import seal, unseal
from belfry.delivery.kinds import AddressKind
from belfry.delivery.queries import find_endpoint
from belfry.people.actions import add_person
from belfry.people.types import PersonDetails
from belfry.web.signin.codes import proved_endpoint, readers
from belfry.web.signin.session import DRAFT

if TYPE_CHECKING:
    from belfry.people.models import Person

PLACE: Final = f"django_session|{DRAFT}|"


def keep_draft(session: SessionBase, told: Mapping[str, Any]) -> None:
    """Keep what a visitor typed until it can be used, sealed."""
    session[DRAFT] = base64.b64encode(seal(json.dumps(dict(told)), PLACE)).decode()


def draft_of(session: SessionBase) -> dict[str, Any]:
    """Return what a visitor typed in this browser, empty for nothing."""
    kept = session.get(DRAFT)
    return dict(json.loads(unseal(base64.b64decode(kept), PLACE))) if kept else {}


def forget_draft(session: SessionBase) -> None:
    """Forget what was typed, once it is used."""
    session.pop(DRAFT, None)


def readers_or_newcomer(session: SessionBase, *, now: datetime) -> "list[Person]":
    """Return whom the proved mailbox signs in; for a visitor's own address the person made for it now."""
    known, endpoint_id = readers(session, now=now), proved_endpoint(session, now=now)
    address = draft_of(session).get("address", "")
    endpoint = find_endpoint(AddressKind.EMAIL, address) if address and not known else None
    if endpoint is None or endpoint.pk != endpoint_id:
        return known
    told = draft_of(session)
    language = get_language() or "nl"
    details = PersonDetails(told["given_name"], told["family_name"], language, (address,))
    return [add_person(details, now=now)]
