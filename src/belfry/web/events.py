"""Where suppliers tell what became of an SMS or a call; no page of a person."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from belfry.delivery.errors import NotFromTheSupplier
from belfry.delivery.inbox import receive


@csrf_exempt
@require_POST
def take_events(request: HttpRequest, channel: str, supplier: str) -> HttpResponse:
    """Keep what was told and say so at once: 204, or 401 for a request that is not the supplier's."""
    try:
        receive(
            channel,
            supplier,
            method=request.method or "",
            path=request.get_full_path().partition("?")[0],
            query=request.META.get("QUERY_STRING", ""),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=request.body,
            now=timezone.now(),
        )
    except NotFromTheSupplier:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
