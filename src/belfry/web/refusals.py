"""Refusals as pages: which status a class of refusal has, and what the page says."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from belfry.core.errors import DomainError, NotAllowed, NotFound

PAGES = {
    HTTPStatus.NOT_FOUND: "errors/404.html",
    HTTPStatus.FORBIDDEN: "errors/403.html",
    HTTPStatus.CONFLICT: "errors/409.html",
}


def status_of(error: DomainError) -> HTTPStatus:
    """Return 404 for what is not there for this actor, 403 for a lacking right, else 409."""
    if isinstance(error, NotFound):
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.FORBIDDEN if isinstance(error, NotAllowed) else HTTPStatus.CONFLICT


def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the refusal as a page with its sentence; HTMX gets the sentence alone."""
    status = status_of(error)
    template = "errors/_refusal.html" if getattr(request, "htmx", False) else PAGES[status]
    return render(request, template, {"message": error.message()}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that the page was open too long."""
    message = _("This page was open too long. Go back, load it again and send it once more.")
    return render(request, "errors/403.html", {"message": message}, status=HTTPStatus.FORBIDDEN)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that no page of ours sends."""
    return render(request, "errors/400.html", status=HTTPStatus.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist."""
    return render(request, "errors/404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke on our side; nothing of it is shown."""
    return render(request, "errors/500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)
