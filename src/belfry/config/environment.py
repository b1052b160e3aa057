"""Read BELFRY_* from the environment; a wrong value stops the start with one line that names it."""

import base64
import hashlib
import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

KEY_BYTES = 32
EXERCISE: Final = "exercise"
# A mail address, a domain, a phone number as E.164 writes it.
PARTICIPANT: Final = re.compile(r"[^@\s]*@[^@\s]+\.[^@\s]+|\+[1-9]\d{6,14}", re.ASCII)
# What two bytes at the head of a sealed value can say.
HIGHEST_VERSION = 65535
DATABASE_SCHEMES: Final = ("postgresql://", "postgres://")
# A database server whose machine or link vanished says nothing: left to itself, the kernel would wait
# a quarter of an hour for it (tcp(7), tcp_retries2). libpq's options, of which the URL's go before.
UNHEARD: Final = {
    "connect_timeout": "5",
    "tcp_user_timeout": "10000",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
}
# What every connection of ours asks for, whatever the server does by itself. PostgreSQL compiles a statement whose rows it
# overrates, for a tenth of a second; none of ours lasts so long that it pays. And a receipt is shown only once it is on
# the disk.
ASKED_FOR: Final = "-c jit=off -c synchronous_commit=on"


def text(name: str, default: str = "") -> str:
    """Return a variable without surrounding blanks."""
    return os.environ.get(name, default).strip()


