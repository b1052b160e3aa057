"""What a dispatcher needs."""

import subprocess
import sys

LOADED = """
import sys
import django
django.setup()
import belfry.program.dispatch
print(*{name.partition(".")[0] for name in sys.modules})
"""
# Tens of megabytes in each dispatcher: member lists, perimeters, working days.
HEAVY = {"holidays", "numpy", "openpyxl", "pyproj", "shapely", "typst"}


def test_a_dispatcher_loads_no_library_that_only_others_need() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split()
    assert "psycopg" in loaded
    assert not HEAVY & set(loaded)
