"""The public keys to which reports are sealed; the private ones are in no table."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class ZoneKey(models.Model):
    """One version of the public key of a police zone, or of the installation (no zone).

    Only the newest is written to; a retired one stays for what was sealed to it.
    """

    zone_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField()
    # X25519, 32 bytes (RFC 7748).
    public_key = models.BinaryField(max_length=32)
    since = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["zone_id", "version"],
                name="sealing_zonekey_each_version_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["zone_id"],
                condition=Q(retired_at__isnull=True),
                name="sealing_zonekey_one_in_use",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.version} of {self.zone_id or 'the installation'}"
