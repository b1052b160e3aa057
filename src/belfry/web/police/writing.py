"""Write a bulletin: one form for class, networks and four languages."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from json import dumps
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from belfry.bulletins.actions.writing import change_bulletin, submit_bulletin, write_bulletin
from belfry.bulletins.errors import (
    DescriptionAlone,
    NoNetworkChosen,
    NotJudged,
    PartEmpty,
    TextDoesNotFit,
    TextIncomplete,
    WordsHeldBack,
)
from belfry.bulletins.policies import ASKED, FIELDS, rights_on
from belfry.bulletins.queries import bulletin_for, draft_of, words_for
from belfry.bulletins.types import Draft, Part, Words
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.networks.kinds import PLANNED, BulletinClass
from belfry.networks.queries import member_counts, networks_of_zone, zones_of_police
from belfry.territory.queries import zones_by_id
from belfry.web.areas import MapShown
from belfry.web.police.choosing import (
    StreetsOf,
    kinds_of,
    others_beside,
    streets_of,
    ticked,
)
from belfry.web.police.forms import (
    AREA,
    CLASS_HELP,
    STREETS,
    TYPED,
    WHOLE,
    BulletinForm,
    WordsForm,
    draft_from,
)
from belfry.web.police.reach import Reach, reach_of
from belfry.web.police.short_texts import short_classes, short_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.http import QueryDict

    from belfry.bulletins.models import Bulletin
    from belfry.networks.models import Network
    from belfry.territory.models import PoliceZone


# What a draft still lacks; it is kept all the same.
NOT_YET = (
    TextIncomplete,
    TextDoesNotFit,
    NoNetworkChosen,
    PartEmpty,
    NotJudged,
    DescriptionAlone,
    WordsHeldBack,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as a whole: its own fields, the words per language, and what can be chosen."""

    zone_id: UUID
    form: BulletinForm
    words: Sequence[WordsForm]
    networks: Sequence["Network"]
    wanted: frozenset[str]
    streets: Sequence[StreetsOf]
    others: Mapping[str, str]
    reach: Reach | None

    @property
    def is_valid(self) -> bool:
        """Whether everything has the right shape; every form is looked at."""
        return all([self.form.is_valid(), *(part.is_valid() for part in self.words)])

    @property
    def judged_fields(self) -> list["BoundField"]:
        """What the police judge with one choice each."""
        return [self.form["ground"], self.form["investigation"]]

    @property
    def draft(self) -> Draft:
        """What was typed; the sheet must be valid."""
        return draft_from(self.form, self.words)


@ask_or_take
@signed_in
def new(request: ActorRequest) -> HttpResponse:
    """Begin a bulletin; who serves several zones chooses one first."""
    zones = zones_of_police(request.actor)
    if not zones:
        raise NotAllowed
    zone_id = next((zone for zone in zones if str(zone) == request.GET.get("zone")), None)
    if zone_id is None and len(zones) > 1:
        return render(request, "police/choose_zone.html", {"zones": zones_by_id(zones).values()})
    sheet = _sheet(request, zone_id or next(iter(zones)), Draft(BulletinClass.REQUEST, ()))
    return _kept(request, sheet, None) or _shown(request, sheet, None)


