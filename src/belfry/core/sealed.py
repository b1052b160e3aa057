"""Personal data at rest: AES-256-GCM bound to its row, and a keyed blind index.

A sealed value is `version (2 bytes) | nonce (12) | ciphertext and tag`. The additional data is
`table|column|row id|version`, so a ciphertext moved to another row, column or table does not open.
"""

import base64
import functools
import hashlib
import hmac
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from belfry.core.errors import DomainError

NONCE_BYTES = 12
VERSION_BYTES = 2
KEY_BYTES = 32


class CannotOpen(DomainError):  # noqa: N818
    """A sealed value is damaged, was moved, or its key is gone; nothing is shown."""

    code = "core.cannot_open"


@functools.lru_cache(maxsize=4)
def _ring(configured: tuple[str, ...]) -> tuple[dict[int, AESGCM], int, bytes]:
    """Return ciphers by version, the newest version, and the key of the blind index."""
    keys: dict[int, bytes] = {}
    for entry in configured:
        version, _, encoded = entry.partition(":")
        key = base64.b64decode(encoded, validate=True)
        if len(key) != KEY_BYTES or not version.isdigit():
            message = "BELFRY_FIELD_KEYS holds `version:base64 of 32 bytes` entries."
            raise ImproperlyConfigured(message)
        keys[int(version)] = key
    if not keys:
        message = "BELFRY_FIELD_KEYS is empty: nothing can be sealed."
        raise ImproperlyConfigured(message)
    # The index must not change when a newer key is added, or nobody would be found again.
    index_key = hmac.digest(keys[min(keys)], b"belfry blind index", "sha256")
    return {version: AESGCM(key) for version, key in keys.items()}, max(keys), index_key


def _keys() -> tuple[dict[int, AESGCM], int, bytes]:
    return _ring(tuple(settings.FIELD_KEYS))


def seal(plain: str, place: str) -> bytes:
    """Return `plain` sealed to `place` ("table|column|row id")."""
    ciphers, version, _ = _keys()
    head = version.to_bytes(VERSION_BYTES, "big")
    nonce = os.urandom(NONCE_BYTES)
    body = ciphers[version].encrypt(nonce, plain.encode(), f"{place}|{version}".encode())
    return head + nonce + body


def unseal(sealed: bytes, place: str) -> str:
    """Return what was sealed to `place`; raise CannotOpen for anything else."""
    return unsealing()(sealed, place)


def unsealing() -> Callable[[bytes, str], str]:
    """Return `unseal` with the keys as they are now, for many values in a row."""
    ciphers, _, _ = _keys()

    def opened(sealed: bytes, place: str) -> str:
        version = int.from_bytes(sealed[:VERSION_BYTES], "big")
        nonce = sealed[VERSION_BYTES : VERSION_BYTES + NONCE_BYTES]
        body = sealed[VERSION_BYTES + NONCE_BYTES :]
        try:
            return ciphers[version].decrypt(nonce, body, f"{place}|{version}".encode()).decode()
        except (KeyError, InvalidTag, ValueError):
            raise CannotOpen from None

    return opened


def blind_index(purpose: str, value: str) -> bytes:
    """Return the keyed digest (32 bytes) by which a normalised value is found again."""
    return hmac.digest(_keys()[2], f"{purpose}|{value}".encode(), hashlib.sha256)


def place_of(row: models.Model, column: str) -> str:
    """Return where a value of this row lives, as its seal names it."""
    return f"{row._meta.db_table}|{column}|{row.pk}"


if TYPE_CHECKING:
    _Bytes = models.BinaryField[str, str]
else:
    _Bytes = models.BinaryField


class _Opener:
    """Reads a sealed column as text, opened the first time somebody asks."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:  # deferred
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if isinstance(value, bytes | memoryview):
            sealed = bytes(value)
            value = unseal(sealed, place_of(row, name)) if sealed else ""
            row.__dict__[name] = value
        return value

    def __set__(self, row: models.Model, value: object) -> None:
        row.__dict__[self.field.attname] = value


class SealedTextField(_Bytes):
    """Text that leaves the process only as ciphertext bound to its row.

    The row needs its primary key before it is saved (UUID keys). Empty text stays empty bytes, so
    that "no name" costs nothing and tells nothing. `QuerySet.update` and lookups with text are
    refused, for a value is sealed to its row: save rows instead.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take BinaryField's options; empty is allowed and the default."""
        kwargs.setdefault("blank", True)
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        """Put the opener where Django would put a plain attribute."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opener(self))

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        """Seal what is text; leave alone what was never opened."""
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, bytes | memoryview):
            return bytes(value)
        return seal(value, place_of(model_instance, self.attname)) if value else b""

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        """Let only bytes out; raise TypeError for text, which was never sealed to a row."""
        if isinstance(value, str):
            raise TypeError(f"{self.attname} is sealed to its row: save the row instead")
        return super().get_db_prep_value(value, connection, prepared)

    def get_default(self) -> str:
        """Start empty; BinaryField would start as bytes."""
        return ""

    def value_to_string(self, obj: models.Model) -> str:
        """Never serialise what is sealed."""
        raise NotImplementedError
