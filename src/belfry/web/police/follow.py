"""Take a message back, tell how it ended, and see what is owed."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belfry.bulletins.actions.following import correct_bulletin, tell_outcome, write_outcome
from belfry.bulletins.actions.owing import hand_over_outcome
from belfry.bulletins.debts import debts, owed_in_zones
from belfry.bulletins.following import choices_for, reached_persons
from belfry.bulletins.kinds import TemplateKind
from belfry.bulletins.queries import sent_bulletin_for, words_for
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.queries import zones_of_police
from belfry.web.debts import debt_lines
from belfry.web.paging import page_of
from belfry.web.police.after import may_follow, writes_for
from belfry.web.police.forms import FollowForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import factor_again, signed_in

if TYPE_CHECKING:
    from belfry.bulletins.models import Bulletin


@ask_or_take
@signed_in
@factor_again
def correct(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Choose why a message is taken back, read what its readers will get, and send that."""
    original = _followed(request, bulletin_id)
    form, context = _form(request, original, TemplateKind.CORRECTION)
    if request.method == "POST" and form.is_valid():
        correct_bulletin(request.actor, bulletin_id, form.cleaned_data["code"], now=timezone.now())
        messages.success(
            request, _("Taken back. Everybody who got it reads so before any other message.")
        )
        return _back(request, bulletin_id)
    return render(request, "police/correct.html", context)


@ask_or_take
@signed_in
@factor_again
def outcome(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Choose how it ended and tell it, or begin a text of one's own that a colleague approves."""
    original = _followed(request, bulletin_id)
    form, context = _form(request, original, TemplateKind.OUTCOME)
    if request.method == "POST" and form.is_valid():
        code, now = form.cleaned_data["code"], timezone.now()
        if "own" in request.POST:
            draft = write_outcome(request.actor, bulletin_id, code, now=now)
            return redirect("bulletin_edit", draft.pk)
        tell_outcome(request.actor, bulletin_id, code, now=now)
        messages.success(request, _("Thank you. Everybody who got the message is told."))
        return _back(request, bulletin_id)
    context["may_write"] = writes_for(request.actor, original.zone_id)
    return render(request, "police/outcome.html", context)


def _followed(request: ActorRequest, bulletin_id: UUID) -> "Bulletin":
    original = sent_bulletin_for(request.actor, bulletin_id)
    if not may_follow(request.actor, original):
        raise NotAllowed
    return original


def _form(
    request: ActorRequest, original: "Bulletin", kind: TemplateKind
) -> tuple[FollowForm, dict[str, object]]:
    language = request.LANGUAGE_CODE or ""
    choices = choices_for(kind, original, language)
    form = FollowForm(choices, request.POST if request.method == "POST" else None)
    context = {
        "original": original,
        "title": words_for(original, language).title,
        "choices": choices,
        "form": form,
        "reached": reached_persons(original),
        "may_read": bool(zones_of_police(request.actor)),
    }
    return form, context


def _back(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Lead back to the message; a dispatcher has no page of it."""
    is_police = bool(zones_of_police(request.actor))
    return redirect("bulletin", bulletin_id) if is_police else redirect("home")


@require_POST
@signed_in
def owner(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Let another officer owe how a message ended."""
    try:
        person_id = UUID(request.POST.get("owner", ""))
    except ValueError:
        raise NotFound from None
    hand_over_outcome(request.actor, bulletin_id, person_id, now=timezone.now())
    messages.success(request, _("Handed over. Your colleague got a mail."))
    return redirect("bulletin", bulletin_id)


@require_safe
@signed_in
def outcomes(request: ActorRequest) -> HttpResponse:
    """List what is owed in the actor's zones, the longest overdue first."""
    if not zones_of_police(request.actor):
        raise NotAllowed
    page = page_of(owed_in_zones(request.actor), request.GET.get("after", ""))
    found = debts(page.rows, now=request.actor.at)
    lines = debt_lines(found, request.LANGUAGE_CODE or "", now=request.actor.at)
    return render(request, "police/outcomes.html", {"lines": lines, "page": page})
