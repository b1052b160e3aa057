"""The record of who did what: chained, and insert-only by the triggers of the second migration."""

import hashlib
import json
from datetime import UTC
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Chain(models.Model):
    """The head of one chain: a network's, a zone's, or the nation's (both empty)."""

    network_id = models.UUIDField(null=True)
    zone_id = models.UUIDField(null=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.BinaryField(default=bytes)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "zone_id"],
                name="audit_chain_one_per_scope",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(network_id__isnull=True) | Q(zone_id__isnull=True),
                name="audit_chain_has_one_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"chain {self.pk}"

    @property
    def origin(self) -> bytes:
        """What the first entry is chained to: the scope, so that no chain passes for another's."""
        return f"network {self.network_id or ''} zone {self.zone_id or ''}".encode()


class Entry(models.Model):
    """One act. `detail` holds ids, codes and counts, never personal data."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    digest = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_entry_no_gap"),
        ]
        indexes: ClassVar = [models.Index(fields=["subject", "at"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"

    def digest_after(self, previous: bytes) -> bytes:
        """Return the SHA-256 (32 bytes) that chains this entry to the digest before it."""
        canonical = json.dumps(
            [
                self.number,
                self.at.astimezone(UTC).isoformat(),
                str(self.person_id or ""),
                self.act,
                self.subject,
                self.detail,
            ],
            sort_keys=True,
            separators=(",", ":"),
        )
        return hashlib.sha256(previous + canonical.encode()).digest()


class Alarm(models.Model):
    """An alarm as `core.alarm` raised it; `detail` holds ids and numbers only."""

    kind = models.CharField(max_length=30)
    raised_at = models.DateTimeField(db_index=True)
    detail = models.JSONField(default=dict)
    # Whether those who run this installation were told.
    sent = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"alarm {self.kind}"


class Backup(models.Model):
    """The instant of the newest whole backup: one row, none before the first."""

    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"backup of {self.made_at}"
