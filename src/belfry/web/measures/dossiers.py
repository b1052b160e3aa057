"""Dossiers of measures: those of a network, the own ones, and one with all that is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from belfry.core.actor import NETWORK_ROLES
from belfry.core.clock import local
from belfry.core.errors import DomainError, NotAllowed, NotFound
from belfry.measures.actions.answering import add_view
from belfry.measures.actions.opening import find_member, open_dossier
from belfry.measures.errors import (
    AlreadyOpen,
    ConcernsYou,
    CoordinatesHere,
    FactsMissing,
    FromPoliceFile,
    TooLong,
)
from belfry.measures.kinds import step_name
from belfry.measures.letters import measure_letter
from belfry.measures.policies import still_needed
from belfry.measures.queries import (
    Seen,
    appeal_of,
    dossier_for,
    dossiers_of_network,
    functions_on,
    is_gone,
    ladders_open_to,
    own_dossiers,
    removals,
    steps_taken,
    waiting_step,
)
from belfry.measures.workflow import (
    IN_WRITING,
    OPENERS,
    SIGNERS,
    DossierState,
    Function,
    Ladder,
    StepKind,
    appeal_until,
    may_become,
    next_steps,
)
from belfry.networks.mandates import functions_of, mandates_on_network
from belfry.networks.queries import memberships_by_person, network_for
from belfry.people.queries import persons_by_id
from belfry.web.founding.downloads import download
from belfry.web.measures.forms import DossierForm, NameForm, ViewForm
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.measures.models import Step

OF_FACTS: tuple[type[DomainError], ...] = (FactsMissing, TooLong, FromPoliceFile)
OF_PERSON: tuple[type[DomainError], ...] = (AlreadyOpen, ConcernsYou, CoordinatesHere)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as the page shows it: what it is, who signed it, its letter, and whether sending it is to be noted."""

    step: "Step"
    name: str
    signers: Sequence[tuple[str, str]]
    has_letter: bool
    may_note: bool


