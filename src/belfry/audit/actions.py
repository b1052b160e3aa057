"""Write the record: always inside the transaction of the act itself."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.models import Backup, Chain, Entry

Detail = Mapping[str, str | int | bool | list[str] | None]


def record(
    act: str,
    *,
    subject: str,
    person_id: UUID | None,
    at: datetime,
    network_id: UUID | None = None,
    zone_id: UUID | None = None,
    detail: Detail | None = None,
) -> None:
    """Append one act to the chain of its network, else of its zone, else of the nation.

    Must run inside a transaction: the record and the act live or die together. Writers of one chain
    wait for each other. `subject` is "kind:id"; `detail` holds ids, codes and counts only.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "An audit record belongs to the transaction of its act."
        raise RuntimeError(message)
    if network_id is not None:
        zone_id = None
    scope = {"network_id": network_id, "zone_id": zone_id}
    chains = Chain.objects.select_for_update()
    chain = chains.filter(**scope).first()
    if chain is None:
        Chain.objects.bulk_create([Chain(**scope)], ignore_conflicts=True)
        chain = chains.get(**scope)
    entry = Entry(
        chain=chain,
        number=chain.length + 1,
        at=at,
        person_id=person_id,
        act=act,
        subject=subject,
        detail=dict(detail or {}),
    )
    entry.digest = entry.digest_after(bytes(chain.head) or chain.origin)
    entry.save(force_insert=True)
    chain.length, chain.head = entry.number, entry.digest
    chain.save(update_fields=["length", "head"])


def note_backup(*, at: datetime) -> None:
    """Remember the instant of the newest whole backup, for whoever watches."""
    Backup.objects.update_or_create(pk=1, defaults={"made_at": at})