@ask_or_take
@signed_in
def edit(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Change a draft (its author)."""
    bulletin = bulletin_for(request.actor, bulletin_id)
    if not rights_on(request.actor, bulletin, (), None).change:
        raise MoveNotAllowed if bulletin.author_id == request.actor.person_id else NotAllowed
    sheet = _sheet(request, bulletin.zone_id, draft_of(bulletin))
    return _kept(request, sheet, bulletin) or _shown(request, sheet, bulletin)


def _sheet(request: ActorRequest, zone_id: UUID, draft: Draft) -> Sheet:
    """Return the form, bound to what was typed or filled with the draft as it stands."""
    networks = list(networks_of_zone(request.actor, zone_id))
    if not networks:
        raise NotFound
    now = request.actor.at
    typed = _ticked(request.POST, networks) if request.method == "POST" else None
    chosen = typed.getlist("networks") if typed else [str(pk) for pk in draft.network_ids]
    others = others_beside([one.pk for one in networks], draft.asked_ids, zone_id, now=now)
    streets = streets_of(networks, others, request.LANGUAGE_CODE or "", now=now)
    reach = None if typed else reach_of(request.actor, zone_id, draft)
    judged = asdict(draft.judged) if draft.judged else {}
    initial = {
        "bulletin_class": draft.bulletin_class,
        "networks": chosen,
        "phenomenon": draft.phenomenon,
        "fact_at": draft.fact_at,
        **_part_as_typed(draft.part),
        "others": [str(pk) for pk in (reach.asked_by_name if reach else draft.asked_ids)],
    }
    form = BulletinForm(networks, typed, {**initial, **judged}, streets, others)
    words = [WordsForm(language, typed, _columns(draft, language)) for language in Language.values]
    wanted = {language for net in networks if str(net.pk) in chosen for language in net.languages}
    if typed and form.is_valid():
        reach = reach_of(request.actor, zone_id, draft_from(form, ()), form.remedies)
    return Sheet(zone_id, form, words, networks, frozenset(wanted), streets, others, reach)


def _part_as_typed(part: Part | None) -> dict[str, object]:
    if part is None:
        return {"extent": WHOLE, "with_unplaced": True}
    return {
        "extent": STREETS if part.shape is None else AREA,
        "streets": [str(pk) for pk in part.streets],
        "shape": dumps(part.shape) if part.shape else "",
        "with_unplaced": part.with_unplaced,
    }


def _ticked(typed: "QueryDict", networks: Sequence["Network"]) -> "QueryDict":
    """Return what was typed, with the networks of the button that was pressed."""
    if "tick" not in typed:
        return typed
    changed = typed.copy()
    changed.setlist("networks", ticked(networks, str(typed["tick"]), typed.getlist("networks")))
    return changed


def _columns(draft: Draft, language: str) -> dict[str, str]:
    words = draft.words.get(language)
    return {name: getattr(words, name) for name in words.__slots__} if words else {}


def _kept(request: ActorRequest, sheet: Sheet, bulletin: "Bulletin | None") -> HttpResponse | None:
    """Save what was typed and go on; None when there is nothing to save or its shape is wrong."""
    if request.method != "POST" or "tick" in request.POST or not sheet.is_valid:
        return None
    now = timezone.now()
    if bulletin is None:
        bulletin = write_bulletin(request.actor, sheet.zone_id, sheet.draft, now=now)
    else:
        change_bulletin(request.actor, bulletin.pk, sheet.draft, now=now)
    for remedy in sheet.form.remedies:
        messages.info(request, str(remedy.label))
    if "submit" not in request.POST:
        messages.success(request, _("Your draft is saved. Only you can see it."))
        return redirect("bulletin_edit", bulletin.pk)
    try:
        submit_bulletin(request.actor, bulletin.pk, now=now)
    except NOT_YET as refusal:
        # The draft is kept; the address changes so that pressing again writes no second one.
        messages.error(request, refusal.message())
        return redirect(f"{reverse('bulletin_edit', args=[bulletin.pk])}?missing=1")
    messages.success(request, _("Approval is asked. Nothing has been sent yet."))
    return redirect("bulletin", bulletin.pk)


def _shown(request: ActorRequest, sheet: Sheet, bulletin: "Bulletin | None") -> HttpResponse:
    ids = [network.pk for network in sheet.networks]
    counts, by_sms = member_counts(ids), short_classes(ids)
    chosen = set(sheet.form["networks"].value() or ())
    kind = sheet.form["bulletin_class"].value()
    zone = zones_by_id([sheet.zone_id])[sheet.zone_id] if any(by_sms.values()) else None
    is_short = any(kind in by_sms[pk] for pk in ids if str(pk) in chosen)
    return render(
        request,
        "police/write.html",
        {
            "bulletin": bulletin,
            "follows_title": _followed_title(bulletin, request.LANGUAGE_CODE or ""),
            "sheet": sheet,
            "classes": [(one.value, one.label, CLASS_HELP[one]) for one in PLANNED],
            "networks": [
                (network, counts.get(network.pk, 0), str(network.pk) in chosen, by_sms[network.pk])
                for network in sheet.networks
            ],
            "parts": [
                _part(part, kind, zone, is_wanted=part.language in sheet.wanted, is_short=is_short)
                for part in sheet.words
            ],
            "kinds": kinds_of(sheet.networks),
            "extent": sheet.form["extent"].value() or WHOLE,
            "map": MapShown(
                reverse("bulletin_ground", args=[sheet.zone_id]), "id_shape", of_message=True
            ),
            "streets": sheet.form["streets"].value() or [],
            "others": sheet.form["others"].value() or [],
            "own_language": request.LANGUAGE_CODE,
            "check": "missing" in request.GET,
        },
    )


@require_POST
@signed_in
def reach(request: ActorRequest, zone_id: UUID) -> HttpResponse:
    """Return whom the message would be for as the form stands; nothing is kept."""
    if zone_id not in zones_of_police(request.actor):
        raise NotFound
    sheet = _sheet(request, zone_id, Draft(BulletinClass.REQUEST, ()))
    return render(request, "police/_reach.html", {"sheet": sheet})


def _followed_title(bulletin: "Bulletin | None", language: str) -> str:
    """Return the title of the message that this one follows, if it follows one."""
    followed = bulletin.follows if bulletin else None
    return words_for(followed, language).title if followed else ""


def _part(
    words: WordsForm,
    bulletin_class: str,
    zone: "PoliceZone | None",
    *,
    is_wanted: bool,
    is_short: bool,
) -> dict[str, object]:
    """Return one language as the page shows it, with what its class of bulletin asks for."""
    known = bulletin_class in ASKED
    missing = words.missing(bulletin_class) if known else []
    short = None
    if zone is not None:
        typed = Words(**{name: words[name].value() or "" for name in FIELDS})
        kind = bulletin_class if known else BulletinClass.REQUEST
        short = short_of(words, typed, kind, zone)
    return {
        "words": words,
        "fields": [
            (words[name], name in ASKED.get(bulletin_class, ()), name in missing) for name in TYPED
        ],
        "short": short,
        "is_short": is_short,
        "missing": len(missing) + bool(is_short and short and not short.text),
        "is_wanted": is_wanted,
        "is_begun": words.is_begun,
    }
