"""`belfry web`: serves the pages with granian, one pool of database connections per process."""

import argparse
from typing import Final

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

LONGEST_REQUEST_SECONDS: Final = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to listen and how much to do at once."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes (about one per core)")
    parser.add_argument("--threads", type=int, default=4, help="requests at once in each process")


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM, then finish the requests in flight."""
    Granian(
        "belfry.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        # Left to itself granian opens many, and each may hold a database connection.
        blocking_threads=options.threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=LONGEST_REQUEST_SECONDS,
        log_level=LogLevels.warning,
    ).serve()
    return 0
