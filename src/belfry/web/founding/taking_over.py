"""Take over networks that were recognised on paper: one by one, or many from a list."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from belfry.core.actor import POLICE_ROLES
from belfry.core.clock import local
from belfry.core.errors import DomainError, NotAllowed, NotFound
from belfry.founding.actions.take_over import (
    confirm_take_over,
    correct_take_over,
    take_over,
    take_over_many,
)
from belfry.founding.errors import (
    NameUnusable,
    NotInYourZone,
    NumberMissing,
    NumberTaken,
    RecognisedInFuture,
    ScreeningMissing,
    TownOfAnotherZone,
)
from belfry.founding.policies import may_screen
from belfry.founding.queries import dossier_for, facts_of, partners_of
from belfry.founding.taking_over import may_take_over, on_paper_of, read_taking_over
from belfry.founding.workflow import Condition, DossierKind, DossierState
from belfry.lists.errors import NotAMemberList
from belfry.territory.queries import zones_at
from belfry.web.founding.forms.taking_over import ListForm, TakeOverForm
from belfry.web.founding.opening import town_choices
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.gates import signed_in

# What the police supply before they confirm.
CONFIRMABLE: Final = (
    Condition.REMARKS_ANSWERED,
    Condition.CHARTER_SCANNED,
    Condition.RECOGNITION_KNOWN,
)
# Beside which field a refusal stands.
FIELDS: Final[Mapping[type[DomainError], str | None]] = {
    NameUnusable: "name",
    NumberMissing: "number",
    NumberTaken: "number",
    RecognisedInFuture: "recognised_on",
    NotInYourZone: "more_zones",
    TownOfAnotherZone: "town",
    ScreeningMissing: None,
}


@sensitive_post_parameters()
@ask_or_take
@signed_in
def take_over_new(request: ActorRequest) -> HttpResponse:
    """Take what the papers of a network tell."""
    if not may_take_over(request.actor):
        raise NotAllowed
    form = _form(request, {"network_kind": "residential", "language": (get_language() or "")[:2]})
    if request.method == "POST" and form.is_valid():
        told, scan = form.told, form.cleaned_data["scan"]
        try:
            opened = take_over(request.actor, told, scan=scan, now=timezone.now())
        except tuple(FIELDS) as error:
            form.add_error(FIELDS[type(error)], error.message())
        else:
            messages.success(request, gettext("It is kept. Look at it once more, then confirm it."))
            return redirect("take_over_dossier", opened.pk)
    return render(request, "founding/take_over.html", {"form": form})


@sensitive_post_parameters()
@ask_or_take
@signed_in
def take_over_dossier(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show what is told of a network that is taken over, and take what is corrected."""
    dossier = dossier_for(request.actor, dossier_id)
    if dossier.kind != DossierKind.TAKE_OVER:
        raise NotFound
    if not may_screen(partners_of(request.actor, dossier)):
        raise NotAllowed
    if dossier.state != DossierState.IDEA:
        return redirect("dossier_review", dossier_id)
    facts = facts_of(dossier.pk)
    told = on_paper_of(request.actor, dossier_id)
    has_scan = Condition.CHARTER_SCANNED in facts
    form = _form(request, TakeOverForm.initial_of(told), has_scan=has_scan)
    if request.method == "POST" and form.is_valid():
        scan = form.cleaned_data["scan"]
        try:
            correct_take_over(request.actor, dossier_id, form.told, scan=scan, now=timezone.now())
        except tuple(FIELDS) as error:
            form.add_error(FIELDS[type(error)], error.message())
        else:
            messages.success(request, gettext("It is kept. Look at it once more, then confirm it."))
            return redirect("take_over_dossier", dossier_id)
    context = {
        "dossier": dossier,
        "form": form,
        "has_scan": has_scan,
        "remarks": dossier.remarks.filter(settled_at__isnull=True).order_by("at"),
        "is_whole": {*CONFIRMABLE} <= facts,
    }
    return render(request, "founding/take_over_dossier.html", context)


@require_POST
@signed_in
def take_over_confirm(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    confirm_take_over(request.actor, dossier_id, now=timezone.now())
    sentence = gettext("You confirmed it. The FPS Interior looks at it now.")
    messages.success(request, sentence)
    return redirect("dossier_review", dossier_id)


def _form(
    request: ActorRequest, initial: Mapping[str, Any], *, has_scan: bool = False
) -> TakeOverForm:
    language = get_language() or ""
    today = local(request.actor.at).date()
    zones = [(str(row.pk), row.name_in(language)) for row in zones_at(today)]
    own = {str(pk) for pk in request.actor.zones(*POLICE_ROLES)}
    is_post = request.method == "POST"
    return TakeOverForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        own_zones=[choice for choice in zones if choice[0] in own],
        zones=zones,
        towns=[(key, str(name)) for key, name in town_choices(request.actor, language)],
        initial=initial,
        has_scan=has_scan,
        request_size=int(request.META.get("CONTENT_LENGTH") or 0),
    )


@sensitive_post_parameters()
@ask_or_take
@signed_in
def take_over_list(request: ActorRequest) -> HttpResponse:
    """Read a list of networks and show what was understood; nothing is kept before somebody says yes."""
    if not may_take_over(request.actor):
        raise NotAllowed
    form, context = ListForm(), {}
    if request.method == "POST":
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        form = ListForm(request.POST, request.FILES, request_size=size)
        if form.is_valid():
            limits.check(limits.UPLOADS, str(request.actor.person_id), now=timezone.now())
            content = form.cleaned_data["file"].read()
            today = local(request.actor.at).date()
            try:
                read = read_taking_over(request.actor, content, on=today)
            except NotAMemberList as error:
                form.add_error("file", error.message())
            else:
                # The file comes back with the answer and is judged anew: nothing of it is trusted or kept.
                context = {"read": read, "again": b64encode(content).decode()}
    return render(request, "founding/take_over_list.html", {"form": form, **context})


@sensitive_post_parameters()
@require_POST
@signed_in
def take_over_good_rows(request: ActorRequest) -> HttpResponse:
    """Begin the take-over of every good row of a list that was shown."""
    try:
        content = b64decode(request.POST.get("again", ""), validate=True)
        read = read_taking_over(request.actor, content, on=local(request.actor.at).date())
    except (ValueError, NotAMemberList):
        return redirect("take_over_many")
    rows = [told for _line, told in read.good]
    taken = take_over_many(request.actor, rows, now=timezone.now())
    sentence = ngettext(
        "%(count)d network was taken in. Add its scan and its key holders, then confirm it.",
        "%(count)d networks were taken in. Add the scan and the key holders of each, then confirm it.",
        taken,
    )
    messages.success(request, sentence % {"count": taken})
    return redirect("dossiers")
