"""The text for SMS while somebody writes: proposed, counted, and shown as it will be sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from belfry.bulletins.audience import ways_of
from belfry.bulletins.rendering import LONGEST_CODE, proposed, short_text
from belfry.bulletins.types import Words
from belfry.core.errors import NotFound
from belfry.core.languages import Language
from belfry.delivery.kinds import Form
from belfry.delivery.ways import form_of, short_faults
from belfry.networks.kinds import PLANNED, BulletinClass
from belfry.networks.queries import plans_of, zones_of_police
from belfry.territory.queries import zones_by_id
from belfry.web.police.forms import WordsForm
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.territory.models import PoliceZone


@dataclass(frozen=True, slots=True)
class ShortText:
    """The text for SMS in one language, as its field shows it and as it will be sent."""

    field: BoundField
    language: str
    text: str
    proposed: str
    sent: str
    faults: list[str]

    @property
    def length(self) -> int:
        """How many characters are sent."""
        return len(self.sent)


def short_classes(network_ids: Iterable[UUID]) -> Mapping[UUID, list[str]]:
    """Return {network: the classes that it sends by SMS as well}."""
    return {
        network_id: [kind for kind in PLANNED if any(_is_short(way) for way in ways_of(plan, kind))]
        for network_id, plan in plans_of(list(network_ids)).items()
    }


def _is_short(way: str) -> bool:
    return form_of(way) == Form.SHORT


def short_of(part: WordsForm, words: Words, bulletin_class: str, zone: "PoliceZone") -> ShortText:
    """Return the text as typed, or the one that is proposed where nobody typed another."""
    language, known = part.language, part["proposed"].value()
    idea = proposed(words, bulletin_class, language, zone)
    is_own = words.short and words.short != known
    text = words.short if is_own else idea
    sent = short_text(replace(words, short=text), bulletin_class, language, zone, LONGEST_CODE)
    faults = list(short_faults(sent, language)) if sent else []
    return ShortText(part["short"], language, text, idea, sent, faults)


@require_POST
@signed_in
def short(request: ActorRequest, zone_id: UUID) -> HttpResponse:
    """Return the field of the text for SMS as it follows from what stands in the form; nothing is kept."""
    language = request.POST.get("language", "")
    if zone_id not in zones_of_police(request.actor) or language not in Language.values:
        raise NotFound
    kind = request.POST.get("bulletin_class", "")
    part = WordsForm(language, request.POST, {})
    part.is_valid()
    words = Words(**{name: part.cleaned_data.get(name, "") for name in ("title", "where", "short")})
    zone = zones_by_id([zone_id])[zone_id]
    known = kind if kind in PLANNED else BulletinClass.REQUEST
    context = {"short": short_of(part, words, known, zone), "zone_id": zone_id}
    return render(request, "police/_short.html", context)
