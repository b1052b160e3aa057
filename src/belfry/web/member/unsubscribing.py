"""The one-click link of a mail (RFC 8058): no sign-in, and only a press changes anything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from belfry.delivery.actions import lift_suppression
from belfry.delivery.actions import unsubscribe as stop_messages
from belfry.delivery.unsubscribing import has_unsubscribed, read
from belfry.web.request import ask_or_take


# Mail programs post here without a cookie; the signed token is all the right that is needed.
@csrf_exempt
@ask_or_take
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    endpoint_id, scope = read(token)
    state = "done" if has_unsubscribed(endpoint_id, scope) else "asked"
    if request.method == "POST":
        if "undo" in request.POST:
            lift_suppression(endpoint_id, scope)
            state = "undone"
        else:
            stop_messages(token, now=timezone.now())
            state = "done"
    response = render(request, "member/unsubscribe.html", {"state": state})
    # The address holds the token: no other site may learn it.
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
