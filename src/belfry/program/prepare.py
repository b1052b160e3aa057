"""What `up` does before anything runs: tables, cache, and once the demonstration."""

import argparse
import time
from datetime import datetime
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from belfry.bulletins.actions.templates import load_templates
from belfry.core.clock import local
from belfry.delivery.dispatching import deliver_waiting
from belfry.networks.actions.model_papers import load_models
from belfry.program.check import server_fault
from belfry.program.demo import load_demo
from belfry.program.demo_alert import tell_alert, written_at
from belfry.program.demo_phones import (
    EARLY,
    LATE,
    hand_out,
    rehearse,
    show_notifications,
    tell_shown,
)
from belfry.program.errors import CannotStart
from belfry.program.unsealing.making import make_missing_keys
from belfry.territory.queries import zones_at

LOADED: Final = "Belfry: demonstration loaded"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether the demonstration is wanted, and whether a half-loaded one may be thrown away."""
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--own-database", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Bring the database up to date; load the demonstration where it is wanted and missing."""
    _update()
    load_models(now=timezone.now())
    load_templates(now=timezone.now())
    if fault := server_fault():
        # Tables can be made all the same: whoever tries things out may, but should know.
        print(fault, flush=True)
    if options.demo and not demonstration_is_loaded():
        now = timezone.now()
        _make_room(own_database=options.own_database, now=now)
        print("Loading the demonstration, a year of two police zones ...", flush=True)
        started = time.monotonic()
        rehearse()
        stage = load_demo(_deliver, now=now)
        show_notifications(EARLY, now=written_at(now))
        tell_alert(_deliver, tell_shown, stage, now=now)
        show_notifications(LATE, now=now)
        _mark_loaded()
        print(f"Loaded in {time.monotonic() - started:.0f} s.", flush=True)
    if options.demo:
        make_missing_keys(now=timezone.now())
        hand_out()
    return 0


def demonstration_is_loaded() -> bool:
    """Whether the whole demonstration is in the database; it says so itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = current_database()"
        )
        return bool(cursor.fetchone() == (LOADED,))


def _update() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _make_room(*, own_database: bool, now: datetime) -> None:
    """Throw away what a start that was cut short left; never touch a database of others."""
    if not zones_at(local(now).date()).exists():
        return
    if not own_database:
        raise CannotStart(
            "The demonstration needs an empty database; the one of BELFRY_DATABASE_URL is not."
        )
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    _update()
    load_models(now=now)
    load_templates(now=now)


def _mark_loaded() -> None:
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"COMMENT ON DATABASE {name} IS '{LOADED}'")


def _deliver(instant: datetime) -> None:
    deliver_waiting(now=instant)
