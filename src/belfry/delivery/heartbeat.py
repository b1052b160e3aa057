"""A dispatcher's sign of life, with what it says of its suppliers; the operator's page reads it."""

import json
from typing import Final

from psycopg import Connection

from belfry.delivery.channels.contract import Carrier
from belfry.delivery.line import ask

BEAT: Final = """
INSERT INTO delivery_heartbeat (name, channel, beat_at, started_at, suppliers)
VALUES (%(name)s, %(channel)s, now(), now(), %(suppliers)s)
ON CONFLICT (name) DO UPDATE SET beat_at = now(), suppliers = excluded.suppliers
"""
FORGET_SILENT: Final = "DELETE FROM delivery_heartbeat WHERE beat_at < now() - interval '1 day'"
SAY_GOOD_BYE: Final = "DELETE FROM delivery_heartbeat WHERE name = %(name)s"


def beat(connection: Connection, name: str, channel: str, carrier: Carrier) -> None:
    """Say that a dispatcher lives, which suppliers rest and why, and what each one's weight is."""
    causes, weights = carrier.condition(), carrier.weights()
    suppliers = {one: {"cause": causes[one], "weight": weights[one]} for one in causes}
    told = {"name": name, "channel": channel, "suppliers": json.dumps(suppliers)}
    ask(connection, BEAT, told)
    ask(connection, FORGET_SILENT, {})


def say_good_bye(connection: Connection, name: str) -> None:
    """Say that a dispatcher ends, so that nobody misses it."""
    ask(connection, SAY_GOOD_BYE, {"name": name})
