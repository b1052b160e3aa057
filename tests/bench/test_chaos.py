"""Everything that concerns sending fails once, and nobody is lost (`bench/chaos.py`)."""

import subprocess
import sys
from pathlib import Path

import pytest

from belfry.program.postgres_programs import installed_programs

CLONE = Path(__file__).parents[2]


@pytest.mark.skipif(
    not installed_programs(), reason="this machine has no PostgreSQL that can be killed"
)
def test_whatever_fails_the_invariants_hold() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "bench.chaos", "--short"],
        cwd=CLONE,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.count("case ") >= 24
