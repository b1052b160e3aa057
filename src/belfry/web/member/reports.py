"""A member reports what was seen, and reads what became of it.

No address of these pages names a report or its receipt, and nothing is kept in the session: addresses stand in logs, and
sessions in the database, beside whose they are.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from belfry.bulletins.queries import member_release, words_for
from belfry.conversations.actions import answer_request
from belfry.conversations.queries import is_asked
from belfry.core.actor import NETWORK_ROLES
from belfry.core.clock import local
from belfry.core.errors import DomainError, NotFound
from belfry.founding.perimeters import listed, own_layers
from belfry.networks.perimeters import perimeters_of
from belfry.networks.queries import networks_by_id, plans_of
from belfry.sealing.client import tag_for
from belfry.sightings.actions.reporting import reply, report
from belfry.sightings.actions.town import tell_town
from belfry.sightings.checks import TO_READ
from belfry.sightings.errors import (
    OriginOnly,
    PlaceMissing,
    ReplyMissing,
    ToBeRead,
    TooLong,
    TooManyPhotographs,
    WordsMissing,
)
from belfry.sightings.kinds import Behaviour
from belfry.sightings.queries import own_everything
from belfry.sightings.types import Told
from belfry.territory.ground import street_at
from belfry.territory.homes import streets_in_shape
from belfry.territory.search import streets_by_id
from belfry.web.areas import MapShown, shapes_answer
from belfry.web.member.report_form import POINT, OfflineForm, ReplyForm, ReportForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in
from belfry.wording.advice import ADVICE
from belfry.wording.types import Label

if TYPE_CHECKING:
    from belfry.bulletins.models import Bulletin

# Beside which field a refusal stands.
BESIDE: Final = {
    OriginOnly: "words",
    WordsMissing: "words",
    TooLong: "words",
    PlaceMissing: "street",
    TooManyPhotographs: "photographs",
}
# What is ticked once the advice was read.
READ: Final[dict[Label, str | Promise]] = {
    Label.URGENT_NOW: gettext_lazy("It is over. Send it to the police as a report."),
    Label.PATROL_TALK: gettext_lazy("I have read this."),
    Label.NAMES_NEIGHBOUR: gettext_lazy("The police need this name. Send it as it is."),
    Label.MUNICIPAL: gettext_lazy("It is for the police all the same."),
}


@require_safe
def begin(request: ActorRequest) -> HttpResponse:
    """Ask first whether it happens now; nothing else is asked and nothing is kept."""
    return render(request, "member/report_first.html", {"about": request.GET.get("about", "")})


@require_safe
def offline(request: ActorRequest) -> HttpResponse:
    """Show what browsers keep for when there is no connection: the numbers, and a form that is kept there.

    It says no word about whoever asks for it.
    """
    return render(request, "member/report_offline.html", {"form": OfflineForm()})


@require_safe
@signed_in
def ground(request: ActorRequest) -> HttpResponse:
    """Give the map of a report the perimeters of the reader's networks: no person, no count."""
    on, language = local(request.actor.at).date(), get_language() or ""
    layers = [
        layer
        for one in perimeters_of([UUID(key) for key in _networks(request)], on=on)
        for layer in own_layers("", one.shape, one.ranges, language=language, on=on)
    ]
    return shapes_answer(layers)


@require_safe
def call(request: ActorRequest) -> HttpResponse:
    """Show the numbers to call and nothing else; a number is dialled by a second press."""
    return render(request, "member/report_call.html")


@ask_or_take
@signed_in
def write(request: ActorRequest) -> HttpResponse:
    """Take a report; the receipt is the answer itself, for an address of it would tell on its author."""
    answers = request.POST if request.method == "POST" else request.GET
    if answers.get("now") != "no":
        return redirect("report")
    networks, about = _networks(request), _about(request, answers.get("about", ""))
    if not networks:
        return render(request, "member/report_nowhere.html")
    form = ReportForm(
        networks,
        _streets(request, networks),
        request.POST or None,
        request.FILES or None,
        int(request.META.get("CONTENT_LENGTH") or 0),
    )
    to_read: Sequence[Label] = ()
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("to") == "town":
                return _given_to_town(request, form)
            return _received(request, form, about)
        except ToBeRead as refusal:
            to_read = refusal.details["labels"]  # type: ignore[assignment]
        except NotFound:
            raise
        except DomainError as refusal:
            # Whatever the reason, nothing that was typed is lost.
            form.add_error(BESIDE.get(type(refusal)), refusal.message())
    context = _context(request, networks, form, to_read) | {
        "about": about,
        "about_title": words_for(about, get_language() or "").title if about else "",
    }
    return render(request, "member/report.html", context)


