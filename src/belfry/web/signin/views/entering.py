"""The pages before a session: address, code, who of the mailbox, second factor, passkey."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from belfry.delivery.errors import AddressUnusable
from belfry.people.actions import remove_this_device, verify_contact_point
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import codes, limits
from belfry.web.signin.entering import enter, finish, half_signed_in, leave, remember_next
from belfry.web.signin.errors import CodeOver
from belfry.web.signin.factors import code_is_right, passkey_answer, passkey_question, ways_of
from belfry.web.signin.forms import AddressForm, CodeForm, FactorForm, WhoForm
from belfry.web.signin.gates import local_path
from belfry.web.signin.newcomers import readers_or_newcomer

if TYPE_CHECKING:
    from belfry.people.models import Person


@never_cache
@ask_or_take
def sign_in(request: ActorRequest) -> HttpResponse:
    """Ask an address and send it a code; the answer is the same for every address."""
    if request.actor.person_id is not None:
        return redirect(local_path(request, request.GET.get("next", "")))
    form = AddressForm(request.POST or None)
    wanted = local_path(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        limits.check_client(request, now=now)
        remember_next(request)
        try:
            codes.ask(request.session, form.cleaned_data["address"], now=now)
        except AddressUnusable as error:
            form.add_error("address", error.message())
        else:
            return redirect("sign_in_code")
    return render(request, "signin/sign_in.html", {"form": form, "next": wanted})


@never_cache
@ask_or_take
def sign_in_code(request: ActorRequest) -> HttpResponse:
    """Take the code that came by e-mail."""
    if not codes.is_asked(request.session):
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        limits.check_client(request, now=now)
        try:
            right = codes.try_code(request.session, form.cleaned_data["code"], now=now)
        except CodeOver as error:
            messages.warning(request, error.message())
            return redirect("sign_in")
        persons = readers_or_newcomer(request.session, now=now) if right else []
        if len(persons) == 1:
            return _proved(request, persons[0], now)
        if persons:
            return redirect("sign_in_who")
        form.add_error("code", _("This is not the code. Please look at the newest e-mail."))
    return render(request, "signin/code.html", {"form": form})


@never_cache
@ask_or_take
def sign_in_who(request: ActorRequest) -> HttpResponse:
    """Let people who share a mailbox say who they are."""
    now = timezone.now()
    persons = codes.readers(request.session, now=now)
    if not persons:
        return redirect("sign_in")
    form = WhoForm(persons, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = next(who for who in persons if str(who.pk) == form.cleaned_data["person"])
        return _proved(request, person, now)
    return render(request, "signin/who.html", {"form": form})


def _proved(request: ActorRequest, person: "Person", now: datetime) -> HttpResponse:
    endpoint_id = codes.proved_endpoint(request.session, now=now)
    if endpoint_id is not None:
        verify_contact_point(person.pk, endpoint_id, now=now)
    return enter(request, person, now=now)


@never_cache
@ask_or_take
def sign_in_factor(request: ActorRequest) -> HttpResponse:
    """Ask the second factor of somebody whose mailbox is proved."""
    now = timezone.now()
    person = half_signed_in(request.session, now=now)
    if person is None:
        return redirect("sign_in")
    form = FactorForm(request.POST or None)
    if request.method == "POST":
        limits.check_client(request, now=now)
        answer = request.POST.get("credential", "")
        if answer and passkey_answer(answer, person):
            return finish(request, person, now=now, by_passkey=True)
        if not answer and form.is_valid():
            if code_is_right(person.pk, form.cleaned_data["code"], now=now):
                return finish(request, person, now=now, by_factor=True)
            form.add_error("code", _("This code is not right, or it was used before."))
    return render(
        request,
        "signin/factor.html",
        {"form": form, "ways": ways_of(person.pk), "question": "sign_in_factor_options"},
    )


@require_POST
def sign_in_factor_options(request: ActorRequest) -> HttpResponse:
    """Ask one of this person's passkeys."""
    person = half_signed_in(request.session, now=timezone.now())
    if person is None:
        return JsonResponse({}, status=404)
    return JsonResponse(passkey_question(person))


@require_POST
def sign_in_passkey_options(request: ActorRequest) -> HttpResponse:
    """Ask any passkey of this installation."""
    limits.check_client(request, now=timezone.now())
    return JsonResponse(passkey_question(None))


@require_POST
def sign_in_passkey(request: ActorRequest) -> HttpResponse:
    """Sign in by passkey alone: the device asked a fingerprint, face or PIN, so it is both factors."""
    now = timezone.now()
    limits.check_client(request, now=now)
    person = passkey_answer(request.POST.get("credential", ""), None)
    if person is None:
        messages.warning(request, _("This passkey is not known here. Use your e-mail address."))
        return redirect("sign_in")
    remember_next(request)
    return finish(request, person, now=now, by_passkey=True)


@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    """End this session; `device` is the browser's subscription, which ends with it."""
    device = request.POST.get("device", "")
    if device and request.actor.person_id is not None:
        remove_this_device(request.actor.person_id, device, now=timezone.now())
    return leave(request)
