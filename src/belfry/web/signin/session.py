"""The session of a person: how it begins, how long it lasts, when the second factor was given."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

if TYPE_CHECKING:
    from belfry.people.models import Person

BACKEND: Final = "belfry.web.signin.backend.PersonBackend"

SIGNED_IN_AT: Final = "signed_in_at"
SEEN_AT: Final = "seen_at"
DEVICE: Final = "device"
# What a visitor typed before signing in (`newcomers`).
DRAFT: Final = "draft"
FACTOR_AT: Final = "factor_at"
CONSOLE_AT: Final = "console_at"

SHORT: Final = timedelta(hours=12)
IDLE: Final = timedelta(minutes=15)
DEVICE_WITH_MANDATE: Final = timedelta(days=30)
DEVICE_OF_MEMBER: Final = timedelta(days=180)
FACTOR_COUNTS: Final = timedelta(minutes=5)
SEEN_EVERY: Final = timedelta(minutes=1)


def sign_in(
    request: HttpRequest,
    person: "Person",
    *,
    now: datetime,
    by_factor: bool = False,
    by_passkey: bool = False,
) -> None:
    """Begin a session under a new key.

    `by_factor` says that a second factor was given; a passkey is one by itself, and makes this a
    registered device.
    """
    # What stood before belongs to somebody who was not signed in, or to somebody else; only a draft, which
    # does nothing until it is sent, comes along.
    draft = request.session.get(DRAFT)
    request.session.flush()
    login(request, person, backend=BACKEND)
    if draft:
        request.session[DRAFT] = draft
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now.timestamp()
    request.session.set_expiry(now + SHORT)
    if by_factor or by_passkey:
        request.session[FACTOR_AT] = now.timestamp()
    if by_passkey:
        register_device(request.session, now=now)


def register_device(session: SessionBase, *, now: datetime) -> None:
    """Let this session last as long as one that a passkey opened."""
    session[DEVICE] = True
    session[SIGNED_IN_AT] = now.timestamp()
    session.set_expiry(now + DEVICE_OF_MEMBER)


def sign_out(request: HttpRequest) -> None:
    """End this session."""
    logout(request)


def note_factor(request: HttpRequest, *, now: datetime) -> None:
    """Note that the second factor was given now; the session gets a new key."""
    request.session.cycle_key()
    request.session[FACTOR_AT] = now.timestamp()


def gave_factor(session: SessionBase) -> bool:
    """Whether this session ever gave a second factor."""
    return FACTOR_AT in session


def factor_counts(session: SessionBase, *, now: datetime) -> bool:
    """Whether the second factor was given in the last five minutes."""
    return bool(now.timestamp() - session.get(FACTOR_AT, 0) <= FACTOR_COUNTS.total_seconds())


def is_at_console(session: SessionBase, *, now: datetime) -> bool:
    """Whether whoever gave the second factor at a console pressed something there in the last 15 minutes."""
    idle = now.timestamp() - session.get(CONSOLE_AT, 0)
    return factor_counts(session, now=now) or idle <= IDLE.total_seconds()


def stay_at_console(session: SessionBase, *, now: datetime) -> None:
    """Note that something was pressed at a console, at most once a minute."""
    if now.timestamp() - session.get(CONSOLE_AT, 0) >= SEEN_EVERY.total_seconds():
        session[CONSOLE_AT] = now.timestamp()


def is_over(session: SessionBase, *, with_mandate: bool, now: datetime) -> bool:
    """Whether the session lasted long enough for this person, or nobody touched it for too long.

    A registered device: 30 days with a mandate, else 180. Any other: 12 hours, and with a mandate
    15 minutes without a request (never in the demonstration).
    """
    age = now.timestamp() - session.get(SIGNED_IN_AT, 0)
    idle = now.timestamp() - session.get(SEEN_AT, 0)
    if session.get(DEVICE):
        limit = DEVICE_WITH_MANDATE if with_mandate else DEVICE_OF_MEMBER
        return bool(age >= limit.total_seconds())
    if with_mandate and settings.MODE != "demo" and idle >= IDLE.total_seconds():
        return True
    return bool(age >= SHORT.total_seconds())


def touch(session: SessionBase, *, now: datetime) -> None:
    """Note that somebody is there, at most once a minute."""
    if now.timestamp() - session.get(SEEN_AT, 0) >= SEEN_EVERY.total_seconds():
        session[SEEN_AT] = now.timestamp()
