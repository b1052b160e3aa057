"""What is owed of a year: the list of its keepers, marked by hand, a letter, and the own state."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from stdnum import iban

from belfry.contributions.actions.letters import letter_of
from belfry.contributions.actions.marking import mark_due
from belfry.contributions.kinds import Cost, DueState
from belfry.contributions.queries import (
    due_for,
    dues_of,
    lines_of,
    own_dues,
    standing_of,
    year_for,
)
from belfry.paperwork.compiling import pdf_of
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in


@require_safe
@signed_in
def year(request: ActorRequest, year_id: UUID) -> HttpResponse:
    """Show what is owed of a year; who owes it stands there as on the member list."""
    asked = year_for(request.actor, year_id)
    wanted = request.GET.get("state", "")
    state = DueState(wanted) if wanted in DueState else None
    page = page_of(dues_of(request.actor, asked, state), request.GET.get("after", ""))
    standing = standing_of(request.actor, asked)
    context = {
        "network": asked.network,
        "year": asked,
        "account": iban.format(asked.account),
        "covers": [Cost(one).label for one in asked.covers],
        "state": state,
        "states": [(one, getattr(standing, one.value)) for one in DueState],
        "standing": standing,
        "page": page,
        "lines": lines_of(request.actor, asked, page.rows),
    }
    return render(request, "contributions/year.html", context)


@require_POST
@signed_in
def mark(request: ActorRequest, due_id: UUID) -> HttpResponse:
    """Take how it stands with one home or business."""
    wanted = request.POST.get("state", "")
    if wanted not in DueState:
        return redirect("contribution", due_for(request.actor, due_id).year_id)
    due = mark_due(request.actor, due_id, DueState(wanted), now=timezone.now())
    messages.success(
        request,
        gettext("%(reference)s: %(state)s.")
        % {"reference": due.reference, "state": due.get_state_display()},
    )
    return redirect("contribution", due.year_id)


@require_POST
@signed_in
def letter(request: ActorRequest, due_id: UUID) -> HttpResponse:
    """Return the letter to print."""
    made = letter_of(request.actor, due_id, now=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="letter.pdf"'}
    return HttpResponse(pdf_of(made), content_type="application/pdf", headers=headers)


@require_safe
@signed_in
def own(request: ActorRequest) -> HttpResponse:
    """Show a member what the own home or business is asked for, and how it stands."""
    rows = [(one, iban.format(one.year.account)) for one in own_dues(request.actor)]
    return render(request, "contributions/own.html", {"rows": rows})
