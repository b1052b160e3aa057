"""What the console shows of what was typed: streets, networks, types of fact, and the alert as it will be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django import forms

from belfry.bulletins.console import (
    Fact,
    NetworkHere,
    Place,
    alert_draft,
    alert_outlook,
    is_for_alert,
    needs_colleague,
    place_for,
    streets_like,
    texts_by_fact,
)
from belfry.bulletins.outlook import audience_of
from belfry.bulletins.prices import costs_of
from belfry.bulletins.types import Audience
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.networks.kinds import FactType
from belfry.territory.search import house_number, names_apart
from belfry.web.police.price_lines import PriceLine, price_lines

if TYPE_CHECKING:
    from belfry.bulletins.models import Template
    from belfry.bulletins.outlook import Outlook
    from belfry.territory.types import FoundStreet

EARLIER: Final = 5
LONGEST_AGO: Final = 240
# The end of what the clock of a form may say (year 2100), and of the numbers of streets.
LAST_SECOND: Final = 4_102_444_800
LAST_STREET: Final = 2_147_483_647
# So many types of fact have a key of their own.
KEYS: Final = 9


def _number(most: int) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=most, required=False)


class DeskForm(forms.Form):
    """What was typed and pressed so far; nothing of it is needed.

    `chosen` and `picked` are what was pressed before, `known` is the street for which networks were ticked.
    """

    q = forms.CharField(max_length=200, required=False)
    street = _number(LAST_STREET)
    chosen = _number(LAST_STREET)
    known = _number(LAST_STREET)
    ago = _number(LONGEST_AGO)
    earlier = _number(1)
    fact = forms.ChoiceField(choices=FactType.choices, required=False)
    picked = forms.ChoiceField(choices=FactType.choices, required=False)

    @property
    def told(self) -> Mapping[str, Any]:
        """What has the right shape; the rest counts as not told."""
        self.full_clean()
        return self.cleaned_data


class SendForm(forms.Form):
    """What is sent: for which street and networks, what, when (seconds since 1970), and the key of the page."""

    chosen = forms.IntegerField(min_value=0, max_value=LAST_STREET)
    picked = forms.ChoiceField(choices=FactType.choices)
    at = forms.IntegerField(min_value=0, max_value=LAST_SECOND)
    key = forms.UUIDField(required=False)

    @property
    def seen(self) -> Fact:
        """The fact; the form must be valid."""
        told = self.cleaned_data
        return Fact(told["picked"], told["chosen"], datetime.fromtimestamp(told["at"], tz=UTC))


def network_ids(typed: Any) -> list[UUID]:
    """Return the networks that are ticked; what is no id counts as none."""
    found = []
    for one in typed.getlist("networks"):
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


@dataclass(frozen=True, slots=True)
class Preview:
    """An alert as it would be sent now: its texts, who gets it, what it costs, whether a colleague agrees first."""

    fact: FactType
    at: datetime
    key: UUID
    outlook: "Outlook"
    audience: Audience
    prices: Sequence[PriceLine]
    is_in_time: bool
    needs_colleague: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The console as it stands: nothing but the address at first."""

    typed: str
    streets: Mapping[int, str] = field(default_factory=dict)
    place: Place | None = None
    ticked: frozenset[UUID] = frozenset()
    ago: int = 0
    at: datetime | None = None
    texts: Mapping[str, "Template"] | None = None
    preview: Preview | None = None

    @property
    def street_id(self) -> int:
        """The street that is chosen, 0 for none."""
        return self.place.street.street_id if self.place else 0

    @property
    def street_name(self) -> str:
        """Its name, with that of its municipality."""
        return self.streets.get(self.street_id, "")

    @property
    def facts(self) -> list[tuple[str, FactType]]:
        """Each type of fact with its key, "" beyond the ninth."""
        return [
            (str(place) if place <= KEYS else "", FactType(code))
            for place, code in enumerate(self.texts or (), start=1)
        ]

    @property
    def here(self) -> list[tuple[NetworkHere, bool]]:
        """Each network of the street, and whether it is ticked."""
        return self._ticked(self.place.here if self.place else ())

    @property
    def others(self) -> list[tuple[NetworkHere, bool]]:
        """Each other network of the municipality, and whether it is ticked."""
        return self._ticked(self.place.others if self.place else ())

    @property
    def shows_others(self) -> bool:
        """Whether one of the others is ticked, or there are only others."""
        return not self.here or any(is_ticked for _, is_ticked in self.others)

    def _ticked(self, networks: Sequence[NetworkHere]) -> list[tuple[NetworkHere, bool]]:
        return [(one, one.network_id in self.ticked) for one in networks]

    @property
    def seconds(self) -> int:
        """When it was seen, in seconds since 1970."""
        return int(self.at.timestamp()) if self.at else 0


def desk_of(actor: Actor, typed: Any, language: str, *, fresh: bool) -> Desk:
    """Return the console for what was typed; `fresh` is a new address: what was seen there is seen now."""
    form = DeskForm(typed)
    told = form.told
    text = told.get("q", "").strip()
    streets = streets_like(actor, text)
    if not streets:
        return Desk(text)
    place = _place(actor, streets, told, house_number(text))
    if place is None:
        return Desk(text)
    ticked = _ticked(place, told, network_ids(typed))
    ago = (
        0
        if fresh
        else min((told.get("ago") or 0) + EARLIER * (told.get("earlier") or 0), LONGEST_AGO)
    )
    at = (actor.at - timedelta(minutes=ago)).replace(microsecond=0)
    texts = texts_by_fact(place.zone_id, at=actor.at)
    code = "" if fresh else told.get("fact") or told.get("picked") or ""
    preview = None
    if code in texts and ticked:
        fact = Fact(code, place.street.street_id, at)
        preview = _preview(place, ticked, texts[code], fact, language, actor.at)
    names = names_apart(streets, language=language, on=local(actor.at).date())
    return Desk(text, names, place, ticked, ago, at, texts, preview)


def _place(
    actor: Actor, streets: Sequence["FoundStreet"], told: Mapping[str, Any], number: int | None
) -> Place | None:
    ids = [one.street_id for one in streets]
    wanted = [told.get("street"), told.get("chosen")]
    street_id = next((one for one in wanted if one in ids), ids[0])
    try:
        return place_for(actor, street_id, number)
    except NotFound:
        return None


def _ticked(place: Place, told: Mapping[str, Any], networks: Sequence[UUID]) -> frozenset[UUID]:
    """Return what is ticked: the networks of the street, until somebody looked at them."""
    if told.get("known") != place.street.street_id:
        return frozenset(one.network_id for one in place.here)
    return frozenset(networks) & place.network_ids


def _preview(
    place: Place,
    ticked: frozenset[UUID],
    template: "Template",
    fact: Fact,
    language: str,
    now: datetime,
) -> Preview:
    draft = alert_draft(place, sorted(ticked), template, fact, now=now)
    outlook = alert_outlook(draft, place.zone_id)
    audience = audience_of(outlook)
    return Preview(
        FactType(fact.fact_type),
        fact.at,
        uuid4(),
        outlook,
        audience,
        price_lines(costs_of(outlook), language, now=now),
        is_for_alert(fact.fact_type, fact.at, now),
        needs_colleague(outlook, audience.persons, now=now),
    )
