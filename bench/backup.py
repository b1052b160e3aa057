"""How long a backup and a restore take for a ledger of many rows: `python -m bench.backup [ROWS]`.

Run from the root of a clone that was set up; it makes embedded servers of its own in a scratch folder.
"""

import base64
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from belfry.program.postgres import Postgres

ROWS = 1_000_000
# As many addresses as a country's members, each with the same number of messages.
ADDRESSES = 180_000
FILL = """
INSERT INTO delivery_endpoint (id, kind, address, blind_index, landline, broken_cause)
SELECT gen_random_uuid(), 'email', sha256(n::text::bytea) || sha256((-n)::text::bytea),
       sha256(n::text::bytea), false, ''
FROM generate_series(1, least(%(rows)s, %(addresses)s)) AS n;
INSERT INTO delivery_message (kind, texts, checksum, made_at)
SELECT 'security', '{}', '', now()
FROM generate_series(0, (%(rows)s - 1) / %(addresses)s);
INSERT INTO delivery_broadcast (message_id, reference, lane, scope, opened_at)
SELECT id, gen_random_uuid(), 2, '', now() FROM delivery_message;
INSERT INTO delivery_envelope (message_id, endpoint_id, channel, broadcast_id, language, state,
                               settled_at, supplier, attempts)
SELECT b.message_id, e.id, 'email', b.id, 'nl', 'accepted', now(), 'relay.example:587', 1
FROM delivery_broadcast b CROSS JOIN delivery_endpoint e LIMIT %(rows)s;
"""


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory(prefix="belfry-backup-") as scratch:
        folder = Path(scratch)
        # The account that runs PostgreSQL passes through.
        folder.chmod(0o711)
        with Postgres(folder / "original") as server:
            belfry(folder / "original", "manage", "migrate", "--verbosity", "0")
            with psycopg.connect(server.url, cursor_factory=psycopg.ClientCursor) as connection:
                connection.execute(FILL, {"rows": rows, "addresses": ADDRESSES})
            print(f"load before {os.getloadavg()[0]:.1f}, {rows} rows, {size(server)}")
            began = time.monotonic()
            print(belfry(folder / "original", "backup", str(folder / "copies")), end="")
            copied = time.monotonic()
        again = time.monotonic()
        print(belfry(folder / "second", "restore", str(folder / "copies")), end="")
        print(f"backup {copied - began:.1f} s, restore {time.monotonic() - again:.1f} s")
    return 0


def size(server: Postgres) -> str:
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT pg_size_pretty(pg_database_size('belfry'))").fetchone()
    return str(row[0]) if row else ""


def belfry(folder: Path, *arguments: str) -> str:
    """Run one command on a data folder; return what it printed."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("BELFRY_")}
    more = {
        "BELFRY_DATA_DIR": str(folder),
        "BELFRY_SECRET_KEY": "only-for-measuring-" * 2,
        "BELFRY_FIELD_KEYS": f"1:{base64.b64encode(bytes(32)).decode()}",
    }
    return subprocess.run(
        [sys.executable, "-m", "belfry.program.main", *arguments],
        env=own | more, stdout=subprocess.PIPE, text=True, check=True,
    ).stdout  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
