"""Who gets a bulletin: worked out from lists, plans and wishes, then frozen as rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from belfry.bulletins.models import AudienceMember
from belfry.bulletins.types import Audience
from belfry.networks.models import Network
from belfry.networks.queries import members_by_network
from belfry.networks.types import PlanDetails
from belfry.people.queries import languages_of, reach_of
from belfry.people.types import Reach

Why = AudienceMember.Unreachable


def audiences_of(
    networks: Mapping[UUID, Network],
    plans: Mapping[UUID, PlanDetails],
    bulletin_class: str,
    languages: Iterable[str],
) -> dict[UUID, list[AudienceMember]]:
    """Return {network id: unsaved rows}: each member by each channel that reaches them.

    Somebody whom no channel reaches gets one row that says why. `languages` are those of the text.
    The number of queries does not grow with the networks.
    """
    members = members_by_network(networks)
    everybody = list(dict.fromkeys(person for persons in members.values() for person in persons))
    wanted = {key: plan.channels.get(bulletin_class, frozenset()) for key, plan in plans.items()}
    reach: dict[UUID, list[Reach]] = {}
    for way in reach_of(everybody, frozenset().union(*wanted.values())):
        reach.setdefault(way.person_id, []).append(way)
    own = languages_of(everybody)
    available = list(languages)
    return {
        network_id: [
            row
            for person_id in members[network_id]
            for row in _rows(
                person_id,
                [way for way in reach.get(person_id, []) if way.channel in wanted[network_id]],
                _read(own[person_id], network, available),
            )
        ]
        for network_id, network in networks.items()
    }


def _rows(person_id: UUID, ways: list[Reach], language: str) -> list[AudienceMember]:
    open_ways = [way for way in ways if not way.broken and not way.unwanted]
    if not open_ways:
        return [AudienceMember(person_id=person_id, language=language, unreachable=_why(ways))]
    return [
        AudienceMember(
            person_id=person_id,
            endpoint_id=way.endpoint_id,
            channel=way.channel,
            language=language,
        )
        for way in open_ways
    ]


def _read(own: str, network: Network, available: list[str]) -> str:
    """Return the language somebody reads it in: their own, else the network's, else what there is."""
    wanted = [str(language) for language in (own, *network.languages)]
    fitting = [language for language in wanted if language in available]
    return next(iter([*fitting, *available, own]))


def _why(ways: list[Reach]) -> str:
    if not ways:
        return Why.NO_ADDRESS
    return Why.UNWANTED if any(way.unwanted for way in ways) else Why.BROKEN


def summary(rows: Iterable[AudienceMember], usual: int | None = None) -> Audience:
    """Return the counts that the page shows; the rows need not be saved."""
    persons: set[UUID] = set()
    mailboxes: set[UUID] = set()
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
        channels[row.channel] += 1
        recipients += 1
    return Audience(
        persons=len(persons),
        recipients=recipients,
        mailboxes=len(mailboxes),
        unreachable=sum(reasons.values()),
        by_channel=_sorted(channels),
        by_language=_sorted(languages),
        by_reason=_sorted(reasons),
        usual=usual,
    )


def _sorted(counts: Counter[str]) -> Mapping[str, int]:
    return dict(counts.most_common())
