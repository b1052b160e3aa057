"""Put the addresses of one file into the tables: all at once, by sets, only what differs."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from belfry.territory.best.reading import AddressFile, AddressRow
from belfry.territory.errors import TooMuchWouldEnd
from belfry.territory.faults import Bad
from belfry.territory.folding import folded_names
from belfry.territory.official import OFFICIAL_NIS
from belfry.territory.types import Changes

EVERY: Final = 50_000
# The planner knows nothing of rows that came in this transaction, and would compare them one by one.
HASHES_ONLY: Final = "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'"
COUNT_INCOMING: Final = "ANALYZE incoming_address, incoming_street"
# One import at a time: two would add the same address. Readers go on reading.
ALONE: Final = "LOCK TABLE territory_addresssource IN EXCLUSIVE MODE"
TABLES: Final = """
DROP TABLE IF EXISTS incoming_address, incoming_street;
CREATE TEMPORARY TABLE incoming_address (
    line integer, reference text, street_reference text, number integer, suffix text, box text,
    postcode text, lat double precision, lon double precision, status text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE incoming_street (
    reference text, nis text, name_nl text, name_fr text, name_de text, folded text
) ON COMMIT DROP
"""
COPY_ADDRESSES: Final = "COPY incoming_address FROM STDIN"
COPY_STREETS: Final = "COPY incoming_street FROM STDIN"
DROP_DOUBLES: Final = """
DELETE FROM incoming_address a USING (
    SELECT reference, min(line) AS line FROM incoming_address GROUP BY reference HAVING count(*) > 1
) AS first
WHERE a.reference = first.reference AND a.line > first.line
RETURNING a.line, first.line
"""
KNOWN_AND_GONE: Final = """
SELECT count(*), count(*) FILTER (WHERE i.reference IS NULL)
FROM territory_address a JOIN territory_street s ON s.id = a.street_id
LEFT JOIN incoming_address i ON i.reference = a.reference
WHERE a.region = %(region)s AND a.gone_on IS NULL AND s.nis ~ %(official)s
"""
CHANGE_STREETS: Final = """
UPDATE territory_street s
SET nis = i.nis, name_nl = i.name_nl, name_fr = i.name_fr, name_de = i.name_de, folded = i.folded,
    gone_on = NULL
FROM incoming_street i
WHERE s.region = %(region)s AND s.reference = i.reference
  AND (s.nis, s.name_nl, s.name_fr, s.name_de, s.folded, s.gone_on) IS DISTINCT FROM
      (i.nis, i.name_nl, i.name_fr, i.name_de, i.folded, NULL)
"""
ADD_STREETS: Final = """
INSERT INTO territory_street (region, reference, nis, name_nl, name_fr, name_de, folded)
SELECT %(region)s, reference, nis, name_nl, name_fr, name_de, folded FROM incoming_street i
WHERE NOT EXISTS (SELECT FROM territory_street s
                  WHERE s.region = %(region)s AND s.reference = i.reference)
"""
END_STREETS: Final = """
UPDATE territory_street s SET gone_on = %(today)s
WHERE s.region = %(region)s AND s.gone_on IS NULL AND s.nis ~ %(official)s
  AND NOT EXISTS (SELECT FROM incoming_street i WHERE i.reference = s.reference)
"""
CHANGE_ADDRESSES: Final = """
UPDATE territory_address a
SET street_id = s.id, number = i.number, suffix = i.suffix, box = i.box, postcode = i.postcode,
    lat = i.lat, lon = i.lon, status = i.status, gone_on = NULL
FROM incoming_address i
JOIN territory_street s ON s.region = %(region)s AND s.reference = i.street_reference
WHERE a.region = %(region)s AND a.reference = i.reference
  AND (a.street_id, a.number, a.suffix, a.box, a.postcode, a.lat, a.lon, a.status, a.gone_on)
      IS DISTINCT FROM
      (s.id, i.number, i.suffix, i.box, i.postcode, i.lat, i.lon, i.status, NULL)
"""
# By street and number: who looks for one finds its neighbours on the same page of the table.
ADD_ADDRESSES: Final = """
INSERT INTO territory_address
    (street_id, region, reference, number, suffix, box, postcode, lat, lon, status)
SELECT s.id, %(region)s, i.reference, i.number, i.suffix, i.box, i.postcode, i.lat, i.lon, i.status
FROM incoming_address i
JOIN territory_street s ON s.region = %(region)s AND s.reference = i.street_reference
WHERE NOT EXISTS (SELECT FROM territory_address a
                  WHERE a.region = %(region)s AND a.reference = i.reference)
ORDER BY s.id, i.number
"""
END_ADDRESSES: Final = """
UPDATE territory_address a SET gone_on = %(today)s
FROM territory_street s
WHERE s.id = a.street_id AND a.region = %(region)s AND a.gone_on IS NULL AND s.nis ~ %(official)s
  AND NOT EXISTS (SELECT FROM incoming_address i WHERE i.reference = a.reference)
"""
TELL_THE_PLANNER: Final = "ANALYZE territory_street, territory_address"

Progress = Callable[[int, float], None]


def take_in(file: AddressFile, progress: Progress | None) -> int:
    """Copy a file into temporary tables of this transaction and return the good rows."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        cursor.execute(HASHES_ONLY)
        cursor.execute(TABLES)
        done = _copy(cursor, COPY_ADDRESSES, _counted(file, progress))
        cursor.execute(DROP_DOUBLES)
        doubles = sorted(cursor.fetchall())
        for line, first in doubles:
            reason = _("This number stands in line %(line)s already.") % {"line": first}
            file.faults.add(Bad(line, "address_id", "number", reason))
        _copy(cursor, COPY_STREETS, _streets(file))
        cursor.execute(COUNT_INCOMING)
    return done - len(doubles)


def merge(file: AddressFile, *, today: date, rows: int) -> tuple[Changes, Changes]:
    """Merge what `take_in` copied, and return what became of streets and of addresses.

    What is missing from the file ends today, unless rows were bad: they may be what is missing. Raises
    TooMuchWouldEnd when that would be more than half of a region.
    """
    values: dict[str, Any] = {
        "region": file.region.value,
        "today": today,
        "official": f"^{OFFICIAL_NIS.pattern}$",
    }
    streets, addresses = Changes(), Changes()
    with connection.cursor() as cursor:

        def run(statement: str) -> int:
            cursor.execute(statement, values)
            return int(cursor.rowcount)

        if not file.faults.count:
            _refuse_a_part(cursor, values)
        streets.changed, streets.added = run(CHANGE_STREETS), run(ADD_STREETS)
        addresses.changed, addresses.added = run(CHANGE_ADDRESSES), run(ADD_ADDRESSES)
        if not file.faults.count:
            addresses.ended, streets.ended = run(END_ADDRESSES), run(END_STREETS)
        cursor.execute(TELL_THE_PLANNER)
    streets.unchanged = len(file.streets) - streets.added - streets.changed
    addresses.unchanged = rows - addresses.added - addresses.changed
    return streets, addresses


def _refuse_a_part(cursor: CursorWrapper, values: dict[str, Any]) -> None:
    cursor.execute(KNOWN_AND_GONE, values)
    known, gone = cursor.fetchone() or (0, 0)
    if gone > known / 2:
        raise TooMuchWouldEnd(gone=gone, known=known)


def _copy(cursor: CursorWrapper, statement: str, rows: Iterable[tuple[Any, ...]]) -> int:
    done = 0
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            done += 1
    return done


def _counted(file: AddressFile, progress: Progress | None) -> Iterable[AddressRow]:
    for done, row in enumerate(file.rows(), start=1):
        yield row
        if progress and not done % EVERY:
            progress(done, file.share_read)


def _streets(file: AddressFile) -> Iterable[tuple[str, ...]]:
    for reference, street in file.streets.items():
        yield reference, *street, folded_names(*street[1:])