def secret(name: str) -> str:
    """Return a variable, or the content of the file that `<name>_FILE` points to; empty for none."""
    value = text(name)
    path = text(f"{name}_FILE")
    if value and path:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if not path:
        return value
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {reason}.") from None


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """Return one of a closed list of values."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of: {', '.join(allowed)}.")
    return value


def whole_number(name: str, default: int) -> int:
    """Return a positive whole number."""
    value = text(name) or str(default)
    if not value.isdecimal() or not int(value):
        raise ImproperlyConfigured(f"{name} must be a whole number above 0.")
    return int(value)


def data_dir() -> Path:
    """Return the folder of everything this installation writes: `var` of the clone by default."""
    clone = Path(__file__).resolve().parents[3]
    # An installed package has no clone around it.
    default = clone / "var" if (clone / "pyproject.toml").exists() else Path("var")
    return Path(text("BELFRY_DATA_DIR") or default).resolve()


def secret_key(mode: str = "live") -> str:
    """Return the key that signs sessions and links; what was signed in an exercise is worth nothing elsewhere."""
    value = secret("BELFRY_SECRET_KEY")
    if len(value) < KEY_BYTES:
        raise ImproperlyConfigured(
            f"BELFRY_SECRET_KEY (or BELFRY_SECRET_KEY_FILE) must have {KEY_BYTES} characters or more;"
            " docs/operations.md says how to make one."
        )
    if mode == EXERCISE:
        return hashlib.blake2b(value.encode(), person=b"belfry exercise").hexdigest()
    return value


def field_keys() -> list[str]:
    """Return the keys that seal personal data: "version:base64 of 32 bytes" each, oldest first."""
    entries = secret("BELFRY_FIELD_KEYS").replace("\n", ",").split(",")
    keys = [entry.strip() for entry in entries if entry.strip()]
    if not keys:
        raise ImproperlyConfigured(
            "BELFRY_FIELD_KEYS (or BELFRY_FIELD_KEYS_FILE) is missing;"
            " docs/operations.md says how to make one."
        )
    seen = set()
    for key in keys:
        version, _, encoded = key.partition(":")
        try:
            size = len(base64.b64decode(encoded, validate=True))
        except ValueError:
            size = 0
        number = int(version) if version.isdecimal() else 0
        if not 0 < number <= HIGHEST_VERSION or size != KEY_BYTES or number in seen:
            raise ImproperlyConfigured(
                "BELFRY_FIELD_KEYS holds `version:base64 of 32 bytes`, each version once."
            )
        seen.add(number)
    return keys


def seal_key() -> str:
    """Return the PEM text of the private key that seals signed charters and its certificate, or nothing."""
    value = secret("BELFRY_SEAL_KEY")
    key, certificate = value.find("PRIVATE KEY-----"), value.find("-----BEGIN CERTIFICATE-----")
    if value and not 0 <= key < certificate:
        raise ImproperlyConfigured(
            "BELFRY_SEAL_KEY holds, in PEM, a private key and behind it its certificate."
        )
    return value


def base_url() -> str:
    """Return the address under which people reach this installation, without a final slash."""
    value = text("BELFRY_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured("BELFRY_BASE_URL must look like https://belfry.example.")
    return value


def mail_sender(pages: str, mode: str = "live") -> str:
    """Return the address that mails come from: BELFRY_MAIL_SENDER, else one at the host of `pages`.

    In an exercise "exercise-" stands before it, whatever was set.
    """
    host = urlsplit(pages).hostname or ""
    named = not host.rpartition(".")[2].isdigit() and "." in host
    value = text("BELFRY_MAIL_SENDER", f"belfry@{host if named else 'localhost'}")
    if value.count("@") != 1 or not all(value.split("@")):
        raise ImproperlyConfigured("BELFRY_MAIL_SENDER must look like belfry@police.example.")
    return f"{EXERCISE}-{value}" if mode == EXERCISE else value


def exercise_recipients(mode: str) -> frozenset[str]:
    """Return who takes part in an exercise: mail addresses, domains (@police.example), phones (+32…), in small letters.

    A live installation with such a list stops: somebody took one for the other.
    """
    given = secret("BELFRY_EXERCISE_RECIPIENTS").replace("\n", ",").lower()
    found = frozenset(one.replace(" ", "") for one in given.split(",") if one.strip())
    if found and mode == "live":
        raise ImproperlyConfigured(
            "BELFRY_EXERCISE_RECIPIENTS belongs to an exercise: take it out, or set BELFRY_MODE=exercise."
        )
    if not all(PARTICIPANT.fullmatch(one) for one in found):
        raise ImproperlyConfigured(
            "BELFRY_EXERCISE_RECIPIENTS must look like an@police.example, @police.example, +32470123456."
        )
    return found


def alarm_url() -> str:
    """Return where alarms go: a webhook, a mail server with ?to= and &from=, or nowhere (empty)."""
    value = secret("BELFRY_ALARM_URL")
    try:
        parts = urlsplit(value)
        wanted = {"to", "from"} if parts.scheme == "smtp" else set()
        is_right = bool(parts.hostname) and wanted <= parse_qs(parts.query).keys()
        # Only on this machine may a webhook be without TLS.
        local = parts.hostname in {"127.0.0.1", "localhost"}
        is_right = is_right and parts.scheme in {"https", "smtp", *(["http"] if local else [])}
        _ = parts.port
    except ValueError:
        is_right = False
    if value and not is_right:
        raise ImproperlyConfigured(
            "BELFRY_ALARM_URL must look like https://… or smtp://host:25/?to=…&from=…."
        )
    return value


def tile_url() -> str:
    """Return where pictures of the ground come from, with {z}, {x} and {y}; empty for none."""
    value = secret("BELFRY_TILE_URL")
    parts = urlsplit(value)
    local = parts.hostname in {"127.0.0.1", "localhost"}
    places = ("{z}", "{x}", "{y}")
    # Nothing else may stand in braces: the address is filled in for every tile.
    plain = value
    for place in places:
        plain = plain.replace(place, "", 1)
    is_right = parts.scheme in {"https", *(["http"] if local else [])} and bool(parts.hostname)
    is_right = is_right and all(place in value for place in places)
    if value and (not is_right or set("{}") & set(plain)):
        raise ImproperlyConfigured(
            "BELFRY_TILE_URL must look like https://tiles.example/{z}/{x}/{y}.png."
        )
    return value


def database() -> dict[str, object]:
    """Return Django's database settings for BELFRY_DATABASE_URL, read as libpq reads it.

    For fail-over it names several servers: `//user@a:5432,b:5432/name?target_session_attrs=read-write`.
    """
    value = secret("BELFRY_DATABASE_URL")
    try:
        given = conninfo_to_dict(value) if value.startswith(DATABASE_SCHEMES) else {}
    except ProgrammingError:
        given = {}
    if "dbname" not in given:
        raise ImproperlyConfigured(
            "BELFRY_DATABASE_URL must look like postgresql://user:password@host/name."
        )
    given["options"] = f"{ASKED_FOR} {given.pop('options', '')}".rstrip()
    named = {key.upper(): str(given.pop(key, "")) for key in ("user", "password", "host", "port")}
    if not all(port.isdecimal() for port in named["PORT"].split(",") if port):
        raise ImproperlyConfigured("BELFRY_DATABASE_URL has a wrong port.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname"),
        **named,
        "OPTIONS": {**UNHEARD, **given},
    }
