"""What coordinators ask the police of their zone, and the answers."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from belfry.core.actor import POLICE_ROLES
from belfry.core.clock import local
from belfry.core.errors import DomainError, NotAllowed
from belfry.core.languages import Language
from belfry.people.queries import persons_by_id
from belfry.questions.actions.answering import answer_coordinator
from belfry.questions.errors import AboutSomebody, ReplyEmpty, TooLong
from belfry.questions.figures import years_for_police
from belfry.questions.kinds import PoliceAnswer
from belfry.questions.queries import police_question_for, police_to_answer
from belfry.questions.queries import police_questions as questions_for
from belfry.web.network.forms.questions import ReplyForm
from belfry.web.network.questions import standing_of, year_asked
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

OF_ANSWER: Final[tuple[type[DomainError], ...]] = (AboutSomebody, ReplyEmpty, TooLong)


@require_safe
@signed_in
def police_questions(request: ActorRequest) -> HttpResponse:
    """List what coordinators ask, what is due first before the rest, and the year of each network."""
    actor = request.actor
    if not {held.role for held in actor.mandates} & POLICE_ROLES:
        raise NotAllowed
    everything = request.GET.get("state") == "all"
    rows = questions_for(actor) if everything else police_to_answer(actor)
    page = page_of(rows, request.GET.get("after", ""))
    year = year_asked(request, local(actor.at).year)
    context = {
        "page": page,
        "rows": [(row, standing_of(row, actor.at)) for row in page.rows],
        "state": "all" if everything else "",
        "year": str(year),
        "years": years_for_police(actor, year),
    }
    return render(request, "police/questions.html", context)


@ask_or_take
@signed_in
def police_question(request: ActorRequest, question_id: UUID) -> HttpResponse:
    """Show one question of a coordinator, and take the answer."""
    row = police_question_for(request.actor, question_id)
    language = str(Language(row.language).label)
    form = ReplyForm(
        PoliceAnswer,
        request.POST if request.method == "POST" else None,
        language=language,
        hint=gettext_lazy("Name nobody, and tell nothing of a case."),
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            answer_coordinator(
                request.actor, question_id, told["choice"], told["words"], now=timezone.now()
            )
        except OF_ANSWER as refusal:
            form.add_error("words", refusal.message())
        else:
            messages.success(request, _("The coordinator gets your answer."))
            return redirect("police_question", question_id)
    people = persons_by_id([row.person_id] if row.person_id else [])
    context = {
        "question": row,
        "standing": standing_of(row, request.actor.at),
        "name": people[row.person_id].full_name if row.person_id else "",
        "language": language,
        "form": form,
    }
    return render(request, "police/question.html", context)
