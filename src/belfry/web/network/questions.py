"""What members ask a coordinator, what the coordinator asks the police, and the year of both."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from belfry.bulletins.debts import standing_at
from belfry.core.clock import local
from belfry.core.errors import DomainError, NotAllowed
from belfry.core.languages import Language
from belfry.networks.queries import memberships_by_person, network_for
from belfry.people.queries import persons_by_id
from belfry.questions.actions.answering import answer_member
from belfry.questions.actions.asking import ask_police as ask_the_police
from belfry.questions.errors import (
    AboutSomebody,
    HappensNow,
    NotForAnybody,
    OnlyPractical,
    QuestionEmpty,
    ReplyEmpty,
    TooLong,
    TooManyOpen,
)
from belfry.questions.figures import year_of_network
from belfry.questions.kinds import CoordinatorAnswer
from belfry.questions.policies import may_coordinate
from belfry.questions.queries import asked_of_police, practical_for, practical_of
from belfry.web.network.forms.questions import PoliceQuestionForm, ReplyForm
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.questions.models import PracticalQuestion, Question

# So many questions to the police stand on the page of a network.
RECENT: Final = 20
# No network asked anything here before.
EARLIEST: Final = 2026
OF_QUESTION: Final[tuple[type[DomainError], ...]] = (
    AboutSomebody,
    HappensNow,
    NotForAnybody,
    QuestionEmpty,
    TooLong,
    TooManyOpen,
)
OF_ANSWER: Final[tuple[type[DomainError], ...]] = (
    NotForAnybody,
    OnlyPractical,
    ReplyEmpty,
    TooLong,
)


@require_safe
@signed_in
def questions(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Show coordinator and deputies what waits for an answer, what the police answered, and a year of both."""
    actor = request.actor
    network = network_for(actor, network_id)
    page = page_of(practical_of(actor, network_id), request.GET.get("after", ""))
    names = _names(page.rows)
    asked = asked_of_police(actor, network_id)[:RECENT]
    this_year = local(actor.at).year
    year = year_asked(request, this_year)
    context = {
        "network": network,
        "page": page,
        "rows": [
            (row, standing_of(row, actor.at), names.get(row.person_id, "")) for row in page.rows
        ],
        "asked": [(row, standing_of(row, actor.at)) for row in asked],
        "figures": year_of_network(actor, network_id, year),
        "year": str(year),
        "previous": str(year - 1) if year > EARLIEST else "",
        "following": str(year + 1) if year < this_year else "",
    }
    return render(request, "network/questions.html", context)


@ask_or_take
@signed_in
def question(request: ActorRequest, question_id: UUID) -> HttpResponse:
    """Show one question of a member, and take the answer."""
    row = practical_for(request.actor, question_id)
    language = str(Language(row.language).label)
    form = ReplyForm(
        CoordinatorAnswer,
        request.POST if request.method == "POST" else None,
        language=language,
        hint=gettext_lazy("Nothing about a crime: only the police write about it."),
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            answer_member(
                request.actor, question_id, told["choice"], told["words"], now=timezone.now()
            )
        except OF_ANSWER as refusal:
            form.add_error("words", refusal.message())
        else:
            messages.success(request, _("The member gets your answer."))
            return redirect("network_questions", row.network_id)
    memberships = memberships_by_person(row.network_id, [row.person_id] if row.person_id else [])
    context = {
        "question": row,
        "standing": standing_of(row, request.actor.at),
        "name": _names([row]).get(row.person_id, ""),
        "membership_id": memberships.get(row.person_id) if row.person_id else None,
        "language": language,
        "form": form,
    }
    return render(request, "network/question.html", context)


@ask_or_take
@signed_in
def ask_police(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Take a question of coordinator or deputy to the police."""
    network = network_for(request.actor, network_id)
    if not may_coordinate(request.actor, network_id):
        raise NotAllowed
    form = PoliceQuestionForm(request.POST if request.method == "POST" else None)
    is_urgent = False
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            ask_the_police(
                request.actor,
                network_id,
                told["words"],
                key=told["key"],
                over=told["over"],
                now=timezone.now(),
            )
        except OF_QUESTION as refusal:
            is_urgent = isinstance(refusal, HappensNow)
            form.add_error("words", refusal.message())
        else:
            messages.success(request, _("Your question is with the police."))
            return redirect("network_questions", network_id)
    context = {"network": network, "form": form, "is_urgent": is_urgent}
    return render(request, "network/ask_police.html", context)


def standing_of(row: "Question", now: datetime) -> str:
    """Return how the answer stands that is owed; "" once it was given."""
    return "" if row.answered_at else str(standing_at(row.due_at, now))


def year_asked(request: ActorRequest, this_year: int) -> int:
    """Return the year that is asked for; the present one for anything else."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else 0
    return year if EARLIEST <= year <= this_year else this_year


def _names(rows: "Sequence[PracticalQuestion]") -> dict[UUID | None, str]:
    people = persons_by_id({row.person_id for row in rows if row.person_id})
    return {person_id: person.full_name for person_id, person in people.items()}
