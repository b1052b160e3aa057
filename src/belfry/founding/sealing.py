"""The seal of this installation, and the file that bears it."""

import os
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from belfry.founding.errors import SealMissing
from belfry.paperwork.sealing import SealKey, self_made_key

NAME: Final = "Belfry (demonstration)"


def seal_key(*, now: datetime) -> SealKey:
    """Return the key that seals signed charters: that of the environment, else the demonstration's own.

    Raises SealMissing outside a demonstration that has none.
    """
    if settings.SEAL_KEY:
        return _read(settings.SEAL_KEY)
    if settings.MODE != "demo":
        raise SealMissing
    return _read(_kept(settings.DATA_DIR / "keys" / "seal_key", now))


@lru_cache(maxsize=4)
def _read(text: str) -> SealKey:
    """Return the key and the certificate of one PEM text that holds both."""
    # The certificate stands behind the key; each loader takes the part it knows.
    begin = text.index("-----BEGIN CERTIFICATE-----")
    return SealKey(text[begin:].encode(), text[:begin].encode())


def _kept(path: Path, now: datetime) -> str:
    """Return the self-made key of a data folder, made at first use; two processes make one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = self_made_key(NAME, now)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        with open(unfinished, "wb", opener=_private) as file:
            file.write(made.private_key + b"\n" + made.certificate)
        try:
            os.link(unfinished, path)
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    return path.read_text(encoding="ascii")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
