"""Bulletins of the police: the list, one bulletin, and what moves it on."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.closing import close_bulletin, withdraw_bulletin
from belfry.bulletins.actions.writing import send_back, submit_bulletin
from belfry.bulletins.following import corrections_of
from belfry.bulletins.queries import (
    bulletin_for,
    bulletins_visible_to,
    draft_of,
    releases_of,
    words_for,
)
from belfry.bulletins.workflow import BulletinState
from belfry.core.errors import NotAllowed
from belfry.networks.queries import zones_of_police
from belfry.web.paging import page_of
from belfry.web.police.after import after_of
from belfry.web.police.bulletin_page import page_for
from belfry.web.police.choosing import part_in_words
from belfry.web.police.forms import RemarkForm
from belfry.web.police.neighbours import beside_of
from belfry.web.police.reach import area_of_message
from belfry.web.police.writing import NOT_YET
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import factor_again, signed_in

if TYPE_CHECKING:
    from belfry.bulletins.models import Bulletin


@require_safe
@signed_in
def overview(request: ActorRequest) -> HttpResponse:
    """List the bulletins of the actor's zones, newest first, narrowed to one state if asked."""
    if not zones_of_police(request.actor):
        raise NotAllowed
    state = request.GET.get("state", "")
    rows = bulletins_visible_to(request.actor)
    if state in BulletinState.values:
        rows = rows.filter(state=state)
    page = page_of(rows, request.GET.get("after", ""))
    releases = releases_of(request.actor, page.rows)
    corrections = corrections_of([row.pk for row in page.rows])
    language = request.LANGUAGE_CODE or ""
    return render(
        request,
        "police/bulletins.html",
        {
            "page": page,
            "rows": [
                (row, words_for(row, language).title, releases[row.pk], corrections.get(row.pk))
                for row in page.rows
            ],
            "states": list(BulletinState),
            "state": state,
        },
    )


@require_safe
@signed_in
def bulletin(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Show a bulletin as its state and the reader's role ask."""
    return _shown(request, bulletin_for(request.actor, bulletin_id), RemarkForm())


def _shown(request: ActorRequest, found: "Bulletin", remark: RemarkForm) -> HttpResponse:
    page = page_for(request.actor, found, request.LANGUAGE_CODE or "")
    language = request.LANGUAGE_CODE or ""
    after = after_of(request.actor, found, page.officers, language) if page.approver else None
    beside = beside_of(request.actor, found)
    now, part = request.actor.at, draft_of(found).part
    context = {
        "page": page,
        "bulletin": found,
        "remark": remark,
        "after": after,
        "beside": beside,
        "part": part_in_words(part, language, now=now),
        "shown": area_of_message(found.pk, part, language, now=now),
    }
    return render(request, "police/bulletin.html", context)


@require_POST
@signed_in
def submit(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Ask a colleague to approve it; what is still missing shows in the form."""
    try:
        submit_bulletin(request.actor, bulletin_id, now=timezone.now())
    except NOT_YET as refusal:
        messages.error(request, refusal.message())
        return redirect(f"{reverse('bulletin_edit', args=[bulletin_id])}?missing=1")
    messages.success(request, _("Approval is asked. Nothing has been sent yet."))
    return redirect("bulletin", bulletin_id)


@require_POST
@signed_in
@factor_again
def approve(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Approve exactly these words for exactly these people."""
    seen, number = request.POST.get("seen"), request.POST.get("number", "")
    found = approve_bulletin(
        request.actor,
        bulletin_id,
        now=timezone.now(),
        seen=seen,
        number=int(number) if number.isdecimal() else None,
    )
    if found.state == BulletinState.SECOND_READING:
        messages.success(
            request, _("You agreed. A second colleague is asked; nothing was sent yet.")
        )
    else:
        messages.success(request, _("Approved. These words can no longer be changed by anybody."))
    return redirect("bulletin", bulletin_id)


@require_POST
@signed_in
def give_back(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Give it back to its author with a remark; one that cannot be kept is shown again."""
    found = bulletin_for(request.actor, bulletin_id)
    form = RemarkForm(request.POST, is_author=found.author_id == request.actor.person_id)
    if not form.is_valid():
        return _shown(request, found, form)
    remark = form.cleaned_data["remark"]
    send_back(request.actor, bulletin_id, remark=remark, now=timezone.now())
    messages.success(request, _("It is a draft again. Its author reads your remark."))
    # A draft is seen by its author only.
    mine = bulletins_visible_to(request.actor).filter(pk=bulletin_id).exists()
    return redirect("bulletin", bulletin_id) if mine else redirect("home")


@require_POST
@signed_in
def withdraw(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Withdraw it: what was not yet handed over goes nowhere."""
    withdraw_bulletin(request.actor, bulletin_id, now=timezone.now())
    messages.success(request, _("Withdrawn. What was not yet handed over is not sent any more."))
    return redirect("bulletin", bulletin_id)


@require_POST
@signed_in
def close(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Close it once every network is done."""
    close_bulletin(request.actor, bulletin_id, now=timezone.now())
    messages.success(request, _("Closed."))
    return redirect("bulletin", bulletin_id)
