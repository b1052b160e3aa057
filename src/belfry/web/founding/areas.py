"""Step 2 of a dossier: where the network would lie, drawn on a map or listed by streets."""

from collections.abc import Callable, Mapping, Sequence
from json import dumps
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from belfry.core.actor import Actor, Role
from belfry.core.clock import local
from belfry.core.errors import DomainError, NotAllowed, NotFound
from belfry.founding.actions.perimeter import (
    Drawn,
    cut_perimeter,
    describe_sector,
    set_perimeter,
    set_size_policy,
    take_outline,
    take_streets,
)
from belfry.founding.errors import SectorMissing, SizesTurned
from belfry.founding.perimeters import (
    area_of,
    layers_for,
    may_draw,
    partners_named,
    size_policy_of,
    sizes_of,
    street_list,
    streets_near,
    touches_of,
)
from belfry.founding.queries import dossier_for
from belfry.founding.surveys import changed_since_survey
from belfry.networks.kinds import NetworkKind
from belfry.territory.ground import street_at
from belfry.territory.homes import rounded
from belfry.territory.queries import zones_by_id
from belfry.territory.search import names_apart, streets_by_id
from belfry.web.areas import MapShown, area_shown, shapes_answer, streets_in_words
from belfry.web.founding.forms.areas import (
    OutlineForm,
    RangeForm,
    Row,
    SectorForm,
    SizeForm,
    is_number,
    pressed_place,
    range_forms,
    rows_of,
    typed_rows,
)
from belfry.web.founding.voided import tell_voided
from belfry.web.network.networks import today_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.founding.models import Dossier
    from belfry.founding.perimeters import Area

LONGEST_SEARCH: Final = 100
FIELD: Final = "id_shape"
# Buttons that change the saved perimeter at once.
AT_ONCE: Final[Mapping[str, Callable[..., Drawn]]] = {
    "cut": cut_perimeter,
    "take_streets": take_streets,
    "take_outline": take_outline,
}


