"""The steps between a proved mailbox and a session: who it is, and the second factor."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from belfry.people.queries import persons_by_id
from belfry.web.signin.factors import has_factor
from belfry.web.signin.gates import local_path
from belfry.web.signin.session import sign_in, sign_out

if TYPE_CHECKING:
    from belfry.people.models import Person

NEXT: Final = "next"
HALF: Final = "half_signed_in"
HALF_LASTS: Final = timedelta(minutes=15)


def remember_next(request: HttpRequest) -> None:
    """Keep the page that was asked for until its reader is signed in."""
    request.session[NEXT] = local_path(request, request.POST.get("next", ""))


def enter(request: HttpRequest, person: "Person", *, now: datetime) -> HttpResponse:
    """Sign in somebody who proved a mailbox; whoever has a second factor gives it first."""
    if not has_factor(person.pk):
        return finish(request, person, now=now)
    request.session[HALF] = {
        "person": str(person.pk),
        "epoch": person.get_session_auth_hash(),
        "ends": (now + HALF_LASTS).timestamp(),
    }
    return redirect("sign_in_factor")


def half_signed_in(session: SessionBase, *, now: datetime) -> "Person | None":
    """Return who still owes the second factor in this browser, or None."""
    half = session.get(HALF)
    if not half or now.timestamp() >= half["ends"]:
        return None
    person = persons_by_id([UUID(half["person"])]).get(UUID(half["person"]))
    if person is None or not person.is_active:
        return None
    same = constant_time_compare(person.get_session_auth_hash(), half["epoch"])
    return person if same else None


def leave(request: HttpRequest) -> HttpResponse:
    """End this session and leave nothing in the browser."""
    sign_out(request)
    response = redirect("sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def finish(
    request: HttpRequest,
    person: "Person",
    *,
    now: datetime,
    by_factor: bool = False,
    by_passkey: bool = False,
) -> HttpResponse:
    """Begin the session and open the page that was asked for, or ask the name that is missing."""
    wanted = request.session.get(NEXT, "/")
    sign_in(request, person, now=now, by_factor=by_factor, by_passkey=by_passkey)
    return redirect(wanted if person.full_name else "own_name")
