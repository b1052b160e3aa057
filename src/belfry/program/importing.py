"""`belfry import`: reads a member list, judges it, and puts it on a network's list; or official files."""

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from belfry.core.actor import Actor
from belfry.lists.errors import NotAMemberList
from belfry.lists.reading import read_member_list
from belfry.lists.types import Reading
from belfry.networks.actions.imports import import_members, member_row
from belfry.networks.queries import networks_visible_to
from belfry.networks.types import Imported
from belfry.program import importing_territory
from belfry.program.errors import CannotStart

ONLY_THE_FILE = "-"
MANY = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is to be imported: members, or one of the official files."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    members = what.add_parser("members", help="a member list from CSV, TXT or XLSX")
    members.add_argument(
        "network",
        metavar="NETWORK",
        help="id or exact name; - with --dry-run judges the file alone",
    )
    members.add_argument("file", metavar="FILE", type=Path)
    members.add_argument("--dry-run", action="store_true", help="judge the file, import nothing")
    members.add_argument(
        "--good-rows", action="store_true", help="import the good rows although others are bad"
    )
    members.add_argument("--json", action="store_true", help="print one JSON object")
    importing_territory.add_arguments(what)


def run(options: argparse.Namespace) -> int:
    """Return 0, or 1 when bad rows keep the list from being imported.

    Raises CannotStart (status 2) for a network that is not there and a file that is no list.
    """
    if options.what != "members":
        return importing_territory.run(options)
    file_alone = options.dry_run and options.network == ONLY_THE_FILE
    network_id = None if file_alone else _network_id(options.network)
    reading = _read(options.file)
    print(as_json(reading) if options.json else report(reading))
    if options.dry_run or network_id is None:
        return 0
    if reading.bad and not options.good_rows:
        _tell(
            _("Nothing was imported. Correct the bad rows, or import the others with --good-rows.")
        )
        return 1
    _import(network_id, reading)
    return 0


def _read(path: Path) -> Reading:
    try:
        return read_member_list(path.read_bytes(), path.name)
    except OSError as error:
        raise CannotStart(f"{path}: {error.strerror}") from None
    except NotAMemberList as refusal:
        raise CannotStart(refusal.message()) from None


def _network_id(wanted: str) -> UUID:
    networks = networks_visible_to(Actor.installation(timezone.now()))
    try:
        rows = networks.filter(pk=UUID(wanted))
    except ValueError:
        rows = networks.filter(name=wanted)
    found = list(rows.values_list("pk", flat=True)[:2])
    if not found:
        raise CannotStart(_("There is no network with this id or name."))
    if len(found) > 1:
        raise CannotStart(_("Several networks have this name. Give the id of the network."))
    return found[0]


def _import(network_id: UUID, reading: Reading) -> None:
    now = timezone.now()
    total = len(reading.good)

    def progress(done: int, result: Imported) -> None:
        if total >= MANY:
            _tell(_("%(done)s of %(total)s rows") % {"done": min(done, total), "total": total})

    rows = [member_row(dataclasses.asdict(row)) for row in reading.good]
    result = import_members(Actor.installation(now), network_id, rows, now=now, progress=progress)
    counts = {"added": result.added, "known": result.known}
    _tell(_("%(added)s members added; %(known)s were on the list already.") % counts)


def as_json(reading: Reading) -> str:
    """Return a reading as one JSON object (contract, `belfry import members`)."""
    told = dataclasses.asdict(reading)
    del told["doubts"]
    return json.dumps(told, ensure_ascii=False)


def report(reading: Reading) -> str:
    """Return a reading as lines that can be read aloud."""
    source = [_("Sheet: %s") % reading.sheet] if reading.sheet else []
    if reading.encoding:
        separator = {"\t": _("tab")}.get(reading.separator, reading.separator)
        told = {"encoding": reading.encoding, "separator": separator}
        source.append(_("Text in %(encoding)s, separated by %(separator)s") % told)
    lines = [*source, _("Good rows: %s") % len(reading.good)]
    lines += _section(_("Bad cells: %s"), [_line(one) for one in reading.bad])
    again = _("line %(line)s: the same person as in line %(of_line)s")
    lines += _section(
        _("Duplicates: %s"), [again % dataclasses.asdict(one) for one in reading.duplicates]
    )
    lines += _section(_("Worth a look: %s"), [_line(one) for one in reading.doubts])
    return "\n".join(lines)


def _section(title: str, rows: list[str]) -> list[str]:
    return [title % len(rows), *(f"  {row}" for row in rows)]


def _line(one: object) -> str:
    told = {name: getattr(one, name) for name in ("line", "column", "reason")}
    if not told["line"]:
        return str(told["reason"])
    place = _("line %(line)s, %(column)s") if told["column"] else _("line %(line)s")
    return f"{place % told}: {told['reason']}"


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)
