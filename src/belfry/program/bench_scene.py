"""What the bench needs before the press: a zone, its networks with members, an approved bulletin."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.writing import submit_bulletin, write_bulletin
from belfry.bulletins.kinds import Ground, Investigation
from belfry.bulletins.outlook import audience_of, outlook_of
from belfry.bulletins.policies import WAVE_PAUSES
from belfry.bulletins.queries import to_release
from belfry.bulletins.types import Draft, Judged, Words
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import Actor, Role
from belfry.core.clock import local
from belfry.delivery.actions import stop_broadcast
from belfry.delivery.queries import broadcasts_of_notices
from belfry.networks.actions.imports import import_members
from belfry.networks.actions.mandates import give_mandate, open_zone
from belfry.networks.actions.networks import open_network
from belfry.networks.kinds import BulletinClass
from belfry.networks.queries import actor_for
from belfry.networks.types import MemberRow, Recognition
from belfry.people.actions import correct_person
from belfry.people.types import PersonDetails
from belfry.territory.actions import add_municipality

# As many as the first press writes in its own transaction; real networks are far smaller, but a
# press each would measure the pages and not the sending.
NETWORK_MEMBERS: Final = 5000
WORDS: Final = {
    "nl": Words(
        title="Inbraken in bestelwagens rond de Dorpsstraat: kijkt u mee uit?",
        what="Afgelopen nacht werd in vier bestelwagens ingebroken. Er werd gereedschap gestolen.",
        where="Dorpsstraat, Kerkplein en de parking achter het station.",
        when="In de nacht van maandag op dinsdag, tussen 2 en 4 uur.",
        behaviour="Telkens werd de zijdeur opengebroken, aan de kant waar geen huizen staan.",
        what_to_do="Laat niets van waarde in uw voertuig. Ziet u het gebeuren? Bel meteen 101.",
    ),
    "fr": Words(
        title="Vols dans des camionnettes près de la rue du Village : ouvrez l'œil",
        what="La nuit dernière, quatre camionnettes ont été forcées. Des outils ont été volés.",
        where="Rue du Village, place de l'Église et le parking derrière la gare.",
        when="Dans la nuit de lundi à mardi, entre 2 et 4 heures.",
        behaviour="Chaque fois, la porte latérale a été forcée, du côté où il n'y a pas de maisons.",
        what_to_do="Ne laissez rien de valeur dans votre véhicule. Vous le voyez ? Appelez le 101.",
    ),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Who presses "send" for which release, and how many recipients that makes."""

    presses: tuple[tuple[Actor, UUID], ...]
    recipients: int


def set_scene(
    recipients: int,
    *,
    now: datetime,
    network_members: int = NETWORK_MEMBERS,
    bulletin_class: str = BulletinClass.REQUEST,
) -> Scene:
    """Make networks with so many members and an approved bulletin, all by the actions.

    Notices that this caused are stopped: only the bulletin is measured, without the pause that a large audience
    waits for its second wave.
    """
    WAVE_PAUSES.update(dict.fromkeys(WAVE_PAUSES, timedelta(0)))
    zone_id, chief = _police("bench", now)
    officer = _appointed(chief, Role.OFFICER, "officer", now, zone_id=zone_id)
    town = add_municipality("99091", names={"nl": "Meetdorp"}, valid_from=local(now).date()).pk
    coordinators, networks = [], []
    for start in range(0, recipients, network_members):
        network = open_network(
            Actor.installation(now),
            name=f"Meetwijk {start}",
            kind="residential",
            languages=["nl", "fr"],
            zone_ids=[zone_id],
            municipality_ids=[town],
            recognition=Recognition(f"B-{uuid4()}", local(now).date()),
            now=now,
        )
        networks.append(network.pk)
        coordinator = _appointed(
            Actor.installation(now),
            Role.COORDINATOR,
            f"coordinator.{start}",
            now,
            network_id=network.pk,
        )
        coordinators.append(coordinator)
        members = list(_members(start, min(start + network_members, recipients)))
        import_members(coordinator, network.pk, members, now=now)
    reader = _appointed(chief, Role.OFFICER, "reader", now, zone_id=zone_id)
    judged = Judged(Ground.PHENOMENON, Investigation.NONE, without_personal_data=True)
    draft = Draft(bulletin_class, tuple(networks), WORDS, judged=judged)
    presses = tuple(_approved((reader, chief), officer, zone_id, draft, coordinators, now))
    for broadcast in broadcasts_of_notices():
        stop_broadcast(broadcast, now=now)
    return Scene(presses, recipients)


def _police(name: str, now: datetime) -> tuple[UUID, Actor]:
    mandate = open_zone(
        "9991", name="Meetzone", chief_email=f"chief.{name}@bench.example", language="nl", now=now
    )
    assert mandate.zone_id is not None
    details = PersonDetails("Chief", "Bench", "nl", (f"chief.{name}@bench.example",), ())
    correct_person(mandate.person_id, details, now=now)
    return mandate.zone_id, actor_for(mandate.person_id, at=now)


def _appointed(
    by: Actor,
    role: Role,
    name: str,
    now: datetime,
    *,
    zone_id: UUID | None = None,
    network_id: UUID | None = None,
) -> Actor:
    who = PersonDetails(name.capitalize(), "Bench", "nl", (f"{name}@bench.example",), ())
    mandate = give_mandate(
        by,
        role,
        who,
        now=now,
        since=local(now).date(),
        zone_id=zone_id,
        network_id=network_id,
    )
    return actor_for(mandate.person_id, at=now)


def _members(start: int, end: int) -> Iterator[MemberRow]:
    for number in range(start, end):
        yield MemberRow(
            line=number + 2,
            given_name="Lid" if number % 2 else "Membre",
            family_name=f"Nummer{number}",
            organisation="",
            emails=(f"lid{number}@buurt{number % 400}.example",),
            phones=(),
            street="Meetstraat",
            number=str(number),
            box="",
            postcode="9990",
            municipality="Meetdorp",
            language="nl" if number % 2 else "fr",
        )


def _approved(
    readers: tuple[Actor, Actor],
    officer: Actor,
    zone_id: UUID,
    draft: Draft,
    coordinators: list[Actor],
    now: datetime,
) -> Iterator[tuple[Actor, UUID]]:
    bulletin = write_bulletin(officer, zone_id, draft, now=now)
    bulletin = submit_bulletin(officer, bulletin.pk, now=now)
    persons = audience_of(outlook_of(bulletin)).persons
    for reader in readers:
        # The first reads it; there is a second where so many get it.
        if bulletin.state != BulletinState.APPROVED:
            bulletin = approve_bulletin(reader, bulletin.pk, now=now, number=persons)
    for coordinator in coordinators:
        for release in to_release(coordinator):
            yield coordinator, release.pk
