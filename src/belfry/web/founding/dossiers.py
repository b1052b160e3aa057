"""The dossiers that somebody has a part in, the page of one, and its end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.founding.actions.consulting import end_dossier
from belfry.founding.actions.papers import rename_dossier
from belfry.founding.changes import subject_names
from belfry.founding.errors import NameUnusable
from belfry.founding.perimeters import area_of
from belfry.founding.policies import may_end, may_rename, may_write
from belfry.founding.queries import dossier_for, dossiers_visible_to, partners_of
from belfry.founding.reviewing import has_letters
from belfry.founding.signing import files_of
from belfry.founding.story import Story, Voice, hands_of, story_of, voices_of, with_idea_owner
from belfry.founding.types import Step, Want
from belfry.founding.workflow import Condition, Partner, partner_name
from belfry.networks.kinds import NetworkKind
from belfry.territory.homes import rounded
from belfry.territory.queries import municipalities_by_id, zones_by_id
from belfry.web.areas import area_shown
from belfry.web.founding.forms.dossiers import EndForm, NameForm
from belfry.web.founding.next_steps import CALLS, STEPS, Call, call_for
from belfry.web.founding.voided import tell_voided
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.founding.models import Dossier


@dataclass(frozen=True, slots=True)
class Line:
    """A state on the timeline: done, the one that comes next, or later, with what it takes in addition."""

    step: Step
    address: str
    is_next: bool
    wants: Sequence[Want]
    kind: str

    @property
    def partners(self) -> list[str]:
        """Who supplies what this state takes, each once."""
        return _named((want.supplier for want in self.wants), self.kind)


@dataclass(frozen=True, slots=True)
class Place:
    """A town or zone of a dossier by name, with what it answered to the idea."""

    name: str
    voice: Voice


@require_safe
@signed_in
def dossiers(request: ActorRequest) -> HttpResponse:
    """List the dossiers in which the reader has a part, the newest first."""
    page = page_of(dossiers_visible_to(request.actor), request.GET.get("after", ""))
    return render(request, "founding/dossiers.html", {"page": page})


@require_safe
@signed_in
def dossier(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show how far a dossier is, what is missing and who can supply it."""
    found = dossier_for(request.actor, dossier_id)
    partners = partners_of(request.actor, found)
    story, hands = story_of(found, now=request.actor.at), hands_of(found)
    context = {
        "dossier": found,
        "story": story,
        "lines": _lines(found, story),
        "call": _call(
            found, story, with_idea_owner(partners, found.initiative, is_founded=bool(hands))
        ),
        "waits_for": _waits_for(story, found.kind),
        "hands": hands,
        "places": places_of(found),
        "may_write": may_write(partners, found.state),
        "may_end": may_end(partners, found.kind, found.state),
        "may_rename": may_rename(partners, found.kind, found.state),
        "subjects": subject_names(found),
        "files": files_of(found),
        "has_letters": has_letters(found),
        "is_over": story.target is None,
        **_area(found, local(request.actor.at).date()),
    }
    return render(request, "founding/dossier.html", context)


def _lines(found: "Dossier", story: Story) -> list[Line]:
    lines, told = [], set()
    for step in story.steps:
        page = STEPS.get(step.state) if step.is_done else None
        address = Call(page, "", "").address(found.pk) if page else ""
        # What several steps take is told with the first of them.
        wants = [want for want in step.wants if want.condition not in told]
        told |= {want.condition for want in step.wants}
        lines.append(Line(step, address, step.state == story.target, wants, found.kind))
    return lines


def _call(
    found: "Dossier", story: Story, partners: frozenset[Partner]
) -> tuple[str, Call, bool] | None:
    """Return (address, call, whether it is the reader's to do) of the present step."""
    if story.target is None:
        return None
    missing = story.missing
    mine = [want for want in missing if want.supplier in partners]
    first = next(iter(mine or missing), None)
    call = call_for(found.state, story.target, first.condition if first else None)
    is_mine = bool(mine) if missing else bool(story.movers & partners)
    return call.address(found.pk), call, is_mine


def _waits_for(story: Story, kind: str) -> list[str]:
    """Return the partners on whom the present step waits, each once."""
    partners = [want.supplier for want in story.missing] or sorted(story.movers)
    return _named(partners, kind)


def _named(partners: Iterable[Partner], kind: str) -> list[str]:
    return [str(partner_name(one, kind)) for one in dict.fromkeys(partners)]


def places_of(found: "Dossier") -> Sequence[Place]:
    """Return the towns and zones of a dossier by name, each with its newest answer."""
    language = get_language() or ""
    voices = voices_of(found)
    zones = zones_by_id([one.place_id for one in voices if one.is_zone])
    towns = municipalities_by_id([one.place_id for one in voices if not one.is_zone])
    return [Place((zones | towns)[one.place_id].name_in(language), one) for one in voices]


def _area(found: "Dossier", today: date) -> dict[str, Any]:
    address = CALLS[Condition.AREA_KNOWN].address(found.pk)
    if found.network_kind == NetworkKind.SECTORAL:
        return {"area_address": address}
    area = area_of(found)
    if area is None:
        return {"area_address": address}
    url, language = reverse("dossier_shapes", args=[found.pk]), get_language() or ""
    shown = area_shown(area.shape, area.ranges, url, language=language, on=today)
    return {"shown": shown, "homes": rounded(area.homes), "area_address": address}


@ask_or_take
@signed_in
def dossier_name(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take another name of the network."""
    found = dossier_for(request.actor, dossier_id)
    if not may_rename(partners_of(request.actor, found), found.kind, found.state):
        raise NotAllowed
    data = request.POST if request.method == "POST" else None
    form = NameForm(data, initial={"name": found.name}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            voided = rename_dossier(request.actor, dossier_id, name, now=timezone.now())
        except NameUnusable as error:
            form.add_error("name", error.message())
        else:
            messages.success(request, gettext("The network has its new name, in its papers, too."))
            tell_voided(request, voided)
            return redirect("dossier", dossier_id)
    return render(request, "founding/dossier_name.html", {"dossier": found, "form": form})


@ask_or_take
@signed_in
def dossier_end(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take the reason for which a dossier is given up."""
    found = dossier_for(request.actor, dossier_id)
    if not may_end(partners_of(request.actor, found), found.kind, found.state):
        raise NotAllowed
    form = EndForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        end_dossier(request.actor, dossier_id, now=timezone.now(), **form.cleaned_data)
        messages.success(
            request, gettext("The dossier is ended. Everything in it can still be read.")
        )
        return redirect("dossier", dossier_id)
    return render(request, "founding/dossier_end.html", {"dossier": found, "form": form})
