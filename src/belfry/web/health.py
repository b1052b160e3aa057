"""What machines ask: does this process live, is it ready, how does it do. No session, no cookie, any host name.

They are answered before everything else, so that neither a session nor, for `/healthz`, the database is touched.
"""

import functools
import hmac
import ipaddress
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from belfry.delivery.queries import dispatchers_heard_since
from belfry.delivery.watching import SILENT_SECONDS
from belfry.web.metrics import exposition

GetResponse = Callable[[HttpRequest], HttpResponse]

READY_SECONDS: Final = 2.0
# Set by whatever passes a request on: then the nearest machine is not the one that asks.
PASSED_ON: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via")
WORKERS: Final = """
SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat >= %s)
"""

# One at a time: a database that hangs holds one thread and one connection, however often it is asked.
_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ready")


def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return _told("alive\n")


def ready(request: HttpRequest) -> HttpResponse:
    """Say within two seconds whether pages can be served: 503 and one word per fault where not.

    What only sends or works in the background is named too, but makes no page unready.
    """
    faults, missing = _condition()
    lines = [f"not ready: {', '.join(faults)}" if faults else "ready"]
    if missing:
        lines.append(f"silent: {', '.join(missing)}")
    return _told("\n".join(lines) + "\n", 503 if faults else 200)


def figures(request: HttpRequest) -> HttpResponse:
    """Return figures for Prometheus, to those who may have them; 404 for everybody else."""
    if not may_read_figures(request):
        return _told("not found\n", 404)
    try:
        text = exposition(now=timezone.now())
    except (DatabaseError, InterfaceError):
        return _told("database\n", 503)
    response = _told(text)
    response.headers["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8"
    return response


def may_read_figures(request: HttpRequest) -> bool:
    """Whether a request carries the token, or surely comes from this machine."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    if settings.BEHIND_PROXY or any(name in request.headers for name in PASSED_ON):
        return False
    # A web server on this machine passes the name of the site on.
    host = request.headers.get("Host", "").rpartition(":")[0] or request.headers.get("Host", "")
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and _is_loopback(host.strip("[]"))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _condition() -> tuple[list[str], list[str]]:
    """Return the faults of this process, and what is silent elsewhere."""
    asked: Future[tuple[bool, list[str]]] = _asking.submit(_ask_database)
    try:
        is_complete, missing = asked.result(timeout=READY_SECONDS)
    except TimeoutError:
        asked.cancel()
        return ["slow"], []
    except (DatabaseError, InterfaceError):
        return ["database"], []
    return ([] if is_complete else ["migrations"]), missing


def _ask_database() -> tuple[bool, list[str]]:
    """Return whether all migrations were made, and which processes are silent."""
    since = timezone.now() - timedelta(seconds=SILENT_SECONDS)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            if not _last_migrations() <= set(cursor.fetchall()):
                return False, []
            cursor.execute(WORKERS, [since])
            (has_worker,) = cursor.fetchone()
        alive = {
            "dispatcher": dispatchers_heard_since(since).exists(),
            "worker": has_worker,
        }
    finally:
        connection.close()
    return True, [name for name, is_heard in alive.items() if not is_heard]


@functools.cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    """Return the last migration of each app, as this version of the program has them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _told(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(
        text,
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )


PROBES: Final[Mapping[str, Callable[[HttpRequest], HttpResponse]]] = {
    "/healthz": alive,
    "/readyz": ready,
    "/metrics": figures,
}


def probes(get_response: GetResponse) -> GetResponse:
    """Answer PROBES; everything else goes on."""

    def middleware(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        if probe is None:
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return _told("only GET\n", 405)
        return probe(request)

    return middleware
