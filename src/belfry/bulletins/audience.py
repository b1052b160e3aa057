"""Who gets a bulletin: worked out from lists, plans and wishes, then frozen as rows."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from belfry.bulletins.models import AudienceMember
from belfry.bulletins.policies import is_urgent, is_wide
from belfry.bulletins.types import Audience
from belfry.delivery.kinds import AddressKind
from belfry.delivery.queries import kinds_wanted
from belfry.delivery.ways import by_choice, cost_of, is_step, ladder, open_among
from belfry.networks.models import Network
from belfry.networks.queries import members_by_network
from belfry.networks.types import PlanDetails
from belfry.people.queries import languages_of, reach_of, ringing_of
from belfry.people.types import Reach

Why = AudienceMember.Unreachable
# {language: a message with all its forms}.
Letters = Mapping[str, Mapping[str, str]]


def ways_of(plan: PlanDetails, bulletin_class: str) -> list[str]:
    """Return the channels by which a class travels in a network, those beside the ladder first.

    Nobody is called for what is not urgent.
    """
    wanted = ladder(open_among(plan.channels.get(bulletin_class, frozenset())))
    return wanted if is_urgent(bulletin_class) else [way for way in wanted if not by_choice(way)]


def audiences_of(
    networks: Mapping[UUID, Network],
    plans: Mapping[UUID, PlanDetails],
    bulletin_class: str,
    languages: Iterable[str],
) -> dict[UUID, list[AudienceMember]]:
    """Return {network id: unsaved rows}: each member by each channel that reaches them.

    Somebody whom no channel reaches gets one row that says why. When it is urgent, the ways beside mail
    are one ladder for each person. `languages` are those of the text. The number of queries does not
    grow with the networks.
    """
    members = members_by_network(networks)
    everybody = list(dict.fromkeys(person for persons in members.values() for person in persons))
    wanted = {key: ways_of(plan, bulletin_class) for key, plan in plans.items()}
    reach: dict[UUID, list[Reach]] = {}
    for way in reach_of(everybody, frozenset().union(*wanted.values())):
        reach.setdefault(way.person_id, []).append(way)
    own = languages_of(everybody)
    available = list(languages)
    urgent = is_urgent(bulletin_class)
    ringing = _ringing(members) if urgent else {}
    return {
        network_id: _frozen(
            _Crowd(members[network_id], reach, wanted[network_id], ringing, urgent),
            {person: _read(own[person], network, available) for person in members[network_id]},
        )
        for network_id, network in networks.items()
    }


def _ringing(members: Mapping[UUID, Mapping[UUID, UUID | None]]) -> Mapping[UUID, UUID]:
    units = {unit for homes in members.values() for unit in homes.values() if unit}
    return ringing_of(units)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """The members of one network, how each can be reached, and whose phone rings for a household."""

    homes: Mapping[UUID, UUID | None]
    reach: Mapping[UUID, list[Reach]]
    wanted: Sequence[str]
    ringing: Mapping[UUID, UUID]
    urgent: bool

    def ways(self, person_id: UUID) -> list[Reach]:
        """Return how a person can be reached by what the plan wants, in its order."""
        found = self.reach.get(person_id, [])
        return [way for channel in self.wanted for way in found if way.channel == channel]

    def open_ways(self, person_id: UUID) -> list[Reach]:
        """Return those that work and are wanted; a call for those who chose it or have nothing else."""
        ways = [way for way in self.ways(person_id) if not way.broken]
        others = any(not by_choice(way.channel) for way in ways)
        return [
            way
            for way in ways
            if not way.unwanted and (way.calls or not others or not by_choice(way.channel))
        ]


def _frozen(crowd: _Crowd, languages: Mapping[UUID, str]) -> list[AudienceMember]:
    phones = set(kinds_wanted(crowd.wanted).get(AddressKind.PHONE, ()))
    open_ways = {person: crowd.open_ways(person) for person in crowd.homes}
    ring = {person for person, ways in open_ways.items() if _channels(ways) & phones}
    rows = []
    for person, home in crowd.homes.items():
        ways, answers = open_ways[person], crowd.ringing.get(home) if home else None
        # Somebody who lives there answers for all, as long as there is a phone to ring.
        if answers in ring and answers != person and crowd.homes.get(answers) == home:
            ways = [way for way in ways if way.channel not in phones]
        if ways:
            rows += _rows(ways, languages[person], urgent=crowd.urgent)
        else:
            why = _why(open_ways[person], crowd.ways(person))
            rows.append(
                AudienceMember(person_id=person, language=languages[person], unreachable=why)
            )
    return rows


def _channels(ways: Iterable[Reach]) -> set[str]:
    return {way.channel for way in ways}


def _rows(ways: Sequence[Reach], language: str, *, urgent: bool) -> list[AudienceMember]:
    """Return the rows of one person; the steps of an urgent ladder are numbered as that person has them."""
    taken = [way.channel for way in ways if urgent and is_step(way.channel)]
    steps = list(dict.fromkeys(taken))
    return [
        AudienceMember(
            person_id=way.person_id,
            endpoint_id=way.endpoint_id,
            channel=way.channel,
            language=language,
            chain=way.person_id if way.channel in steps else None,
            step=steps.index(way.channel) if way.channel in steps else 0,
        )
        for way in ways
    ]


def _read(own: str, network: Network, available: list[str]) -> str:
    """Return the language somebody reads it in: their own, else the network's, else what there is."""
    wanted = [str(language) for language in (own, *network.languages)]
    fitting = [language for language in wanted if language in available]
    return next(iter([*fitting, *available, own]))


