"""Import a member list: read it, show it, and put it on the list once somebody says yes."""

import dataclasses
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app

from belfry.audit.actions import Detail, record
from belfry.core.actor import Actor
from belfry.core.errors import DomainError
from belfry.core.sealed import seal, unseal
from belfry.delivery.kinds import AddressKind
from belfry.delivery.queries import known_endpoints
from belfry.lists.reading import read_member_list
from belfry.networks.actions.members import in_language_of
from belfry.networks.errors import ImportAlreadyConfirmed, ImportHasBadRows, ImportTooOld
from belfry.networks.matching import Register, same_name, unit_key
from belfry.networks.models import Import, Membership, Network
from belfry.networks.queries import actor_for, everybody_ever, import_for, kept_network
from belfry.networks.types import Imported, MemberRow
from belfry.people.actions import add_persons, add_units, tell_contacts
from belfry.people.queries import details_of, readers_of
from belfry.people.types import PersonDetails, UnitDetails

BATCH: Final = 250
KEPT_FOR: Final = timedelta(days=1)


def import_members(
    actor: Actor,
    network_id: UUID,
    rows: Sequence[MemberRow],
    *,
    now: datetime,
    progress: Callable[[int, Imported], None] | None = None,
) -> Imported:
    """Put every row on the list that is not on it already; safe to repeat, doubles nobody.

    A row is known when somebody who is or was on the list has the same name and shares an e-mail
    address, a phone number or the postal address; who left is not taken back by a file. Goes by
    `BATCH` rows, each in a transaction of its own; `progress` hears the rows done so far and the
    result up to there, inside that transaction. 5,000 rows take less than 10 s.
    """
    kept_network(actor, network_id)
    result, register, seen = Imported(0, 0), None, -1
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        with transaction.atomic():
            network = kept_network(actor, network_id, lock=True)
            # Built anew when somebody else wrote on the list since the last batch.
            if register is None or seen != _rows_of(network):
                register = Register(network_id, everybody_ever(network_id))
            added = _add(network, register, _take_new(network, register, batch), now)
            seen = _rows_of(network)
            result = Imported(result.added + added, result.known + len(batch) - added)
            if added:
                record(
                    "members.imported",
                    subject=f"network:{network_id}",
                    person_id=actor.person_id,
                    at=now,
                    network_id=network_id,
                    detail={"added": added},
                )
            if progress:
                progress(start + len(batch), result)
    return result


def _rows_of(network: Network) -> int:
    return Membership.objects.filter(network=network).count()


def _take_new(
    network: Network, register: Register, rows: Sequence[MemberRow]
) -> list[tuple[PersonDetails, UnitDetails]]:
    new = []
    for row in rows:
        person, unit = in_language_of(network, row.person), row.unit
        if register.take(person, unit):
            new.append((person, unit))
    return new


def _add(
    network: Network,
    register: Register,
    wanted: Sequence[tuple[PersonDetails, UnitDetails]],
    now: datetime,
) -> int:
    """Put newcomers on the list, except persons who were on it before; return how many."""
    known = _known_persons([person for person, _ in wanted])
    before = Membership.objects.filter(network=network, person__in=filter(None, known))
    seen = set(before.values_list("person_id", flat=True))
    rows = [(pk, *row) for pk, row in zip(known, wanted, strict=True) if pk not in seen]
    if not rows:
        return 0
    made = iter(add_persons([one for pk, one, _ in rows if not pk], now=now, told_to=network.pk))
    tell_contacts([(pk, one) for pk, one, _ in rows if pk], now=now, told_to=network.pk)
    _make_units(register, [unit for _, _, unit in rows])
    Membership.objects.bulk_create(
        Membership(
            network=network,
            person_id=pk or next(made).pk,
            unit_id=register.units.get(unit_key(unit)),
            joined_at=now,
        )
        for pk, _, unit in rows
    )
    Network.objects.filter(pk=network.pk).update(member_count=F("member_count") + len(rows))
    return len(rows)


def _known_persons(wanted: Sequence[PersonDetails]) -> list[UUID | None]:
    """Return for each the person who reads one of its addresses under that name already."""
    emails = known_endpoints(AddressKind.EMAIL, {mail for one in wanted for mail in one.emails})
    phones = known_endpoints(AddressKind.PHONE, {number for one in wanted for number in one.phones})
    endpoints = emails | phones
    readers = readers_of(list(endpoints.values()))
    names = details_of({reader.pk for some in readers.values() for reader in some})
    found: list[UUID | None] = []
    taken: set[UUID] = set()
    for one in wanted:
        candidates = (
            reader.pk
            for address in (*one.emails, *one.phones)
            if address in endpoints
            for reader in readers.get(endpoints[address], [])
            if reader.pk not in taken and same_name(names[reader.pk], one)
        )
        found.append(next(candidates, None))
        if found[-1]:
            taken.add(found[-1])
    return found


