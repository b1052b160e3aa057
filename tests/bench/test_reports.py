"""Who was shown a receipt has reported, whatever is killed meanwhile (`bench/reports.py`)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from belfry.program.postgres_programs import installed_programs

CLONE = Path(__file__).parents[2]


@pytest.mark.skipif(
    not installed_programs(), reason="this machine has no PostgreSQL that can be killed"
)
def test_no_report_that_was_acknowledged_is_lost_when_pages_worker_and_database_are_killed() -> (
    None
):
    answer = subprocess.run(
        [sys.executable, "-m", "bench.reports", "--kills", "3", "--between", "25", "--json"],
        cwd=CLONE,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    figures = json.loads(answer.stdout)
    assert figures["kills"] == {"database": 1, "web": 1, "worker": 1}
    assert figures["kept"] == figures["acknowledged"] >= 75
    # Nobody had to give up, and who pressed twice reported once.
    assert figures["never_acknowledged"] == figures["unknown"] == 0