@ask_or_take
@signed_in
def network_measures(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """List the dossiers of a network, and begin one: on a coordinator or deputy, or on a member by the whole name."""
    actor = request.actor
    page = page_of(dossiers_of_network(actor, network_id), request.GET.get("after", ""))
    opened = ladders_open_to(functions_on(actor, network_id))
    is_officer = Function.OFFICER in functions_on(actor, network_id)
    form = NameForm(request.POST if request.method == "POST" and is_officer else None)
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        person_id = find_member(actor, network_id, name, now=timezone.now())
        if person_id is not None:
            return redirect("measure_new", network_id, person_id)
        form.add_error("name", _("Not exactly one member bears this name. Ask the coordinator."))
    names = persons_by_id({row.person_id for row in page.rows})
    context = {
        "network": network_for(actor, network_id),
        "page": page,
        "rows": [(row, names[row.person_id].full_name) for row in page.rows],
        "holders": _holders(request, network_id) if Ladder.COORDINATOR in opened else [],
        "form": form if is_officer else None,
        "opens_on_members": Ladder.MEMBER in opened,
    }
    return render(request, "measures/network.html", context)


def _holders(request: ActorRequest, network_id: UUID) -> list[tuple[UUID, str, str]]:
    today = local(request.actor.at).date()
    return [
        (row.person_id, row.name, str(row.role_name))
        for row in mandates_on_network(request.actor, network_id, on=today)
        if row.role in NETWORK_ROLES and row.person_id != request.actor.person_id
    ]


@ask_or_take
@signed_in
def measure_new(request: ActorRequest, network_id: UUID, person_id: UUID) -> HttpResponse:
    """Open a dossier on somebody: as coordinator or deputy where the person is one, else as member."""
    functions = functions_on(request.actor, network_id)
    ladder = _ladder_of(network_id, person_id, local(request.actor.at).date())
    if ladder not in ladders_open_to(functions):
        raise NotAllowed
    form = DossierForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data["ground"], form.cleaned_data["facts"]
        try:
            dossier = open_dossier(
                request.actor, network_id, person_id, ladder, told, now=timezone.now()
            )
        except OF_FACTS as refusal:
            form.add_error("facts", refusal.message())
        except OF_PERSON as refusal:
            form.add_error(None, refusal.message())
        else:
            messages.success(request, _("The dossier is open. The person is told."))
            return redirect("measure", dossier.pk)
    context = {
        "network": network_for(request.actor, network_id),
        "name": persons_by_id([person_id])[person_id].full_name,
        "ladder": ladder,
        "form": form,
    }
    return render(request, "measures/new.html", context)


def _ladder_of(network_id: UUID, person_id: UUID, today: date) -> Ladder:
    """Return the ladder of somebody in a network; raise NotFound for somebody who is nothing there."""
    if functions_of(network_id, person_id, on=today).exists():
        return Ladder.COORDINATOR
    if memberships_by_person(network_id, [person_id]):
        return Ladder.MEMBER
    raise NotFound


@require_safe
@signed_in
def own_measures(request: ActorRequest) -> HttpResponse:
    """List the dossiers on whoever reads."""
    page = page_of(own_dossiers(request.actor), request.GET.get("after", ""))
    return render(request, "measures/own.html", {"page": page})


@ask_or_take
@signed_in
def measure(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show a dossier with its steps and what comes next; take the view of the person concerned."""
    seen = dossier_for(request.actor, dossier_id)
    dossier = seen.dossier
    if request.method == "POST" and not seen.is_own:
        raise NotAllowed
    form = ViewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            add_view(request.actor, dossier_id, form.cleaned_data["words"], now=timezone.now())
        except OF_FACTS as refusal:
            form.add_error("words", refusal.message())
        else:
            messages.success(request, _("Your view stands in the dossier."))
            return redirect("measure", dossier_id)
    today = local(request.actor.at).date()
    waiting, taken = waiting_step(dossier), steps_taken(dossier)
    names = _names(seen, [*taken, *([waiting] if waiting else [])])
    removal = next((one for one in taken if one.kind == StepKind.DEFINITIVE), None)
    context = {
        "dossier": dossier,
        "seen": seen,
        "name": names[dossier.person_id],
        "lines": [_line(one, seen, names) for one in taken],
        "waiting": _line(waiting, seen, names) if waiting else None,
        "missing": _missing(waiting),
        "is_gone": is_gone(dossier, on=today),
        "form": form,
        "may_sign": bool(waiting and _signs(seen, waiting.kind)),
        "next": _next(seen) if waiting is None else [],
        **_endings(seen),
        **_appeal(seen, removal, today),
    }
    return render(request, "measures/dossier.html", context)


def _names(seen: Seen, steps: "Sequence[Step]") -> dict[UUID, str]:
    signers = {one.person_id for step in steps for one in step.signatures.all()}
    found = persons_by_id(signers | {seen.dossier.person_id})
    return {person_id: person.full_name for person_id, person in found.items()}


def _line(step: "Step", seen: Seen, names: dict[UUID, str]) -> StepLine:
    is_written = step.kind in IN_WRITING and step.taken_at is not None
    return StepLine(
        step,
        step_name(seen.dossier.ladder, step.kind),
        [
            (str(Function(one.function).label), names[one.person_id])
            for one in step.signatures.all()
        ],
        has_letter=is_written,
        may_note=is_written and step.sent_on is None and _signs(seen, step.kind),
    )


def _signs(seen: Seen, kind: str) -> bool:
    return bool(seen.functions & set(SIGNERS[Ladder(seen.dossier.ladder)][StepKind(kind)]))


def _missing(waiting: "Step | None") -> str:
    if waiting is None:
        return ""
    given = [one.function for one in waiting.signatures.all()]
    needed = still_needed(waiting.dossier.ladder, waiting.kind, given)
    return ", ".join(str(one.label) for one in needed)


def _next(seen: Seen) -> list[tuple[str, str]]:
    dossier = seen.dossier
    return [
        (kind.value, step_name(dossier.ladder, kind))
        for kind in next_steps(dossier.ladder, dossier.state)
        if _signs(seen, kind)
    ]


def _endings(seen: Seen) -> dict[str, object]:
    dossier = seen.dossier
    closing = OPENERS[Ladder(dossier.ladder)] | {Function.CHIEF}
    return {
        "may_close": bool(seen.functions & closing)
        and may_become(dossier.ladder, dossier.state, DossierState.CLOSED),
        "may_readmit": bool(seen.functions & {Function.OFFICER, Function.CHIEF})
        and may_become(dossier.ladder, dossier.state, DossierState.READMITTED),
    }


def _appeal(seen: Seen, removal: "Step | None", today: date) -> dict[str, object]:
    """Return what the page says of an appeal; nothing where there is none."""
    dossier = seen.dossier
    if removal is None or removal.decided_on is None or dossier.ladder == Ladder.MEMBER:
        return {}
    last = appeal_until(removal.decided_on)
    enters = (seen.is_own and today <= last) or seen.functions & {Function.CHIEF, Function.MAYOR}
    return {
        "appeal_until": last,
        "is_past": today > last,
        "appeal": appeal_of(dossier),
        "may_appeal": bool(enters) and dossier.state == DossierState.DEFINITIVE,
        "may_settle": Function.MAYOR in seen.functions and dossier.state == DossierState.APPEALED,
    }


@require_safe
@signed_in
def measure_letter_file(request: ActorRequest, step_id: UUID) -> HttpResponse:
    """Give the letter of a step as a file."""
    return download(measure_letter(request.actor, step_id), str(_("decision")))


@require_safe
@signed_in
def removals_list(request: ActorRequest) -> HttpResponse:
    """List the definitive removals for the FPS Interior, which gets a copy of each."""
    page = page_of(removals(request.actor), request.GET.get("after", ""))
    return render(request, "measures/removals.html", {"page": page})
