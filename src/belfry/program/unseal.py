"""`belfry unseal`: holds the private keys, and opens what members reported for who proves to be entitled."""

import argparse
import asyncio
import codecs
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from belfry.delivery.ways import ladder
from belfry.program.children import keep_signal_at_death
from belfry.program.errors import CannotStart
from belfry.program.postgres_programs import Account, account_named
from belfry.program.unsealing.keeper import Keeper
from belfry.program.unsealing.keyring import VARIABLE, keyring_path
from belfry.program.unsealing.passkeys import PASSKEYS, Passkeys
from belfry.program.unsealing.server import serve
from belfry.program.unsealing.telling import Waiting
from belfry.sealing.sockets import listen
from belfry.sightings.shelf import Shelf

# Of these accounts the first that the machine has; never the one that runs PostgreSQL.
ACCOUNTS: Final = ("belfry-unseal", "nobody")
WAITING: Final = "waiting"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing: the environment says where keys and socket are."""


def run(options: argparse.Namespace) -> int:
    """Answer until SIGTERM; the status is 1 when the database was lost. Raises CannotStart."""
    keys = keyring_path()
    if keys is None:
        raise CannotStart(f"{VARIABLE} is missing: docs/operations.md says what it is.")
    account = account_named(*ACCOUNTS) if os.geteuid() == 0 else None
    # Asking which mode the database lives in opened one here.
    connection.close()
    _load_all()
    folder: Path = settings.UNSEAL_SOCKET.parent
    folder.mkdir(mode=0o710, parents=True, exist_ok=True)
    keeper = Keeper(_from(folder, keys), Shelf(), Waiting(Path(WAITING)), Passkeys(Path(PASSKEYS)))
    with listen(settings.UNSEAL_SOCKET) as listener, ThreadPoolExecutor(1) as executor:
        # The connection stays that of the thread; no other account may open one to a database that `up` runs.
        executor.submit(_connect).result()
        if account is not None:
            for path in (folder, settings.UNSEAL_SOCKET, keys):
                # Its group is that of the data folder, whose pages ask here.
                os.chown(path, account.user_id, settings.DATA_DIR.stat().st_gid)
            _step_down(account)
        return 0 if asyncio.run(_serve(listener, executor, keeper)) else 1


def _load_all() -> None:
    """Load what is else loaded on demand: the account to step down to may have no way to the program."""
    import_module(settings.SESSION_ENGINE)
    ladder(())
    # For the host of a passkey.
    codecs.lookup("idna")


def _from(folder: Path, keys: Path) -> Path:
    """Work in `folder`, and return where `keys` are from there.

    The account that this process steps down to may have no way through the folders above.
    """
    os.chdir(folder)
    return keys.relative_to(folder) if keys.is_relative_to(folder) else keys


def _connect() -> None:
    """Open the connection of the thread that asks for it: `connection` is another one in each."""
    connection.ensure_connection()


async def _serve(listener: Any, executor: ThreadPoolExecutor, keeper: Keeper) -> bool:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return await serve(
        listener,
        executor,
        lambda request: keeper.answer(request, timezone.now()),
        partial(_look, keeper),
        stopping,
    )


def _look(keeper: Keeper) -> None:
    keeper.check_keys()
    keeper.passkeys.learn()
    keeper.tell_who_is_due(timezone.now())


def _step_down(account: Account) -> None:
    """Stop being root, for good; whoever started this process still takes it along when it dies."""
    with keep_signal_at_death():
        os.setgroups([])
        os.setresgid(account.group_id, account.group_id, account.group_id)
        os.setresuid(account.user_id, account.user_id, account.user_id)
