"""The security page: how somebody signs in, and what they can change about it."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belfry.core.errors import NotFound
from belfry.people.actions import end_sessions, remove_devices
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import changes
from belfry.web.signin.entering import leave
from belfry.web.signin.factors import has_factor, ways_of
from belfry.web.signin.forms import CodeForm, PasskeyForm
from belfry.web.signin.gates import needs_factor, own_factor_again, signed_in
from belfry.web.signin.people import person_of
from belfry.web.signin.session import note_factor, register_device


@require_safe
@signed_in
def security(request: ActorRequest) -> HttpResponse:
    """Show the ways to sign in."""
    person = person_of(request)
    page = {"ways": ways_of(person.pk), "needs_factor": needs_factor(request)}
    return render(request, "signin/security.html", page)


@ask_or_take
@signed_in
@own_factor_again
def passkey_new(request: ActorRequest) -> HttpResponse:
    """Make this device, or a key, a passkey; it stays signed in from now on."""
    person = person_of(request)
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        answer = request.POST.get("credential", "")
        if changes.add_passkey(person, form.cleaned_data["name"], answer, now=now):
            note_factor(request, now=now)
            register_device(request.session, now=now)
            messages.success(request, _("The passkey works from now on."))
            return redirect("security")
        form.add_error(None, _("This did not work. Please try once more."))
    return render(request, "signin/passkey.html", {"form": form})


@require_POST
@signed_in
@own_factor_again
def passkey_new_options(request: ActorRequest) -> HttpResponse:
    """Ask the device for a new passkey."""
    return JsonResponse(changes.passkey_offer(person_of(request)))


@require_POST
@signed_in
@own_factor_again
def totp_start(request: ActorRequest) -> HttpResponse:
    """Make a secret for an authenticator app."""
    changes.begin_totp(request.session, person_of(request))
    return redirect("totp_new")


@ask_or_take
@signed_in
@own_factor_again
def totp_new(request: ActorRequest) -> HttpResponse:
    """Show the secret as picture and text; the app's first code proves that it has it."""
    person = person_of(request)
    secret = changes.waiting_totp(request.session, person)
    if secret is None:
        return redirect("security")
    form = CodeForm(request.POST or None)
    form.fields["code"].label = _("The code that the app shows now")
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        if changes.add_totp(request.session, person, form.cleaned_data["code"], now=now):
            note_factor(request, now=now)
            messages.success(request, _("The authenticator app works from now on."))
            return redirect("security")
        form.add_error("code", _("This code is not right. Please type the one you see now."))
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    return render(request, "signin/totp.html", {"form": form, "groups": groups})


@require_safe
@signed_in
@own_factor_again
def totp_picture(request: ActorRequest) -> HttpResponse:
    """Show the waiting secret as a QR code."""
    person = person_of(request)
    secret = changes.waiting_totp(request.session, person)
    if secret is None:
        raise NotFound
    return HttpResponse(changes.totp_picture(secret, person), content_type="image/svg+xml")


@require_POST
@signed_in
@own_factor_again
def factor_remove(request: ActorRequest, factor_id: int) -> HttpResponse:
    """Forget a passkey or the app; every other session of the person ends."""
    person = person_of(request)
    changes.remove_factor(request.actor, person, factor_id, now=timezone.now())
    person.refresh_from_db(fields=["sign_in_epoch"])
    update_session_auth_hash(request, person)
    messages.success(request, _("It is removed. You are signed out on all other devices."))
    return redirect("security")


@require_POST
@signed_in
@own_factor_again
def recovery_codes(request: ActorRequest) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    person = person_of(request)
    if not has_factor(person.pk):
        raise NotFound
    codes = changes.new_recovery_codes(person, now=timezone.now())
    return render(request, "signin/recovery.html", {"codes": codes})


@require_POST
@signed_in
def sign_out_everywhere(request: ActorRequest) -> HttpResponse:
    """End every session of the person, this one too; no device shows anything more."""
    person = person_of(request)
    end_sessions(person.pk)
    remove_devices(person.pk, now=timezone.now())
    response = leave(request)
    messages.success(request, _("You are signed out on all devices."))
    return response
