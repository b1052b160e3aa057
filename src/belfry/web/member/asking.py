"""A member asks the coordinator something practical, and reads the answer."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from belfry.bulletins.debts import standing_at
from belfry.core.errors import DomainError, NotFound
from belfry.networks.queries import networks_by_id
from belfry.questions.actions.asking import ask_coordinator
from belfry.questions.errors import (
    HappensNow,
    NobodyCoordinates,
    NotForAnybody,
    OnlyPractical,
    QuestionEmpty,
    TooLong,
    TooManyOpen,
)
from belfry.questions.policies import may_ask
from belfry.questions.queries import own_questions
from belfry.web.member.question_form import PracticalForm
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

# Beside which field a refusal stands; the others stand above the form.
BESIDE: Final[dict[type[DomainError], str | None]] = {
    QuestionEmpty: "words",
    TooLong: "words",
    NotForAnybody: "words",
    OnlyPractical: "words",
    HappensNow: "words",
    NobodyCoordinates: None,
    TooManyOpen: None,
}


@ask_or_take
@signed_in
def ask(request: ActorRequest) -> HttpResponse:
    """Take a practical question: of which network, about what, and a few words."""
    networks = _networks(request)
    if not networks:
        raise NotFound
    form = PracticalForm(networks, request.POST or None)
    refused: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            ask_coordinator(
                request.actor,
                UUID(told["network"]),
                told["topic"],
                told["words"],
                key=told["key"],
                over=told["over"],
                now=timezone.now(),
            )
        except tuple(BESIDE) as refusal:
            refused = refusal
            form.add_error(BESIDE[type(refusal)], refusal.message())
        else:
            messages.success(request, _("Your question is with the coordinator of your network."))
            return redirect("own_questions")
    context = {
        "form": form,
        "is_urgent": isinstance(refused, HappensNow),
        "is_for_police": isinstance(refused, OnlyPractical),
    }
    return render(request, "member/ask.html", context)


@require_safe
@signed_in
def own(request: ActorRequest) -> HttpResponse:
    """List a person's own practical questions with their answers."""
    page = page_of(own_questions(request.actor), request.GET.get("after", ""))
    now = request.actor.at
    rows = [(row, "" if row.answered_at else standing_at(row.due_at, now)) for row in page.rows]
    context = {"rows": rows, "page": page, "may_ask": bool(_networks(request))}
    return render(request, "member/own_questions.html", context)


def _networks(request: ActorRequest) -> dict[str, str]:
    """Return the networks whose coordinator the person may ask something, by name."""
    ids = [one for one in request.actor.member_of if may_ask(request.actor, one)]
    found = sorted(networks_by_id(ids).values(), key=lambda one: one.name)
    return {str(one.pk): one.name for one in found}
