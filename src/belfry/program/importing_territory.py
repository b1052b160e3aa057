"""`belfry import territory`, `zones` and `addresses`: official files become dated reference data."""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from belfry.core.clock import local
from belfry.program.errors import CannotStart
from belfry.territory.actions import import_addresses, import_boundaries, import_zones
from belfry.territory.best.reading import opened
from belfry.territory.boundaries import read_boundaries
from belfry.territory.errors import NotAnAddressFile, NotAZoneList, NotBoundaries
from belfry.territory.faults import Bad, Faults
from belfry.territory.queries import known_nis_codes
from belfry.territory.types import Changes
from belfry.territory.zone_lists import read_zones


def add_arguments(what: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Take the three kinds of official files."""
    territory = what.add_parser("territory", help="official boundaries (GeoJSON with NIS codes)")
    territory.add_argument(
        "--from",
        dest="valid_from",
        metavar="DATE",
        type=_day,
        required=True,
        help="the first day on which they count, as 2025-01-01",
    )
    zones = what.add_parser("zones", help="police zones and their municipalities (CSV)")
    addresses = what.add_parser("addresses", help="BeST addresses of one region (CSV or zip)")
    for parser, run in ((territory, _territory), (zones, _zones), (addresses, _addresses)):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--good-rows", action="store_true", help="import the good rows although others are bad"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.set_defaults(read=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("A day is written as 2025-01-31.")) from None


def run(options: argparse.Namespace) -> int:
    """Return 0, or 1 when bad rows keep the file out; raise CannotStart (status 2) for another file."""
    try:
        status: int = options.read(options)
    except OSError as error:
        raise CannotStart(f"{options.file}: {error.strerror}") from None
    except (NotBoundaries, NotAZoneList, NotAnAddressFile) as refusal:
        raise CannotStart(refusal.message()) from None
    return status


def _territory(options: argparse.Namespace) -> int:
    file = read_boundaries(options.file.read_bytes())
    refused = file.faults.count and not options.good_rows
    now = timezone.now()
    changes = None if refused else import_boundaries(file, valid_from=options.valid_from, now=now)
    told = {"municipalities": changes} if changes else {}
    return _told(options, told, file.faults, {"mended": dict(file.mended)})


def _zones(options: argparse.Namespace) -> int:
    file = read_zones(options.file.read_bytes(), known_nis_codes())
    told = {}
    if options.good_rows or not file.faults.count:
        zones, towns = import_zones(file, now=timezone.now())
        told = {"zones": zones, "municipalities": towns}
    return _told(options, told, file.faults, {})


def _addresses(options: argparse.Namespace) -> int:
    now = timezone.now()
    with opened(options.file, on=local(now).date()) as file:
        result = import_addresses(
            file, now=now, good_rows=options.good_rows, progress=_tell_progress
        )
        told = dict(zip(("streets", "addresses"), result, strict=True)) if result else {}
        found = {"region": file.region.value, "moved": list(file.columns.moved)}
        return _told(options, told, file.faults, found)


def _tell_progress(rows: int, share: float) -> None:
    told = {"rows": rows, "percent": round(100 * share)}
    _tell(_("%(rows)s rows read, %(percent)s %% of the file") % told)


def _told(
    options: argparse.Namespace, done: Mapping[str, Changes], faults: Faults, found: dict[str, Any]
) -> int:
    if options.json:
        counts = {kind: asdict(changes) for kind, changes in done.items()}
        bad = {"bad": [one._asdict() for one in faults.first], "bad_count": faults.count}
        print(json.dumps(found | counts | bad, ensure_ascii=False))
    else:
        print("\n".join([*_report(done, faults), *_findings(found)]))
    if done:
        if faults.count:
            _tell(_("Nothing was ended: what is missing may be in the bad rows."))
        return 0
    _tell(_("Nothing was imported. Correct the bad rows, or import the others with --good-rows."))
    return 1


def _findings(found: Mapping[str, Any]) -> list[str]:
    moved = _("Found in another column than its heading says: %s")
    lines = [moved % heading for heading in found.get("moved", ())]
    return lines + [f"{sentence} ({count})" for sentence, count in found.get("mended", {}).items()]


def _report(done: Mapping[str, Changes], faults: Faults) -> list[str]:
    kinds = {
        "municipalities": _("Municipalities"),
        "zones": _("Police zones"),
        "streets": _("Streets"),
        "addresses": _("Addresses"),
    }
    counts = _(
        "%(kind)s: %(added)s new, %(changed)s changed, %(ended)s gone, %(unchanged)s as before"
    )
    lines = [counts % (asdict(changes) | {"kind": kinds[kind]}) for kind, changes in done.items()]
    lines.append(_("Bad rows: %s") % faults.count)
    return lines + [f"  {_line(bad)}" for bad in faults.first]


def _line(bad: Bad) -> str:
    place = _("line %(line)s, %(column)s") if bad.column else _("line %(line)s")
    return f"{place % {'line': bad.line, 'column': bad.column}}: {bad.reason}"


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)
