"""Alarms for those who run this installation, by a path of their own: no row of the ledger, no dispatcher.

The table `audit_alarm` keeps them apart: each kind at most once in 15 minutes for the whole installation.
Without a database each process remembers that for itself.
"""

import http.client
import json
import logging
import re
import smtplib
import ssl
import threading
import time
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

QUIET_MINUTES: Final = 15
# One that could not be sent is tried again after this.
AGAIN_MINUTES: Final = 1
MOST_SECONDS: Final = 5.0
SEND_SECONDS: Final = 4.0
KEPT_DAYS: Final = 30
# What is no id, no number and no name of a machine, a channel or a cause: an address, a sentence.
SPEAKING: Final = re.compile(r"[^A-Za-z0-9_.:,/ -]|(?<![0-9a-f-])\d{8,}")
LONGEST: Final = 120


class AlarmKind(models.TextChoices):
    """What can be wrong."""

    DATABASE_SILENT = "database_silent", _("the database does not answer")
    DISPATCHER_SILENT = "dispatcher_silent", _("nothing sends what waits")
    WORKER_SILENT = "worker_silent", _("nothing does the work in the background")
    OLD_TRANSACTION = "old_transaction", _("a transaction stays open and slows the database down")
    LEASES_RAN_OUT = "leases_ran_out", _("what sends died again and again")
    SUPPLIER_REFUSES = (
        "supplier_refuses",
        _("a supplier refuses our sign-in, or our account is empty"),
    )
    SUPPLIER_RESTS = "supplier_rests", _("a supplier cannot be used")
    RECEIPTS_WAIT = "receipts_wait", _("what suppliers tell is not taken in")
    ROWS_GIVEN_UP = "rows_given_up", _("deliveries were given up")
    CEILING_OVERRUN = "ceiling_overrun", _("an urgent message cost more than agreed")
    TOO_MANY_URGENT = "too_many_urgent", _("somebody sends many urgent messages")
    DISK_FULL = "disk_full", _("the disk of the database is nearly full")
    CANARY_LATE = "canary_late", _("the test message did not leave in time")
    CANARY_LOST = "canary_lost", _("test messages leave, but do not arrive any more")
    BACKUP_OLD = "backup_old", _("the newest backup is older than a day")
    STRANGE_SEAL_KEY = (
        "strange_seal_key",
        _("a key to which reports are sealed is not ours, or its private half is lost"),
    )


QUIET: Final = f"""
SELECT EXISTS (
    SELECT 1 FROM audit_alarm WHERE kind = %(kind)s AND raised_at > clock_timestamp()
        - CASE WHEN sent THEN {QUIET_MINUTES} ELSE {AGAIN_MINUTES} END * interval '1 minute')
"""  # noqa: S608 -- constants only
RAISE: Final = """
INSERT INTO audit_alarm (kind, raised_at, detail, sent)
VALUES (%(kind)s, clock_timestamp(), %(detail)s, true) RETURNING id
"""
FORGET: Final = f"DELETE FROM audit_alarm WHERE raised_at < now() - interval '{KEPT_DAYS} days'"  # noqa: S608

# {kind: monotonic seconds until which it is quiet}, of this process alone.
_quiet_until: dict[str, float] = {}


def raise_alarm(kind: AlarmKind, **detail: int | float | str) -> None:
    """Tell those who run this installation, unless they were told of this kind in the last 15 minutes.

    `detail` is ids, numbers and names of machines, channels or causes; what looks like more is left out. Returns
    within 5 s and raises nothing, whatever is broken. It does not belong to the caller's transaction: call it after.
    """
    discreet = {name: _discreet(value) for name, value in detail.items()}
    thread = threading.Thread(target=_raise, args=(kind, discreet), name="alarm", daemon=True)
    thread.start()
    thread.join(MOST_SECONDS)


def _discreet(value: float | str) -> int | float | str:
    if isinstance(value, str):
        return SPEAKING.sub("…", value)[:LONGEST]
    return value


def _raise(kind: AlarmKind, detail: Mapping[str, int | float | str]) -> None:
    try:
        number = _entered(kind, detail)
        if number is None:
            return
        logger.critical("Alarm: %s.", kind.value, extra={"ids": dict(detail)})
        if not _sent(kind, detail) and number:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE audit_alarm SET sent = false WHERE id = %s", [number])
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The alarm is not written down (%s).", type(error).__name__)
    finally:
        connection.close()


def _entered(kind: AlarmKind, detail: Mapping[str, int | float | str]) -> int | None:
    """Return the number of a new alarm (0 where it cannot be written down), None if it is quiet."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '2s'")
            cursor.execute("SELECT pg_advisory_xact_lock(7235524, hashtext(%s))", [kind.value])
            cursor.execute(QUIET, {"kind": kind.value})
            if cursor.fetchone()[0]:
                return None
            cursor.execute(FORGET)
            cursor.execute(RAISE, {"kind": kind.value, "detail": json.dumps(detail)})
            return int(cursor.fetchone()[0])
    except (DatabaseError, InterfaceError):
        now = time.monotonic()
        if now < _quiet_until.get(kind, 0.0):
            return None
        _quiet_until[kind] = now + QUIET_MINUTES * 60
        return 0


def _sent(kind: AlarmKind, detail: Mapping[str, int | float | str]) -> bool:
    """Send an alarm to where the settings say; return whether it was taken."""
    url = urlsplit(settings.ALARM_URL)
    facts = ", ".join(f"{name} {value}" for name, value in detail.items())
    sentence = f"Belfry {settings.BASE_URL} ({settings.MODE}): {kind.value}; {facts}".rstrip("; ")
    try:
        if url.scheme == "smtp":
            _mail(url, kind, sentence)
        elif url.scheme:
            told = {"kind": kind.value, "text": sentence, "mode": settings.MODE, "detail": detail}
            _post(url, json.dumps(told).encode())
    except (OSError, http.client.HTTPException, smtplib.SMTPException) as error:
        logger.critical("The alarm could not be sent (%s).", type(error).__name__)
        return False
    return True


def _mail(url: SplitResult, kind: AlarmKind, sentence: str) -> None:
    """Hand a mail to the server of the URL; raise OSError or SMTPException."""
    options = parse_qs(url.query)
    mail = EmailMessage()
    mail["From"], mail["To"] = options["from"][0], options["to"][0]
    mail["Subject"] = f"Belfry: {kind.value}"
    mail.set_content(sentence + "\n")
    with smtplib.SMTP(url.hostname or "", url.port or 25, timeout=SEND_SECONDS) as server:
        server.send_message(mail)


def _post(url: SplitResult, body: bytes) -> None:
    """Post JSON to the URL, no redirect followed; raise OSError or HTTPException unless it says 2xx."""
    host, port = url.hostname or "", url.port
    if url.scheme == "https":
        link: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, port, timeout=SEND_SECONDS, context=ssl.create_default_context()
        )
    else:
        link = http.client.HTTPConnection(host, port, timeout=SEND_SECONDS)
    try:
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        link.request("POST", target, body, {"Content-Type": "application/json"})
        status = link.getresponse().status
    finally:
        link.close()
    if not http.client.OK <= status < http.client.MULTIPLE_CHOICES:
        raise http.client.HTTPException(str(status))
