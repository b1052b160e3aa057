"""The environment of a command: what BELFRY_* says, else what the data folder holds."""

import base64
import json
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection

from belfry.config import environment
from belfry.core.mode import keep_mode
from belfry.program.errors import CannotStart
from belfry.program.keys import use_keys
from belfry.program.postgres import is_made, server_for

SETTINGS: Final = "belfry.config.settings"
# What `up --demo` runs with, so that other commands on the same folder see the same installation.
DEMO_FILE: Final = "demo.json"


def settle(stack: ExitStack, *, in_scratch: bool) -> None:
    """Complete the environment of one command; `stack` stops a server that it had to start.

    A command `in_scratch` keeps nothing: it may start the first server and needs no lasting keys.
    """
    folder = environment.data_dir()
    use_demo(folder)
    use_keys(folder)
    if in_scratch:
        _use_passing_keys()
    if names_database():
        return
    if not (in_scratch or is_made(folder)):
        raise CannotStart(
            "There is no database: set BELFRY_DATABASE_URL, or run `belfry up` first."
        )
    os.environ["BELFRY_DATABASE_URL"] = stack.enter_context(server_for(folder))


def settle_without_database() -> None:
    """Let Django start for what keeps and reads nothing: help, and judging a file alone."""
    _use_passing_keys()
    if not names_database():
        os.environ["BELFRY_DATABASE_URL"] = "postgresql://nobody@/none"


def _use_passing_keys() -> None:
    nothing = base64.b64encode(os.urandom(environment.KEY_BYTES)).decode()
    for name, value in (("BELFRY_SECRET_KEY", nothing), ("BELFRY_FIELD_KEYS", f"1:{nothing}")):
        if not os.environ.get(f"{name}_FILE"):
            os.environ.setdefault(name, value)


def names_database() -> bool:
    """Whether the environment names a database, so that none is started here."""
    return bool(environment.secret("BELFRY_DATABASE_URL"))


def use_demo(folder: Path) -> None:
    """Take over the environment of the demonstration that `folder` holds, if it does."""
    if not holds_demo(folder):
        return
    check_mode(folder)
    for name, value in kept_demo(folder).items():
        os.environ.setdefault(name, value)


def kept_demo(folder: Path) -> dict[str, str]:
    """Return the environment that was written down for a demonstration, empty for none."""
    if not holds_demo(folder):
        return {}
    return dict(json.loads((folder / DEMO_FILE).read_text(encoding="utf-8")))


def keep_demo(folder: Path, *names: str) -> None:
    """Write down the environment of the demonstration for later commands on `folder`."""
    path = folder / DEMO_FILE
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps({name: os.environ[name] for name in names}), encoding="utf-8")
    unfinished.rename(path)


def holds_demo(folder: Path) -> bool:
    """Whether the demonstration was loaded into this data folder."""
    return (folder / DEMO_FILE).exists()


def check_lived_in() -> None:
    """Raise CannotStart when the database lives in another mode; its first start decides in which.

    A database that does not answer now stops nothing: sending asks again (`core/mode.py`).
    """
    try:
        lived_in = keep_mode()
    except DatabaseError:
        connection.close()
        return
    if lived_in not in {"", settings.MODE}:
        raise CannotStart(
            f"This database lives in mode {lived_in}, and BELFRY_MODE is {settings.MODE}: an exercise has a database "
            "of its own."
        )


def check_mode(folder: Path) -> None:
    """Raise CannotStart when the environment wants something else than a demonstration."""
    if os.environ.get("BELFRY_MODE", "demo") != "demo":
        raise CannotStart(
            f"{folder} holds a demonstration: leave BELFRY_MODE out, or choose another data folder."
        )
