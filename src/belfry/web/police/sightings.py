"""What members report to the police of a zone: the inbox, one report, and what is done with it.

What was sealed is shown as the answer to a press and nowhere else: no address leads to it a second time.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belfry.bulletins.debts import standing_at
from belfry.conversations.actions import Seen, draft_from
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.core.languages import Language
from belfry.networks.queries import plan_of
from belfry.people.queries import persons_by_id
from belfry.sealing.client import opened as opened_by
from belfry.sealing.client import question_for, tell_reporter
from belfry.sealing.errors import NobodyAnswers
from belfry.sealing.kinds import Part, Reason
from belfry.sealing.types import Opened
from belfry.sightings.actions.answering import (
    answer,
    ask,
    assign,
    close,
    note_number,
    tell_network,
)
from belfry.sightings.actions.erasing import PHOTOGRAPHS_KEPT
from belfry.sightings.errors import AnswerMissing, NumberUnusable, QuestionMissing, TooLong
from belfry.sightings.policies import handles_reports
from belfry.sightings.queries import (
    letters_of,
    officers_for,
    open_sightings,
    sighting_for,
    sightings_for,
)
from belfry.sightings.types import told_in
from belfry.sightings.workflow import OWES_ANSWER, SightingState
from belfry.web.areas import MapShown
from belfry.web.paging import page_of
from belfry.web.police.sighting_cards import identity_shown, told_shown
from belfry.web.police.sighting_forms import (
    ForNetworkForm,
    NumberForm,
    QuestionForm,
    ReasonForm,
    ReportAnswerForm,
)
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.people.models import Person
    from belfry.sightings.models import Sighting

# Of a place or a colour that a draft takes over, in signs.
LONGEST = 200
# What a demonstration answers in place of a passkey; it is refused everywhere else.
DEMONSTRATION = "demonstration"


@require_safe
@signed_in
def sightings(request: ActorRequest) -> HttpResponse:
    """List what members reported: what owes an answer, or everything."""
    if not handles_reports(request.actor):
        raise NotAllowed
    everything = request.GET.get("all") == "1"
    rows = sightings_for(request.actor) if everything else open_sightings(request.actor)
    about = _uuid(request.GET.get("about", ""))
    if about:
        rows = sightings_for(request.actor).filter(about=about)
    page = page_of(rows, request.GET.get("after", ""))
    now = request.actor.at
    context = {
        "rows": [(row, _standing(row, now)) for row in page.rows],
        "page": page,
        "everything": everything,
        "about": about,
    }
    return render(request, "police/sightings.html", context)


@require_safe
@signed_in
def sighting(request: ActorRequest, sighting_id: UUID) -> HttpResponse:
    """Show what stands in clear of a report, and what can be done with it."""
    row = sighting_for(request.actor, sighting_id)
    return _page(request, row)


@require_POST
@signed_in
def unseal(request: ActorRequest, sighting_id: UUID) -> HttpResponse:
    """Open the text or the identity of a report, for a reason and with a passkey; it is shown once."""
    row = sighting_for(request.actor, sighting_id)
    part = Part.IDENTITY if request.POST.get("part") == Part.IDENTITY else Part.TEXT
    if request.POST.get("challenge"):
        found = opened_by(
            row.pk, part, request.POST["challenge"], request.POST.get("credential", "")
        )
        return _page(request, row, part=part, opened=found)
    form = ReasonForm(part, request.POST)
    if not form.is_valid():
        return _page(request, row, forms={f"{part}_form": form})
    assert request.actor.person_id is not None
    reason = Reason(form.cleaned_data["reason"])
    question = question_for(request.actor.person_id, row.pk, part, reason)
    if question.options is None:
        found = opened_by(row.pk, part, question.challenge, DEMONSTRATION)
        return _page(request, row, part=part, opened=found)
    asked = json.dumps(question.options)
    context = {
        "sighting": row,
        "part": part,
        "reason": reason,
        "challenge": question.challenge,
        "asked": asked,
    }
    return render(request, "police/sighting_confirm.html", context)


@require_POST
@signed_in
def take(request: ActorRequest, sighting_id: UUID) -> HttpResponse:
    """Take a report, or give it to a colleague."""
    row = sighting_for(request.actor, sighting_id)
    chosen = request.POST.get("officer", "")
    officers = {str(one.pk): one.pk for one in _officers(request, row)}
    officer_id = officers.get(chosen, request.actor.person_id)
    assert officer_id is not None
    assign(request.actor, sighting_id, officer_id, now=timezone.now())
    return redirect("sighting", sighting_id)


@require_POST
@signed_in
def number(request: ActorRequest, sighting_id: UUID) -> HttpResponse:
    """Keep the number of the own file of the police."""
    row = sighting_for(request.actor, sighting_id)
    form = NumberForm(row.own_number, request.POST)

    def keep() -> None:
        note_number(
            request.actor, sighting_id, form.cleaned_data["number"].strip(), now=timezone.now()
        )

    return _done(request, row, form, "number", keep, _("The number is kept."))


@require_POST
@signed_in
def question(request: ActorRequest, sighting_id: UUID) -> HttpResponse:
    """Ask the reporter something."""
    row = sighting_for(request.actor, sighting_id)
    form = QuestionForm(request.POST)

    def send() -> None:
        words = form.cleaned_data["question"]
        ask(request.actor, sighting_id, words, tell=_teller(request), now=timezone.now())

    said = _("The reporter is told within two hours that you asked something.")
    return _done(request, row, form, "question", send, said)


@require_POST
@signed_in
def respond(request: ActorRequest, sighting_id: UUID) -> HttpResponse:
    """Answer the reporter."""
    row = sighting_for(request.actor, sighting_id)
    form = ReportAnswerForm(request.POST)

    def send() -> None:
        told, tell = form.cleaned_data, _teller(request)
        answer(
            request.actor, sighting_id, told["choice"], told["words"], tell=tell, now=timezone.now()
        )

    said = _("The reporter is told within two hours that you answered.")
    return _done(request, row, form, "words", send, said)


@require_POST
@signed_in
def for_network(request: ActorRequest, sighting_id: UUID) -> HttpResponse:
    """Tell the coordinator what becomes of a report."""
    row = sighting_for(request.actor, sighting_id)
    form = ForNetworkForm(row.for_network, request.POST)

    def send() -> None:
        tell_network(request.actor, sighting_id, form.cleaned_data["said"], now=timezone.now())

    return _done(request, row, form, "said", send, _("The coordinator reads it."))


@require_POST
@signed_in
def end(request: ActorRequest, sighting_id: UUID) -> HttpResponse:
    """Close a report that was answered."""
    close(request.actor, sighting_id, now=timezone.now())
    return redirect("sighting", sighting_id)


@require_POST
@signed_in
def draft(request: ActorRequest, sighting_id: UUID) -> HttpResponse:
    """Begin a message from what is shown of an opened report; its author goes on writing."""
    kept = {name: request.POST.get(name, "").replace("\x00", "")[:LONGEST] for name in Seen._fields}
    bulletin = draft_from(request.actor, sighting_id, Seen(**kept), now=timezone.now())
    return redirect("bulletin_edit", bulletin.pk)


def _teller(request: ActorRequest) -> Callable[[UUID], None]:
    return partial(tell_reporter, request.session.session_key or "")


def _done(
    request: ActorRequest,
    row: "Sighting",
    form: QuestionForm | ReportAnswerForm | NumberForm | ForNetworkForm,
    field: str,
    act: Callable[[], None],
    said: str,
) -> HttpResponse:
    """Do it and say so, or show the form again with what was typed."""
    if form.is_valid():
        try:
            act()
        except (AnswerMissing, NumberUnusable, QuestionMissing, TooLong) as refusal:
            form.add_error(field, refusal.message())
        except NobodyAnswers as refusal:
            form.add_error(None, refusal.message())
        else:
            messages.success(request, said)
            return redirect("sighting", row.pk)
    names = {
        QuestionForm: "question_form",
        ReportAnswerForm: "answer_form",
        ForNetworkForm: "network_form",
    }
    return _page(request, row, forms={names.get(type(form), "number_form"): form})


def _page(
    request: ActorRequest,
    row: "Sighting",
    *,
    part: Part | None = None,
    opened: Opened | None = None,
    forms: Mapping[str, object] | None = None,
) -> HttpResponse:
    words = opened.letters if opened else {}
    context = {
        "sighting": row,
        "standing": _standing(row, request.actor.at),
        "language": Language(row.language).label,
        "owes": row.state in OWES_ANSWER,
        "may_write": row.state in {SightingState.WITH_POLICE, SightingState.NEEDS_DETAIL},
        "may_ask": row.state == SightingState.WITH_POLICE,
        "may_tell_network": row.state != SightingState.RECEIVED
        and plan_of(row.network_id).shows_reports,
        "may_close": row.state == SightingState.ANSWERED,
        "officers": _officers(request, row) if row.state in OWES_ANSWER else (),
        "letters": [(one, words.get(one.pk, "")) for one in letters_of(row)],
        "told": told_shown(opened.plain) if opened and part == Part.TEXT else None,
        "identity": identity_shown(opened.plain) if opened and part == Part.IDENTITY else None,
        "map": _map_of(row, opened) if opened and part == Part.TEXT else None,
        "photographs": opened.photographs if opened else (),
        "photographs_kept": row.photographs.count(),
        "photographs_until": row.received_on + PHOTOGRAPHS_KEPT,
        "text_form": ReasonForm(Part.TEXT),
        "identity_form": ReasonForm(Part.IDENTITY),
        "number_form": NumberForm(row.own_number),
        "question_form": QuestionForm(),
        "answer_form": ReportAnswerForm(),
        "network_form": ForNetworkForm(row.for_network),
        **(forms or {}),
    }
    return render(request, "police/sighting.html", context)


def _map_of(row: "Sighting", opened: Opened) -> MapShown | None:
    """Return the map with the place that was marked on it."""
    point = told_in(opened.plain)[0].point
    shapes = reverse("network_shapes", args=[row.network_id])
    return MapShown(shapes, of_report=True, point=f"{point[0]},{point[1]}") if point else None


def _officers(request: ActorRequest, row: "Sighting") -> "list[Person]":
    """Return who may have a report, by name."""
    found = persons_by_id(officers_for(row, on=local(request.actor.at).date())).values()
    return sorted(found, key=lambda one: one.full_name)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _standing(row: "Sighting", now: datetime) -> str:
    """Return how the answer stands that is owed; "" once it was given."""
    return str(standing_at(row.due_at, now)) if row.state in OWES_ANSWER else ""
