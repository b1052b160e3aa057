"""The environment of every test, set before Django reads its settings (a pytest plugin).

Without BELFRY_DATABASE_URL the tests run on an embedded PostgreSQL of their own; BELFRY_TEST_POSTGRES
names its major version where the machine has several.
"""

import atexit
import base64
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg

from belfry.program.postgres import Postgres

KEYS = [f"{version}:{base64.b64encode(bytes([version]) * 32).decode()}" for version in (1, 2)]

_running = ExitStack()
atexit.register(_running.close)
_scratch = Path(_running.enter_context(tempfile.TemporaryDirectory(prefix="belfry-test-")))
# The account that runs PostgreSQL passes through; it is another one where root runs the tests.
_scratch.chmod(0o711)

os.environ.update(
    BELFRY_SECRET_KEY="only-for-tests-" * 4,
    BELFRY_FIELD_KEYS=",".join(KEYS),
    BELFRY_MODE="demo",
    BELFRY_DATA_DIR=str(_scratch / "var"),
    BELFRY_SEAL_KEYS_FILE=str(_scratch / "seal-keys"),
    BELFRY_BASE_URL="http://127.0.0.1:8000",
)
if "BELFRY_DATABASE_URL" not in os.environ:
    _wanted = os.environ.get("BELFRY_TEST_POSTGRES")
    _server = Postgres(
        _scratch / "database", wanted=int(_wanted) if _wanted else None, durable=False
    )
    os.environ["BELFRY_DATABASE_URL"] = _url = _running.enter_context(_server).url
    # Rows of a rehearsal are put back as they were, past the triggers that saw them being made.
    with psycopg.connect(_url, user="postgres", dbname="postgres") as _owner:
        _owner.execute("GRANT SET ON PARAMETER session_replication_role TO belfry")