@ask_or_take
@signed_in
def area(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show where the network would lie; take an outline, a street list, or a change of the list."""
    dossier = dossier_for(request.actor, dossier_id)
    if dossier.network_kind == NetworkKind.SECTORAL:
        return _sector(request, dossier)
    may = may_draw(request.actor, dossier)
    if request.method != "POST":
        return _page(request, dossier, may=may)
    do, _, which = request.POST.get("do", "save").partition(":")
    if do in AT_ONCE:
        return _at_once(request, dossier_id, AT_ONCE[do])
    if not may:
        raise NotAllowed
    if do == "save":
        return _save(request, dossier)
    return _change_list(request, dossier, do, which)


def _at_once(request: ActorRequest, dossier_id: UUID, act: Callable[..., Drawn]) -> HttpResponse:
    try:
        _tell(request, act(request.actor, dossier_id, now=timezone.now()))
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message())
    return redirect("dossier_area", dossier_id)


def _save(request: ActorRequest, dossier: "Dossier") -> HttpResponse:
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    rows = typed_rows(request.POST)
    outline = OutlineForm(request.POST, request.FILES, request_size=size)
    streets = range_forms(rows, checks=True)
    # Every form says what is wrong with it, not only the first.
    if all([outline.is_valid(), *(one.is_valid() for one in streets)]):
        try:
            ranges = [one.range for one in streets]
            now = timezone.now()
            drawn = set_perimeter(request.actor, dossier.pk, outline.given, ranges, now=now)
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            outline.add_error(None, refusal.message())
        else:
            _tell(request, drawn)
            return redirect("dossier_area", dossier.pk)
    return _page(request, dossier, may=True, outline=outline, streets=streets)


def _tell(request: ActorRequest, drawn: Drawn) -> None:
    messages.success(request, gettext("The perimeter is saved."))
    for remedy in drawn.remedies:
        messages.info(request, str(remedy.label))
    tell_voided(request, drawn.voided)


def _change_list(request: ActorRequest, dossier: "Dossier", do: str, which: str) -> HttpResponse:
    """Search, add, pick or remove: nothing is saved yet, and nothing that was typed is lost."""
    typed = rows = typed_rows(request.POST)
    said, changed = "", _changed(rows, do, which, request.actor)
    if changed is not None:
        rows, said = changed
    searched = request.POST.get("q", "").strip()[:LONGEST_SEARCH] if do == "search" else ""
    if do == "search" and not searched:
        said = gettext("Type the name of a street first.")
    context = _list_context(request, dossier, range_forms(rows), searched=searched, said=said)
    context["is_pick"] = do == "pick"
    context["picked"] = context["rows"][-1][1] if do == "pick" and len(rows) > len(typed) else ""
    if request.htmx:
        return render(request, "founding/_streets.html", context)
    outline = OutlineForm(shape=request.POST.get("shape", ""))
    return _page(request, dossier, may=True, outline=outline, listing=context)


def _changed(rows: list[Row], do: str, which: str, actor: Actor) -> tuple[list[Row], str] | None:
    """Return the rows after an addition or removal, and what to say; None where it names nothing."""
    number = int(which) if is_number(which) else -1
    language = get_language() or ""
    if do == "remove" and 0 <= number < len(rows):
        name = _street_name(int(rows[number]["street"]), actor, language)
        rows = [row for place, row in enumerate(rows) if place != number]
        return rows, gettext("%(street)s is off the list.") % {"street": name}
    if do == "pick":
        return _picked(rows, which, actor, language)
    if do == "add" and (name := _street_name(number, actor, language)):
        return _added(rows, number, name)
    return None


def _picked(rows: list[Row], where: str, actor: Actor, language: str) -> tuple[list[Row], str]:
    """Return the rows with the street at which somebody pressed on the map, and what to say."""
    place = pressed_place(where)
    street_id = street_at(*place, on=today_of(actor)) if place else None
    if street_id is None:
        return rows, gettext("There is no address at this place. Press on a house.")
    name = _street_name(street_id, actor, language)
    if any(row["street"] == str(street_id) for row in rows):
        return rows, gettext("%(street)s is on the list already.") % {"street": name}
    return _added(rows, street_id, name)


def _added(rows: list[Row], street_id: int, name: str) -> tuple[list[Row], str]:
    added = {"street": str(street_id), "first": "", "last": "", "side": "both"}
    said = gettext("%(street)s is on the list, the whole street. Fill in numbers for a part of it.")
    return [*rows, added], said % {"street": name}


def _street_name(street_id: int, actor: Actor, language: str) -> str:
    found = streets_by_id([street_id], on=today_of(actor)).get(street_id)
    return found.name_in(language) if found else ""


def _list_context(
    request: ActorRequest,
    dossier: "Dossier",
    forms: Sequence[RangeForm],
    *,
    searched: str = "",
    said: str = "",
) -> dict[str, Any]:
    today, language = today_of(request.actor), get_language() or ""
    ids = [int(form["street"].value()) for form in forms]
    streets = streets_by_id(ids, on=today)
    found = streets_near(dossier, searched, on=today) if searched else []
    names = names_apart([*streets.values(), *found], language=language, on=today)
    gone = gettext("A street that does not exist any more")
    return {
        "dossier": dossier,
        "rows": [
            (number, names.get(pk, gone), form)
            for number, (pk, form) in enumerate(zip(ids, forms, strict=True))
        ],
        "searched": searched,
        "found": [(one.street_id, names[one.street_id]) for one in found],
        "said": said,
    }


def _page(
    request: ActorRequest,
    dossier: "Dossier",
    *,
    may: bool,
    outline: OutlineForm | None = None,
    streets: Sequence[RangeForm] | None = None,
    listing: dict[str, Any] | None = None,
) -> HttpResponse:
    found, today = area_of(dossier), today_of(request.actor)
    if streets is None:
        streets = range_forms(rows_of(found.ranges if found else []))
    shape = dumps(found.shape.geojson()) if found and found.shape else ""
    url = reverse("dossier_shapes", args=[dossier.pk])
    language = get_language() or ""
    context = {
        "dossier": dossier,
        "may_draw": may,
        "outline": outline or OutlineForm(shape=shape),
        "map": MapShown(url, FIELD),
        **(listing or _list_context(request, dossier, streets)),
        **_remarks(dossier, found, request.actor),
    }
    if found and not may:
        context["shown"] = area_shown(found.shape, found.ranges, url, language=language, on=today)
    return render(request, "founding/area.html", context)


def _remarks(dossier: "Dossier", found: "Area | None", actor: Actor) -> dict[str, Any]:
    """Return what there is to say of the saved perimeter."""
    if found is None:
        return {}
    today, language = local(actor.at).date(), get_language() or ""
    towns, zones = partners_named(dossier, language=language)
    sizes = sizes_of(dossier, found)
    names = zones_by_id([one.zone_id for one in sizes])
    inside = rounded(found.homes_in_outline(on=today))
    return {
        "area": found,
        "homes": rounded(found.homes),
        "inside": inside,
        "differs": bool(found.ranges and found.shape) and inside != rounded(found.homes),
        "sizes": [(one, names[one.zone_id].name_in(language)) for one in sizes],
        "fits": not any(one.too_small or one.too_large for one in sizes),
        "touches": touches_of(dossier, found, on=today),
        "towns": towns,
        "zones": zones,
        "changed": changed_since_survey(dossier),
        "offered": []
        if found.ranges
        else streets_in_words(
            [part for one in street_list(found, on=today) for part in one.ranges],
            language=language,
            on=today,
        ),
    }


def _sector(request: ActorRequest, dossier: "Dossier") -> HttpResponse:
    may = may_draw(request.actor, dossier)
    initial = {"profession": dossier.profession, "scope": dossier.scope}
    form = SectorForm(initial=initial, label_suffix="")
    if request.method == "POST":
        if not may:
            raise NotAllowed
        form = SectorForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                voided = describe_sector(
                    request.actor, dossier.pk, **form.cleaned_data, now=timezone.now()
                )
            except SectorMissing as refusal:
                form.add_error(None, refusal.message())
            else:
                messages.success(request, gettext("Profession and scope are saved."))
                tell_voided(request, voided)
                return redirect("dossier_area", dossier.pk)
    context = {"dossier": dossier, "form": form, "may_draw": may}
    return render(request, "founding/sector.html", context)


@require_safe
@signed_in
def shapes(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Give the map of a dossier its outlines: no person, no count."""
    on, language = today_of(request.actor), get_language() or ""
    return shapes_answer(layers_for(request.actor, dossier_id, language=language, on=on))


@ask_or_take
@signed_in
def zone_size(request: ActorRequest, zone_id: UUID) -> HttpResponse:
    """Show and take how many homes a zone wants in the perimeter of a new network."""
    least, most = size_policy_of(request.actor, zone_id)
    may = request.actor.holds(Role.CHIEF, zone_id=zone_id)
    form = SizeForm(initial={"least": least, "most": most}, label_suffix="")
    if request.method == "POST":
        if not may:
            raise NotAllowed
        form = SizeForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                set_size_policy(request.actor, zone_id, **form.cleaned_data, now=timezone.now())
            except SizesTurned as refusal:
                form.add_error("most", refusal.message())
            else:
                messages.success(request, gettext("The numbers are saved."))
                return redirect("zone_size", zone_id)
    context = {
        "zone_id": zone_id,
        "zone_name": zones_by_id([zone_id])[zone_id].name_in(get_language() or ""),
        "form": form if may else None,
        "least": least,
        "most": most,
    }
    return render(request, "founding/zone_size.html", context)
