"""The environment of every test, set before Django reads its settings (a pytest plugin)."""

import base64
import os
import tempfile
from pathlib import Path

KEYS = [f"{version}:{base64.b64encode(bytes([version]) * 32).decode()}" for version in (1, 2)]

_scratch = tempfile.TemporaryDirectory(prefix="belfry-test-")
os.environ.update(
    BELFRY_SECRET_KEY="only-for-tests-" * 4,
    BELFRY_FIELD_KEYS=",".join(KEYS),
    BELFRY_MODE="demo",
    BELFRY_DATA_DIR=str(Path(_scratch.name) / "var"),
    BELFRY_BASE_URL="http://127.0.0.1:8000",
)
os.environ.setdefault("BELFRY_DATABASE_URL", "postgresql://belfry@/belfry?host=/tmp/devpg")
