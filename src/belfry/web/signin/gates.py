"""The gates before a page: signed in, second factor once, second factor again."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from belfry.web.request import ActorRequest
from belfry.web.signin.factors import has_factor
from belfry.web.signin.session import (
    factor_counts,
    gave_factor,
    is_at_console,
    stay_at_console,
)

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponse]

# What somebody may open who has a mandate and did not give a second factor yet.
WITHOUT_FACTOR = frozenset(
    {
        "language",
        "sign_in",
        "sign_out",
        "sign_out_everywhere",
        "own_name",
        "invitation",
        "unsubscribe",
        "manifest",
        "service_worker",
        "security",
        "passkey_new",
        "passkey_new_options",
        "totp_new",
        "totp_start",
        "totp_picture",
        "confirm_factor",
        "confirm_factor_options",
    }
)


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the browser to another page, also from inside an HTMX request."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def local_path(request: HttpRequest, wanted: str, default: str = "/") -> str:
    """Return a path of this site, or the default for anything that leads elsewhere."""
    inside = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside and wanted.startswith("/") else default


def came_from(request: HttpRequest) -> str:
    """Return the page to come back to: this one, or the page whose button was pressed."""
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return request.get_full_path()
    try:
        page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    if page.netloc != request.get_host():
        return "/"
    return local_path(request, f"{page.path}?{page.query}" if page.query else page.path)


def _address(name: str, request: HttpRequest, **more: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': came_from(request), **more})}"


def signed_in(view: View[P]) -> View[P]:
    """Show a page to people who are signed in; others sign in first and come back."""

    @functools.wraps(view)
    def gate(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.actor.person_id is None:
            return go(request, _address("sign_in", request))
        return view(request, *args, **kwargs)

    return gate


def factor_again(view: View[P]) -> View[P]:
    """Ask the second factor again unless it was given in the last five minutes.

    For what approves, releases, reveals, signs or exports. The person comes back to the page and
    presses once more. Somebody without a second factor sets one up first; the demonstration asks nobody.
    """

    @functools.wraps(view)
    def gate(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if _may_pass(request) else _ask(request)

    return gate


def at_console(view: View[P]) -> View[P]:
    """Ask the second factor of who comes to a console, and again once nothing was pressed there for 15 minutes.

    It is asked as an address is typed: an alert that is about to be sent must not wait for it. What the page asks
    by itself is nobody's presence.
    """

    @functools.wraps(view)
    def gate(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_locked(request):
            return _ask(request)
        stay_at_console(request.session, now=request.actor.at)
        return view(request, *args, **kwargs)

    return gate


def is_locked(request: ActorRequest) -> bool:
    """Whether the console wants the second factor before it takes anything."""
    return settings.MODE != "demo" and not is_at_console(request.session, now=request.actor.at)


def _ask(request: ActorRequest) -> HttpResponse:
    if has_factor(request.actor.person_id):
        return go(request, _address("confirm_factor", request, again="1"))
    messages.warning(request, _("Please set up a second way to sign in first."))
    return go(request, reverse("security"))


def reveals(view: View[P]) -> View[P]:
    """Ask the second factor again before a page shows how somebody can be reached.

    What is typed on that page and sent was shown before: sending asks nothing.
    """
    asking = factor_again(view)

    @functools.wraps(view)
    def gate(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        chosen = asking if request.method in {"GET", "HEAD"} else view
        return chosen(request, *args, **kwargs)

    return gate


def own_factor_again(view: View[P]) -> View[P]:
    """Ask those who have a second factor for it before they change how they sign in.

    Without this, an open screen would be enough to add a passkey that then answers `factor_again`.
    """

    @functools.wraps(view)
    def gate(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if _may_pass(request) or not has_factor(request.actor.person_id):
            return view(request, *args, **kwargs)
        return go(request, _address("confirm_factor", request, again="1"))

    return gate


def _may_pass(request: ActorRequest) -> bool:
    return settings.MODE == "demo" or factor_counts(request.session, now=request.actor.at)


def needs_factor(request: ActorRequest) -> bool:
    """Whether this person, here and now, is confined until a second factor was given."""
    return (
        settings.MODE != "demo"
        and bool(request.actor.mandates)
        and not gave_factor(request.session)
    )


def confined(request: ActorRequest) -> HttpResponse | None:
    """Return where somebody goes who needs a second factor and did not give it, or None.

    Everybody with a mandate needs one, in an exercise too; in the demonstration nobody does. Whoever has one is asked for it; whoever has none
    sets it up on the security page and sees no other page before.
    """
    if not needs_factor(request):
        return None
    match = request.resolver_match
    if match is not None and match.url_name in WITHOUT_FACTOR:
        return None
    if has_factor(request.actor.person_id):
        return go(request, _address("confirm_factor", request))
    return go(request, reverse("security"))
