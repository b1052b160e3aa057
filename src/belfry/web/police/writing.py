"""Write a bulletin: one form for class, networks and four languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from belfry.bulletins.actions.writing import change_bulletin, submit_bulletin, write_bulletin
from belfry.bulletins.errors import NoNetworkChosen, TextDoesNotFit, TextIncomplete
from belfry.bulletins.policies import ASKED, FIELDS, rights_on
from belfry.bulletins.queries import bulletin_for, draft_of
from belfry.bulletins.types import Draft, Words
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.networks.kinds import BulletinClass
from belfry.networks.queries import member_counts, networks_of_zone, zones_of_police
from belfry.territory.queries import zones_by_id
from belfry.web.police.forms import CLASS_HELP, TYPED, BulletinForm, WordsForm, draft_from
from belfry.web.police.short_texts import short_classes, short_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.bulletins.models import Bulletin
    from belfry.networks.models import Network
    from belfry.territory.models import PoliceZone


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as a whole: its own fields, the words per language, and what can be chosen."""

    zone_id: UUID
    form: BulletinForm
    words: Sequence[WordsForm]
    networks: Sequence["Network"]
    wanted: frozenset[str]

    @property
    def is_valid(self) -> bool:
        """Whether everything has the right shape; every form is looked at."""
        return all([self.form.is_valid(), *(part.is_valid() for part in self.words)])

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
    typed = request.POST if request.method == "POST" else None
    networks = list(networks_of_zone(request.actor, zone_id))
    if not networks:
        raise NotFound
    chosen = typed.getlist("networks") if typed else [str(pk) for pk in draft.network_ids]
    form = BulletinForm(
        networks, typed, {"bulletin_class": draft.bulletin_class, "networks": chosen}
    )
    words = [WordsForm(language, typed, _columns(draft, language)) for language in Language.values]
    wanted = {language for net in networks if str(net.pk) in chosen for language in net.languages}
    return Sheet(zone_id, form, words, networks, frozenset(wanted))


def _columns(draft: Draft, language: str) -> dict[str, str]:
    words = draft.words.get(language)
    return {name: getattr(words, name) for name in words.__slots__} if words else {}


def _kept(request: ActorRequest, sheet: Sheet, bulletin: "Bulletin | None") -> HttpResponse | None:
    """Save what was typed and go on; None when there is nothing to save or its shape is wrong."""
    if request.method != "POST" or not sheet.is_valid:
        return None
    now = timezone.now()
    if bulletin is None:
        bulletin = write_bulletin(request.actor, sheet.zone_id, sheet.draft, now=now)
    else:
        change_bulletin(request.actor, bulletin.pk, sheet.draft, now=now)
    if "submit" not in request.POST:
        messages.success(request, _("Your draft is saved. Only you can see it."))
        return redirect("bulletin_edit", bulletin.pk)
    try:
        submit_bulletin(request.actor, bulletin.pk, now=now)
    except (TextIncomplete, TextDoesNotFit, NoNetworkChosen) as refusal:
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
            "sheet": sheet,
            "classes": [(key, label, CLASS_HELP[key]) for key, label in BulletinClass.choices],
            "networks": [
                (network, counts.get(network.pk, 0), str(network.pk) in chosen, by_sms[network.pk])
                for network in sheet.networks
            ],
            "parts": [
                _part(part, kind, zone, is_wanted=part.language in sheet.wanted, is_short=is_short)
                for part in sheet.words
            ],
            "own_language": request.LANGUAGE_CODE,
            "check": "missing" in request.GET,
        },
    )


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
