"""What people write to us by mail or text: whose it is, about which message, and what becomes of it.

Whatever it is, nobody is told by it whether an address is known here: what is answered goes to the address that we
have, never to the one that a mail gives.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify

from belfry.bulletins.queries import member_release
from belfry.core.actor import NETWORK_ROLES, Actor
from belfry.core.clock import local
from belfry.core.errors import DomainError, NotFound
from belfry.delivery.actions import NEWS, lift_suppression, send_notice, suppress
from belfry.delivery.arrivals import count_arrival, is_first_this_hour, is_new
from belfry.delivery.kinds import EMAIL, Kind
from belfry.delivery.queries import find_endpoint
from belfry.delivery.returned import Named, mail_named
from belfry.delivery.unsubscribing import token_for
from belfry.delivery.workflow import Arrived
from belfry.inbound.types import Judgement, Order
from belfry.inbound.urgency import is_urgent
from belfry.networks.models import Network
from belfry.networks.queries import actor_for, networks_by_id
from belfry.networks.types import scope_of
from belfry.people.queries import languages_of, readers_of
from belfry.sealing.client import tag_for_writer
from belfry.sealing.errors import NoZoneKey
from belfry.sightings.actions.reporting import report_written
from belfry.sightings.errors import OriginOnly, TooMany

SMS: Final = "sms"
# Of one address: more is no longer what somebody saw, or somebody else writes in that name.
MOST_OF_ONE_A_DAY: Final = 10


class Place(NamedTuple):
    """Who wrote, to which network, and about which message."""

    actor: Actor
    network_id: UUID
    about: UUID | None = None


class Arriving:
    """Takes mails and texts of people; knows, until its process ends, how many each address wrote today."""

    def __init__(self) -> None:
        """Begin with nobody: such a count stands in no table, where it would tell who reported."""
        self._written: Counter[UUID] = Counter()
        self._day = date.min

    @transaction.atomic
    def take_mail(self, judgement: Judgement, to: str, key: str, *, now: datetime) -> None:
        """Give what a person mailed to the police of the own network, once for each `key`.

        `to` is the address it was sent to: what stands after its plus may name the network. Of nobody known, it is
        counted and nothing else. Raises sealing.NobodyAnswers: then nothing is kept and it has to come again.
        """
        if not (judgement.text or judgement.order) or not is_new(key, now=now):
            return
        mail = mail_named(judgement.answers)
        endpoint_id = _endpoint(judgement.sender, mail)
        actors = _readers(endpoint_id, now)
        if judgement.order and endpoint_id is not None and actors:
            _obey(judgement.order, endpoint_id, mail, actors, now)
        else:
            place = _place(actors, mail, to)
            self._take(EMAIL, endpoint_id, place, judgement.text, now)

    @transaction.atomic
    def refuse_urgent_mail(self, judgement: Judgement, *, now: datetime) -> None:
        """Tell who wrote something urgent to call 101, by mail too where we know the address; the relay told it already."""
        endpoint_id = _endpoint(judgement.sender, mail_named(judgement.answers))
        self._call(EMAIL, endpoint_id, _readers(endpoint_id, now), now)

    def take_text(
        self, channel: str, endpoint_id: UUID | None, words: str, *, now: datetime
    ) -> None:
        """Do the same with a text; one that is urgent is answered with the number to call.

        Runs in the caller's transaction. Raises sealing.NobodyAnswers.
        """
        actors = _readers(endpoint_id, now)
        if is_urgent(words):
            self._call(channel, endpoint_id, actors, now)
        else:
            self._take(channel, endpoint_id, _place(actors, None, ""), words, now)

    def _take(
        self, channel: str, endpoint_id: UUID | None, place: Place | None, words: str, now: datetime
    ) -> None:
        if endpoint_id is None or place is None:
            count_arrival(channel, Arrived.STRANGER, now=now)
            return
        outcome = Arrived.REPORT
        try:
            self._count(endpoint_id, now)
            report_written(
                place.actor,
                place.network_id,
                words,
                channel=channel,
                tag=tag_for_writer,
                about=place.about,
                now=now,
            )
        except (OriginOnly, TooMany, NoZoneKey) as refusal:
            outcome = Arrived.TOO_MANY if isinstance(refusal, TooMany) else Arrived.REFUSED
            _tell(Kind.NOT_TAKEN, channel, endpoint_id, place.actor, now, refusal=refusal)
        count_arrival(channel, outcome, now=now)

    def _count(self, endpoint_id: UUID, now: datetime) -> None:
        today = local(now).date()
        if today != self._day:
            self._day, self._written = today, Counter()
        self._written[endpoint_id] += 1
        if self._written[endpoint_id] > MOST_OF_ONE_A_DAY:
            raise TooMany

    def _call(
        self, channel: str, endpoint_id: UUID | None, actors: Sequence[Actor], now: datetime
    ) -> None:
        count_arrival(channel, Arrived.URGENT, now=now)
        if endpoint_id is not None and actors:
            _tell(Kind.CALL_NOW, channel, endpoint_id, actors[0], now)


def _endpoint(sender: str, mail: Named | None) -> UUID | None:
    """Return the endpoint of who wrote: by the own address, else by the mail that is answered."""
    known = find_endpoint(EMAIL, sender)
    if known is not None and readers_of([known.pk]):
        return known.pk
    return mail.endpoint_id if mail else None


def _readers(endpoint_id: UUID | None, now: datetime) -> list[Actor]:
    """Return who reads an endpoint, as actors, the longest known first."""
    if endpoint_id is None:
        return []
    persons = readers_of([endpoint_id]).get(endpoint_id, [])
    return [actor_for(person.pk, at=now) for person in persons]


def _place(actors: Sequence[Actor], mail: Named | None, to: str) -> Place | None:
    """Return who of these wrote to which network: that of the message, else of the address, else the first by name."""
    for actor in actors:
        about = mail.reference if mail else None
        if about is not None:
            try:
                return Place(actor, member_release(actor, about).network_id, about)
            except NotFound:
                continue
    named = to.partition("@")[0].partition("+")[2].lower()
    found = [(actor, network) for actor in actors for network in _networks(actor)]
    meant = [one for one in found if slugify(one[1].name) == named] or found
    return Place(meant[0][0], meant[0][1].pk) if meant else None


def _networks(actor: Actor) -> Collection[Network]:
    """Return the networks to which somebody may report, by name."""
    ids = actor.member_of | actor.networks(*NETWORK_ROLES)
    return sorted(networks_by_id(ids).values(), key=lambda one: (one.name, one.pk))


def _obey(
    word: Order, endpoint_id: UUID, mail: Named | None, actors: Sequence[Actor], now: datetime
) -> None:
    """Do what the one-click link does: of the network whose message is answered, else of all networks of the readers.

    That mails stop is told once to the address itself, with the way back: anybody can write in another's name.
    """
    networks = {scope_of(one.pk): one for actor in actors for one in _networks(actor)}
    if mail is not None and mail.scope in networks:
        # Where the message went is what is meant, whatever address the answer comes from.
        endpoint_id, networks = mail.endpoint_id, {mail.scope: networks[mail.scope]}
    for scope, network in networks.items():
        if word is Order.START:
            for ended in (scope, NEWS):
                lift_suppression(endpoint_id, ended)
        elif suppress(endpoint_id, scope, now=now):
            url = f"{settings.BASE_URL}/unsubscribe/{token_for(endpoint_id, scope)}/"
            _send(
                Kind.MAILS_STOPPED,
                EMAIL,
                endpoint_id,
                actors[0],
                now,
                {"network": network.name, "url": url},
            )
    count_arrival(EMAIL, Arrived.STOP, now=now)


def _tell(
    kind: Kind,
    channel: str,
    endpoint_id: UUID,
    actor: Actor,
    now: datetime,
    *,
    refusal: DomainError | None = None,
) -> None:
    """Answer the address that we know, once an hour at most, whoever wrote in its name."""
    if not is_first_this_hour(kind, endpoint_id, now=now):
        return
    with translation.override(_language(actor)):
        slots = {"reason": refusal.message()} if refusal else {}
    _send(kind, channel, endpoint_id, actor, now, {**slots, "url": f"{settings.BASE_URL}/report/"})


def _send(
    kind: Kind,
    channel: str,
    endpoint_id: UUID,
    actor: Actor,
    now: datetime,
    slots: Mapping[str, str],
) -> None:
    send_notice(kind, endpoint_id, language=_language(actor), slots=slots, now=now, channel=channel)


def _language(actor: Actor) -> str:
    assert actor.person_id is not None
    return languages_of([actor.person_id])[actor.person_id]
