"""How long a million invented addresses take, and how much memory: `python -m bench.addresses [ROWS]`.

Makes a database of its own on the server of BELFRY_DATABASE_URL (or the embedded one) and drops it. The
file is the same for every run of one size, and falls into the trap of the public converter: its values
stand in another order than its header says.
"""

import csv
import io
import os
import random
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command

from belfry.program.surroundings import SETTINGS, settle

ROWS = 1_000_000
SEED = 5
MOST_SECONDS, MOST_MEGABYTES = 180, 500
HOMES_IN_A_STREET = 16
HEADER = [
    *("EPSG:31370_x", "EPSG:31370_y", "EPSG:4326_lat", "EPSG:4326_lon"),
    *("address_id", "box_number", "house_number"),
    *("municipality_id", "municipality_name_de", "municipality_name_fr", "municipality_name_nl"),
    *("postcode", "postname_fr", "postname_nl"),
    *("street_id", "streetname_de", "streetname_fr", "streetname_nl", "region_code", "status"),
]
FIRST = (
    "Kerk",
    "Molen",
    "School",
    "Dorps",
    "Nieuw",
    "Sint-Pieters",
    "Stations",
    "Veld",
    "Beuken",
    "Linde",
)
KINDS = ("straat", "laan", "weg", "plein", "dreef", "steenweg")
TOWNS = tuple(
    f"{prefix}{number:03d}" for prefix in (11, 12, 23, 31, 41, 44, 71) for number in range(1, 41)
)


def rows(count: int) -> Iterator[list[str]]:
    """Yield invented addresses of Flanders, as the converter writes them: not as its header says."""
    chance = random.Random(SEED)
    street = nis = name = postcode = ""
    lat = lon = 0.0
    for number in range(count):
        at = number % HOMES_IN_A_STREET
        if at == 0:
            nis = TOWNS[number // HOMES_IN_A_STREET % len(TOWNS)]
            street = str(1_000 + number // HOMES_IN_A_STREET)
            name = f"{chance.choice(FIRST)}{chance.choice(KINDS)} {number % 997}"
            postcode = str(1_000 + TOWNS.index(nis) * 30)
            lat, lon = 50.7 + chance.random() * 0.7, 2.7 + chance.random() * 3
        x, y = 60_000 + chance.random() * 200_000, 160_000 + chance.random() * 80_000
        box = str(at) if chance.random() < 0.2 else ""
        house = f"{2 * at + 1}{chance.choice(('', '', '', 'A'))}"
        status = "retired" if chance.random() < 0.02 else "current"
        place = f"{lon + at * 2e-4:.5f}", f"{lat + chance.random() * 1e-4:.5f}"
        yield [
            f"{y:.5f}", f"{x:.5f}", *place, str(9_000_000 + number), box, house,
            postcode, "", name, nis, "", "", name,
            street, "", "", name, "BE-VLG", status,
        ]  # fmt: skip


def write(path: Path, count: int) -> None:
    """Write a zip with one CSV."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("openaddress-bevlg.csv", "w", force_zip64=True) as stream,
        io.TextIOWrapper(stream, encoding="utf-8", newline="") as text,
    ):
        table = csv.writer(text)
        table.writerow(HEADER)
        table.writerows(rows(count))


def belfry_import(path: Path, url: str) -> tuple[float, float]:
    """Run the command; return its seconds and the megabytes of memory that it took at most."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "belfry.program.main", "import", "addresses", str(path)]
    process = subprocess.Popen(command, env=os.environ | {"BELFRY_DATABASE_URL": url})
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit("the import failed")
    return seconds, used.ru_maxrss / 1024


def questions() -> dict[str, float]:
    """Return milliseconds for what a person waits for, each the median of five."""
    # These know tables, which are there only once Django is set up.
    from belfry.territory.homes import (  # noqa: PLC0415
        addresses_in_shape,
        homes_in_ranges,
        homes_in_shape,
        streets_in_shape,
    )
    from belfry.territory.search import find_addresses, find_streets  # noqa: PLC0415
    from belfry.territory.shapes import read_shape  # noqa: PLC0415

    today = date.today()  # noqa: DTZ011 - the day of the import
    corners = [[4.0, 51.0], [4.06, 51.0], [4.06, 51.035], [4.0, 51.035]]
    shape = read_shape({"type": "Polygon", "coordinates": [corners]}).shape
    ranges = streets_in_shape(shape, today)
    print(f"a shape with {homes_in_shape(shape, today)} homes in {len(ranges)} ranges")
    asked = {
        "homes in a shape": lambda: homes_in_shape(shape, today),
        "its street list": lambda: streets_in_shape(shape, today),
        "homes of that list": lambda: homes_in_ranges(ranges, today),
        "its addresses for letters": lambda: addresses_in_shape(shape, today, language="nl"),
        'streets for "st pieters"': lambda: find_streets("st pieters", on=today),
        'streets for "molenstrat 12"': lambda: find_streets("molenstrat 12", on=today),
        'streets for "straat"': lambda: find_streets("straat", on=today),
        'addresses for "kerkstraat 16, 3"': lambda: find_addresses("kerkstraat 16, 3", on=today),
    }
    return {name: statistics.median(_timed(ask) for _ in range(5)) for name, ask in asked.items()}


def _timed(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - begun)


def main() -> int:
    """Print the figures beside their limits; 1 when a limit is passed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    with ExitStack() as stack:
        settle(stack, in_scratch=True)
        django.setup()
        from belfry.program.scratch import scratch_database  # noqa: PLC0415

        url = stack.enter_context(scratch_database("belfry_addresses"))
        call_command("migrate", verbosity=0)
        path = Path(stack.enter_context(TemporaryDirectory())) / "openaddress-bevlg.zip"
        write(path, count)
        print(f"{count} rows, {path.stat().st_size >> 20} MB, load {os.getloadavg()[0]:.1f}")
        worst = (0.0, 0.0)
        for run in ("first", "again"):
            seconds, megabytes = belfry_import(path, url)
            worst = max(worst[0], seconds), max(worst[1], megabytes)
            print(
                f"{run}: {seconds:.1f} s (at most {MOST_SECONDS}), {megabytes:.0f} MB (at most {MOST_MEGABYTES})"
            )
        for name, milliseconds in questions().items():
            print(f"{name}: {milliseconds:.0f} ms")
    return int(worst[0] > MOST_SECONDS or worst[1] > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