def _about(request: ActorRequest, asked: str) -> "Bulletin | None":
    """Return the message that the report answers; None where the police ask nothing (any more)."""
    try:
        found = member_release(request.actor, UUID(asked)).bulletin
    except (ValueError, NotFound):
        return None
    return found if is_asked(found) else None


def _context(
    request: ActorRequest,
    networks: dict[str, str],
    form: ReportForm,
    to_read: Sequence[Label],
) -> dict[str, object]:
    read = request.POST.getlist("read")
    return {
        "form": form,
        "map": MapShown(reverse("report_ground"), POINT, of_report=True),
        "shown_in": _shown_in(networks),
        "is_urgent": Label.URGENT_NOW in to_read,
        "is_municipal": Label.MUNICIPAL in to_read,
        "to_read": [(one, ADVICE[one], READ[one], one in read) for one in to_read],
    }


def _received(request: ActorRequest, form: ReportForm, about: "Bulletin | None") -> HttpResponse:
    network_id = UUID(form.cleaned_data["network"])
    how: Any = {
        "key": form.cleaned_data["key"],
        "tag": partial(tag_for, request.session.session_key or ""),
        "read": [one for one in request.POST.getlist("read") if one in TO_READ],
        "now": timezone.now(),
    }
    told = _placed(request, form.told())
    if about is None:
        received = report(request.actor, network_id, told, **how)
    else:
        received = answer_request(request.actor, about.pk, told, **how)
    context = {"received": received, "key": how["key"], "photographs": len(told.photographs)}
    return render(request, "member/report_received.html", context)


def _placed(request: ActorRequest, told: Told) -> Told:
    """Name the street where only the map was pressed."""
    if told.place or told.point is None:
        return told
    on = local(request.actor.at).date()
    street_id = street_at(*told.point, on=on)
    found = streets_by_id([street_id] if street_id else [], on=on)
    return replace(told, place="".join(one.name_in(get_language() or "") for one in found.values()))


def _given_to_town(request: ActorRequest, form: ReportForm) -> HttpResponse:
    told = _placed(request, form.told())
    tell_town(
        request.actor,
        UUID(form.cleaned_data["network"]),
        told.written or str(Behaviour(told.behaviour).label),
        f"{told.place} {told.house}",
        key=form.cleaned_data["key"],
        tag=partial(tag_for, request.session.session_key or ""),
        now=timezone.now(),
    )
    context = {"key": form.cleaned_data["key"], "photographs": len(told.photographs)}
    return render(request, "member/report_for_town.html", context)


@ask_or_take
@signed_in
def own(request: ActorRequest) -> HttpResponse:
    """List a person's own reports with what the police asked and answered, and take a reply."""
    session_key = request.session.session_key or ""
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            reply(session_key, told["report"], told["words"], now=timezone.now())
        except (ReplyMissing, TooLong) as refusal:
            form.add_error("words", refusal.message())
        else:
            messages.success(request, _("Thank you. The police read your reply."))
            return redirect("own_reports")
    sightings, matters = own_everything(session_key)
    rows = [
        {
            "sighting": row,
            "letters": [
                (one, opened.letters[one.pk])
                for one in row.letters.all()
                if one.pk in opened.letters
            ],
            "form": _reply_form(form, row.pk),
        }
        for row, opened in sightings
    ]
    return render(request, "member/own_reports.html", {"rows": rows, "matters": matters})


def _reply_form(taken: ReplyForm, report_id: UUID) -> ReplyForm:
    """Return the form beside one report: what was typed and refused there, else an empty one."""
    if taken.is_bound and taken["report"].value() == str(report_id):
        return taken
    return ReplyForm(initial={"report": report_id}, auto_id=f"id_{report_id}_%s")


def _networks(request: ActorRequest) -> dict[str, str]:
    ids = request.actor.member_of | request.actor.networks(*NETWORK_ROLES)
    found = sorted(networks_by_id(ids).values(), key=lambda one: one.name)
    return {str(one.pk): one.name for one in found}


def _shown_in(networks: dict[str, str]) -> list[str]:
    """Return the names of the networks whose coordinator sees that there was a report."""
    plans = plans_of([UUID(one) for one in networks])
    return [name for key, name in networks.items() if plans[UUID(key)].shows_reports]


def _streets(request: ActorRequest, networks: dict[str, str]) -> list[tuple[str, str]]:
    """Return the streets of the networks' perimeters by name."""
    on, language = local(request.actor.at).date(), get_language() or ""
    grounds = perimeters_of([UUID(one) for one in networks], on=on)
    ranges = [
        part
        for ground in grounds
        for part in (ground.ranges or (streets_in_shape(ground.shape, on) if ground.shape else []))
    ]
    names = sorted({one.street.name_in(language) for one in listed(ranges, on=on)})
    return [(name, name) for name in names]
