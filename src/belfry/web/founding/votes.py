"""The vote on the candidates: opened by the codes of the letters, or counted at the meeting."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from belfry.founding.actions.votes import VOTING, count_vote, open_vote
from belfry.founding.errors import ClosingDayWrong
from belfry.founding.policies import may_hold_vote
from belfry.founding.queries import dossier_for, is_approved, partners_of, sought_in
from belfry.founding.surveys import (
    candidates_in_vote,
    check_may_hold_vote,
    is_candidate,
    open_vote_of,
    votes_of,
)
from belfry.web.founding.forms.votes import CodesForm, CountForm
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

# Two forms of one page have a field of the same name.
CODES_ID: Final = "codes_%s"


@require_safe
@signed_in
def dossier_vote(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show how far the vote is."""
    return _page(request, dossier_id)


@require_POST
@signed_in
def vote_open(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Open a vote by the codes of the letters."""
    check_may_hold_vote(request.actor, dossier_for(request.actor, dossier_id))
    form = CodesForm(request.POST, auto_id=CODES_ID, label_suffix="")
    if form.is_valid():
        try:
            open_vote(request.actor, dossier_id, **form.cleaned_data, now=timezone.now())
        except ClosingDayWrong as error:
            form.add_error("closes_on", error.message())
        else:
            messages.success(request, gettext("The vote is open."))
            return redirect("dossier_vote", dossier_id)
    return _page(request, dossier_id, codes_form=form)


@require_POST
@signed_in
def vote_count(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take a vote that was counted at the meeting."""
    check_may_hold_vote(request.actor, dossier_for(request.actor, dossier_id))
    form = CountForm(request.POST, label_suffix="")
    if form.is_valid():
        count_vote(request.actor, dossier_id, **form.cleaned_data, now=timezone.now())
        messages.success(request, gettext("The count is kept."))
        return redirect("dossier_vote", dossier_id)
    return _page(request, dossier_id, count_form=form)


def _page(request: ActorRequest, dossier_id: UUID, **typed: forms.Form) -> HttpResponse:
    """Return the page; a form that was typed and is not right stands in place of a fresh one."""
    found = dossier_for(request.actor, dossier_id)
    votes = votes_of(request.actor, dossier_id)
    is_own = is_candidate(request.actor, found)
    partners = partners_of(request.actor, found)
    is_mine = may_hold_vote(partners, found.state, is_candidate=is_own)
    is_open = open_vote_of(found) is not None
    names = candidates_in_vote(request.actor, dossier_id)
    context: dict[str, Any] = {
        "dossier": found,
        "votes": votes,
        "names": names,
        "is_mine": is_mine,
        "is_own": is_own and found.state in VOTING,
        "is_open": is_open,
        "may_vote": is_mine and found.state in VOTING and not is_open,
        "is_approved": is_approved(dossier_id),
        "is_whole": names.keys() == set(sought_in(found)),
        "codes_form": CodesForm(auto_id=CODES_ID, label_suffix=""),
        "count_form": CountForm(label_suffix=""),
    }
    return render(request, "founding/vote.html", context | typed)
