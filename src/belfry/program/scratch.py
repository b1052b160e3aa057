"""A database of its own beside the real one, thrown away afterwards."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from belfry.config import environment


@contextmanager
def scratch_database(prefix: str) -> Iterator[str]:
    """Make an empty database on the server of BELFRY_DATABASE_URL and let Django use it meanwhile.

    Gives its URL for child processes. The role needs CREATEDB.
    """
    url = environment.secret("BELFRY_DATABASE_URL")
    name = f"{prefix}_{secrets.token_hex(4)}"
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
    real = connection.settings_dict["NAME"]
    _use(name)
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        _use(real)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