def _why(open_ways: Collection[Reach], ways: Collection[Reach]) -> str:
    if open_ways:
        return Why.HOUSEHOLD
    if not ways:
        return Why.NO_ADDRESS
    return Why.UNWANTED if any(way.unwanted for way in ways) else Why.BROKEN


def hash_of(rows: Iterable[AudienceMember]) -> str:
    """Return what tells this frozen audience from any other: the SHA-256 of who gets it by which way."""
    told = sorted(
        f"{row.person_id}|{row.channel}|{row.language}|{row.chain or ''}|{row.step}|{row.unreachable}"
        for row in rows
    )
    return sha256("\n".join(told).encode()).hexdigest()


def summary(
    rows: Iterable[AudienceMember], letters: Letters | None = None, usual: int | None = None
) -> Audience:
    """Return the counts that the page shows, and what it costs at most; the rows need not be saved."""
    persons: set[UUID] = set()
    mailboxes: set[UUID] = set()
    copies: dict[tuple[str, UUID], str] = {}
    channels: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    recipients = 0
    for row in rows:
        if row.endpoint_id is None:
            reasons[row.unreachable] += 1
            continue
        if row.person_id not in persons:
            languages[row.language] += 1
        persons.add(row.person_id)
        mailboxes.add(row.endpoint_id)
        copies.setdefault((row.channel, row.endpoint_id), row.language)
        channels[row.channel] += 1
        recipients += 1
    return Audience(
        persons=len(persons),
        recipients=recipients,
        mailboxes=len(mailboxes),
        unreachable=sum(reasons.values()),
        by_channel={way: channels[way] for way in ladder(channels)},
        by_language=dict(languages.most_common()),
        by_reason=dict(reasons.most_common()),
        costs=_costs(copies, letters or {}),
        usual=usual,
        is_wide=is_wide(len(persons), usual),
    )


def _costs(copies: Mapping[tuple[str, UUID], str], letters: Letters) -> dict[str, int]:
    """Return {channel: what it costs at most}, one copy for each address, of those that cost anything."""
    counts = Counter((channel, language) for (channel, _), language in copies.items())
    costs: Counter[str] = Counter()
    for (channel, language), count in counts.items():
        costs[channel] += count * cost_of(channel, letters.get(language, {}))
    return {way: costs[way] for way in ladder(costs) if costs[way]}
