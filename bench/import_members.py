"""Seconds to read and to import a member list of 5,000 rows.

Run `python -m bench.import_members`. The members go into a scratch database of BELFRY_DATABASE_URL, or of
the embedded server, that is thrown away; nothing else needs to be there.
"""

import argparse
import dataclasses
import io
import json
import os
import random
import sys
import time
from contextlib import ExitStack

import django
from django.core.management import call_command
from django.utils import timezone
from openpyxl import Workbook

from belfry.program.surroundings import SETTINGS, settle

GIVEN = [
    "Jan",
    "Marie",
    "Luc",
    "An",
    "Tom",
    "Els",
    "Piet",
    "Sofie",
    "Karim",
    "Amina",
    "Éric",
    "Zoé",
    "Anke",
    "Karl",
]
FAMILY = [
    "Peeters",
    "Janssens",
    "Van den Berghe",
    "De Smet",
    "Dupont",
    "Lambert",
    "Müller",
    "Claes",
]
HEADINGS = ["Nr", "Naam", "Adres", "PC", "Gemeente", "GSM", "Tel.", "E-mail", "Taal"]
BOXES = ("", " bus 3", "/2", "A")


def rows(count: int) -> list[list[str]]:
    """Return the rows of an invented list, written as untidily as real ones are."""
    chance = random.Random(7)
    made = []
    for number in range(count):
        given, family = chance.choice(GIVEN), chance.choice(FAMILY)
        shapes = (f"{given} {family}", f"{family} {given}", f"{family}, {given}", f"Fam. {family}")
        street = f"Meerstraat {number % 400 + 1}{chance.choice(BOXES)}"
        phones = [f"047{number:07d}", f"09 3{number:06d}"]
        place = ["9990", "Klokdorp"]
        mail, language = f"reader{number}@mail{number % 9}.example", chance.choice("NFD")
        made.append(
            [str(number + 1), chance.choice(shapes), street, *place, *phones, mail, language]
        )
    return made


def as_csv(table: list[list[str]]) -> bytes:
    return "\n".join(";".join(row) for row in [HEADINGS, *table]).encode("cp1252")


def as_xlsx(table: list[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Leden")
    for row in [HEADINGS, *table]:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def measured(count: int) -> dict[str, float | int]:
    """Return seconds for reading both kinds of file and for putting everybody on a list."""
    # These know tables, which are there only once Django is set up.
    from belfry.core.actor import Actor  # noqa: PLC0415
    from belfry.lists.reading import read_member_list  # noqa: PLC0415
    from belfry.networks.actions.imports import import_members, member_row  # noqa: PLC0415
    from belfry.program.cast import raise_curtain  # noqa: PLC0415
    from belfry.program.scratch import scratch_database  # noqa: PLC0415

    table = rows(count)
    seconds: dict[str, float | int] = {"rows": count}
    for name, data in (("read_xlsx_s", as_xlsx(table)), ("read_csv_s", as_csv(table))):
        begun = time.perf_counter()
        reading = read_member_list(data, name)
        seconds[name] = round(time.perf_counter() - begun, 2)
        assert len(reading.good) == count, (len(reading.good), reading.bad[:3])
    with scratch_database("belfry_import"):
        call_command("migrate", verbosity=0)
        now = timezone.now()
        network_id = raise_curtain(now=now).meerstraat
        members = [member_row(dataclasses.asdict(row)) for row in reading.good]
        for name in ("import_s", "again_s"):
            begun = time.perf_counter()
            result = import_members(Actor.installation(now), network_id, members, now=now)
            seconds[name] = round(time.perf_counter() - begun, 2)
            seconds[name.replace("_s", "_added")] = result.added
    return seconds


def main() -> int:
    """Print the figures as one JSON object; 1 when a whole import takes 10 s or more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    with ExitStack() as stack:
        settle(stack, in_scratch=True)
        django.setup()
        seconds = measured(options.rows)
    print(json.dumps(seconds))
    return int(seconds["read_csv_s"] + seconds["import_s"] >= 10)


if __name__ == "__main__":
    sys.exit(main())
