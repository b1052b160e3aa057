"""The letter that proves a house, and its code: made from the request's id, kept as a digest only."""

from datetime import datetime
from typing import Final

from django.conf import settings

from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.core.sealed import blind_index
from belfry.joining.models import Request
from belfry.networks.printing import portrait
from belfry.networks.queries import places_of
from belfry.paperwork.documents import HomeLetter
from belfry.territory.queries import municipalities_by_id, zones_by_id

DIGITS: Final = 8
HALF: Final = DIGITS // 2


def code_of(request: Request) -> str:
    """Return the code of a request's letter; only this installation's secret leads from one to the other."""
    number = int.from_bytes(blind_index("code of a request", request.pk.hex))
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def digest_of(typed: str) -> bytes:
    """Return what is kept of a code, however it was typed."""
    return blind_index("letter of a request", "".join(filter(str.isdigit, typed)))


def letter_of(request: Request, *, now: datetime) -> HomeLetter:
    """Return the letter to the house from which somebody asks, in their language; raise NotFound."""
    today, network = local(now).date(), request.network
    zones, towns = places_of(network.pk, on=today)
    if not (zones and towns):
        raise NotFound
    code = code_of(request)
    box = f" / {request.box}" if request.box else ""
    return HomeLetter(
        languages=(request.language,),
        dated=today,
        network=portrait(
            kind=network.kind,
            name=network.name,
            town=municipalities_by_id(towns[:1])[towns[0]],
            zone=zones_by_id(zones[:1])[zones[0]],
            on=today,
        ),
        address=(
            request.full_name,
            f"{request.street} {request.number}{box}",
            f"{request.postcode} {request.municipality}".strip(),
        ),
        code=f"{code[:HALF]} {code[HALF:]}",
        link=f"{settings.BASE_URL}/joining/letter/",
    )
