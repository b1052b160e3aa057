"""Keys of a data folder: made once for the demonstration, used by every later command on it."""

import base64
import os
import secrets
from pathlib import Path
from typing import Final

from belfry.config.environment import KEY_BYTES
from belfry.program.unsealing.keyring import VARIABLE, new_keyring, write_keyring

FOLDER: Final = "keys"
FILES: Final = {
    "BELFRY_SECRET_KEY": "secret_key",
    "BELFRY_FIELD_KEYS": "field_keys",
    "BELFRY_VAPID_KEY": "vapid_key",
}
# The keys that open reports lie apart: another account may own them.
SEAL_KEYS: Final = Path("unseal", "keys")


def make_keys(data_dir: Path) -> None:
    """Make the keys that are missing; one that exists is never replaced."""
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    sealing = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    made = {
        "secret_key": secrets.token_urlsafe(48),
        "field_keys": f"1:{sealing}",
        "vapid_key": secrets.token_urlsafe(KEY_BYTES),
    }
    for name, value in made.items():
        _write_once(folder / name, value)
    seal_keys = data_dir / SEAL_KEYS
    seal_keys.parent.mkdir(mode=0o710, exist_ok=True)
    if not seal_keys.exists():
        write_keyring(seal_keys, new_keyring())


def use_keys(data_dir: Path) -> None:
    """Point the environment at the keys of the data folder, where it names no others."""
    for variable, name in FILES.items():
        path = data_dir / FOLDER / name
        given = os.environ.get(variable) or os.environ.get(f"{variable}_FILE")
        if not given and path.exists():
            os.environ[f"{variable}_FILE"] = str(path)
    if not os.environ.get(VARIABLE) and (data_dir / SEAL_KEYS).exists():
        os.environ[VARIABLE] = str(data_dir / SEAL_KEYS)


def _write_once(path: Path, value: str) -> None:
    if path.exists():
        return
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with open(unfinished, "w", encoding="ascii", opener=_private) as file:
        file.write(f"{value}\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
