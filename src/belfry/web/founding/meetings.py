"""The public meeting, for those who prepare it: plan, room, invitations, minutes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from belfry.core.errors import NotAllowed
from belfry.founding.actions.meetings import (
    answer_room,
    cancel_meeting,
    invite_everybody,
    plan_meeting,
    write_minutes,
)
from belfry.founding.errors import MeetingTimeWrong, PlaceUnusable
from belfry.founding.meetings import WRITING_MINUTES, meeting_of
from belfry.founding.policies import may_answer_room, may_write
from belfry.founding.queries import dossier_for, partners_of
from belfry.founding.types import MeetingPlan
from belfry.founding.workflow import DossierState
from belfry.web.founding.forms.meetings import MeetingForm, MinutesForm, RoomForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in


@ask_or_take
@signed_in
def dossier_meeting(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show the meeting; take when and where it is."""
    if request.method != "POST":
        return _page(request, dossier_id)
    _check_pen(request, dossier_id)
    form = MeetingForm(request.POST)
    if form.is_valid():
        try:
            plan_meeting(request.actor, dossier_id, form.plan, now=timezone.now())
        except MeetingTimeWrong as error:
            form.add_error("day", error.message())
        except PlaceUnusable as error:
            form.add_error("place", error.message())
        else:
            messages.success(request, gettext("The meeting is planned."))
            return redirect("dossier_meeting", dossier_id)
    return _page(request, dossier_id, plan_form=form)


@require_POST
@signed_in
def meeting_room(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take what the municipality says about the room."""
    found = dossier_for(request.actor, dossier_id)
    if not may_answer_room(partners_of(request.actor, found)):
        raise NotAllowed
    form = RoomForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, dossier_id, room_form=form)
    given = form.cleaned_data["given"] == "yes"
    remark = form.cleaned_data["remark"]
    answer_room(request.actor, dossier_id, given=given, remark=remark, now=timezone.now())
    messages.success(request, gettext("Your answer is kept, and the founders are told."))
    return redirect("dossier_meeting", dossier_id)


@require_POST
@signed_in
def meeting_invite(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Invite everybody by mail."""
    number = invite_everybody(request.actor, dossier_id, now=timezone.now())
    sentence = ngettext(
        "%(number)s invitation goes out by e-mail. Please hand out the letters, too.",
        "%(number)s invitations go out by e-mail. Please hand out the letters, too.",
        number,
    )
    messages.success(request, sentence % {"number": number})
    return redirect("dossier_meeting", dossier_id)


@require_POST
@signed_in
def meeting_cancel(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Call the meeting off."""
    cancel_meeting(request.actor, dossier_id, now=timezone.now())
    messages.success(request, gettext("The meeting was called off. Whoever was invited is told."))
    return redirect("dossier_meeting", dossier_id)


@require_POST
@signed_in
def meeting_minutes(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take the minutes."""
    _check_pen(request, dossier_id)
    form = MinutesForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, dossier_id, minutes_form=form)
    write_minutes(request.actor, dossier_id, **form.cleaned_data, now=timezone.now())
    messages.success(request, gettext("The minutes are kept."))
    return redirect("dossier_meeting", dossier_id)


def _check_pen(request: ActorRequest, dossier_id: UUID) -> None:
    found = dossier_for(request.actor, dossier_id)
    if not may_write(partners_of(request.actor, found), found.state):
        raise NotAllowed


def _page(request: ActorRequest, dossier_id: UUID, **typed: forms.Form) -> HttpResponse:
    """Return the page; a form that was typed and is not right stands in place of a fresh one."""
    found = dossier_for(request.actor, dossier_id)
    meeting = meeting_of(request.actor, dossier_id)
    partners = partners_of(request.actor, found)
    is_mine = may_write(partners, found.state)
    is_coming = meeting is not None and meeting.held_at is None
    known = MeetingPlan(meeting.at, meeting.place, meeting.room_wish) if meeting else None
    told = {"attendance": meeting.attendance, "minutes": meeting.minutes} if meeting else {}
    is_over = meeting is not None and meeting.invited_at and meeting.at <= request.actor.at
    context: dict[str, Any] = {
        "dossier": found,
        "meeting": meeting,
        "is_coming": is_coming,
        "is_mine": is_mine,
        "may_plan": is_mine and found.state == DossierState.SURVEYED and not is_over,
        "may_answer_room": is_coming and may_answer_room(partners),
        "may_write_minutes": is_mine and is_over and found.state in WRITING_MINUTES,
        "plan_form": MeetingForm(known=known),
        "room_form": RoomForm(label_suffix=""),
        "minutes_form": MinutesForm(initial=told, label_suffix=""),
    }
    return render(request, "founding/meeting.html", context | typed)
