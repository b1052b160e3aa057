"""The devices of a person that show notifications, and what their service workers tell."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from belfry.delivery.devices import note_shown
from belfry.delivery.errors import DeviceUnusable
from belfry.people.actions import add_device, remove_device
from belfry.people.errors import TooManyDevices
from belfry.web.member.device_names import guess
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

# A subscription has some 500 bytes.
LARGEST_SUBSCRIPTION = 4_000


@require_POST
@signed_in
def device_add(request: ActorRequest) -> HttpResponse:
    """Take a browser's subscription as JSON; a refusal is `{"why": sentence}` with 409."""
    assert request.actor.person_id is not None
    if len(request.body) > LARGEST_SUBSCRIPTION:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        add_device(
            request.actor.person_id,
            request.body.decode(errors="replace"),
            device=guess(request.headers.get("User-Agent", "")),
            now=timezone.now(),
        )
    except (DeviceUnusable, TooManyDevices) as refusal:
        return JsonResponse({"why": refusal.message()}, status=HTTPStatus.CONFLICT)
    messages.success(request, _("This device now shows notifications of Belfry."))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
@signed_in
def device_remove(request: ActorRequest, endpoint_id: UUID) -> HttpResponse:
    """Turn one device off."""
    assert request.actor.person_id is not None
    remove_device(request.actor.person_id, endpoint_id, now=timezone.now())
    messages.success(request, _("That device shows no more notifications of Belfry."))
    return redirect(f"{reverse('settings')}#devices")


# A service worker posts here without a cookie; the signed token is all the right that is needed.
@csrf_exempt
@require_POST
def push_shown(request: HttpRequest, token: str) -> HttpResponse:
    """Note that a device showed a message."""
    note_shown(token, now=timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