def _make_units(register: Register, units: Sequence[UnitDetails]) -> None:
    wanted = {key: unit for unit in units if (key := unit_key(unit)) and key not in register.units}
    made = add_units(list(wanted.values()))
    register.units.update(zip(wanted, (unit.pk for unit in made), strict=True))


@transaction.atomic
def read_import(
    actor: Actor, network_id: UUID, data: bytes, filename: str, *, now: datetime
) -> Import:
    """Read an uploaded list and keep the reading, sealed, until it is confirmed or a day old.

    Raises lists.errors.NotAMemberList for what is no list. Nothing is imported.
    """
    kept_network(actor, network_id)
    reading = read_member_list(data, filename)
    row = Import(
        network_id=network_id,
        made_by_id=actor.person_id,
        made_at=now,
        total=len(reading.good),
    )
    row.reading = seal(json.dumps(dataclasses.asdict(reading), default=str), _place(row))
    row.save(force_insert=True)
    _record("import.read", row, actor, now, {"good": row.total, "bad": len(reading.bad)})
    return row


def reading_of(row: Import) -> dict[str, Any]:
    """Return the kept reading as `lists.types.Reading` in plain values; empty once it is over."""
    return dict(json.loads(unseal(bytes(row.reading), _place(row)))) if row.reading else {}


def _place(row: Import) -> str:
    return f"networks_import|reading|{row.pk}"


@transaction.atomic
def confirm_import(actor: Actor, import_id: UUID, *, good_rows_only: bool, now: datetime) -> Import:
    """Start importing in the background.

    Raises ImportHasBadRows, ImportAlreadyConfirmed, ImportTooOld.
    """
    row = import_for(actor, import_id, lock=True)
    if row.state != Import.State.READ:
        raise ImportAlreadyConfirmed
    if not row.reading or row.made_at <= now - KEPT_FOR:
        raise ImportTooOld
    if reading_of(row)["bad"] and not good_rows_only:
        raise ImportHasBadRows
    row.state = Import.State.RUNNING
    row.confirmed_by_id = actor.person_id
    row.save(update_fields=["state", "confirmed_by"])
    _record("import.confirmed", row, actor, now, {"good_rows_only": good_rows_only})
    app.configure_task("networks.run_import", lock=f"network:{row.network_id}").defer(
        import_id=str(row.pk)
    )
    return row


def run_import(import_id: UUID, *, now: datetime) -> None:
    """Do a confirmed import, counting as it goes (the background job; safe to repeat)."""
    row = Import.objects.get(pk=import_id)
    if row.state != Import.State.RUNNING:
        return
    before = row.added

    def progress(done: int, result: Imported) -> None:
        added = before + result.added
        Import.objects.filter(pk=import_id).update(done=done, added=added, known=done - added)

    rows = [member_row(fields) for fields in reading_of(row)["good"]]
    state = Import.State.DONE
    try:
        # Built anew: a mandate that ended since the press leaves the list as it is.
        by = row.confirmed_by_id
        actor = actor_for(by, at=now) if by else Actor.installation(now)
        import_members(actor, row.network_id, rows, now=now, progress=progress)
    except DomainError:
        state = Import.State.FAILED
    Import.objects.filter(pk=import_id).update(state=state, reading=b"")


def forget_readings(*, now: datetime) -> int:
    """Wipe readings that are over (periodic job); return how many.

    Nobody confirmed them within a day, or the job that was to import them never came to its end.
    """
    kept = Import.objects.exclude(reading=b"")
    unconfirmed = kept.filter(state=Import.State.READ, made_at__lte=now - KEPT_FOR)
    # Confirmed in the last hour of its day, a list has one more to be imported.
    stuck = kept.filter(state=Import.State.RUNNING, made_at__lte=now - 2 * KEPT_FOR)
    return unconfirmed.update(reading=b"") + stuck.update(state=Import.State.FAILED, reading=b"")


def member_row(fields: dict[str, Any]) -> MemberRow:
    """Return a row of a reading as it was before it was kept."""
    tuples = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    return MemberRow(**(fields | tuples))


def _record(act: str, row: Import, actor: Actor, now: datetime, detail: Detail) -> None:
    record(
        act,
        subject=f"import:{row.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=row.network_id,
        detail=detail,
    )
