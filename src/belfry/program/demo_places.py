"""The ground of the demonstration: outlines, streets and addresses of two invented towns, made by code.

Klokdorp lies beside Clocheville; twenty-two and three streets, straight, with odd numbers on the left.
Nobody lives here: streets and numbers only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians
from typing import Any, Final
from uuid import UUID

from shapely import LineString, union_all

from belfry.core.clock import local
from belfry.networks.actions.networks import amend_network
from belfry.networks.queries import places_of
from belfry.networks.types import Agreed, PerimeterDetails
from belfry.program.cast import installation
from belfry.territory.by_hand import Door, add_street, give_ground, name_source
from belfry.territory.kinds import AddressRegion
from belfry.territory.types import Shape

# Longitude and latitude of the market of Klokdorp; everything else is told in metres from it.
MARKET: Final = (4.9, 50.95)
METRES_A_DEGREE: Final = 111_200
# From the middle of the street to a front door, and around a street that a network has.
TO_THE_DOOR: Final = 9
AROUND: Final = 30

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Laid:
    """A street from one place to another (metres), with so many houses on each side.

    `flats` is a house number with so many boxes.
    """

    names: dict[str, str]
    start: Place
    end: Place
    houses: int
    flats: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the demonstration: its code, its police zone, its outline in metres, its streets."""

    nis: str
    zone: str
    region: AddressRegion
    postcode: str
    outline: tuple[Place, ...]
    streets: tuple[Laid, ...]


KLOKDORP = Town(
    "99011", "9901", AddressRegion.FLANDERS, "9990",
    ((-1150, -820), (-200, -900), (1050, -860), (1210, -420), (1180, 60), (1240, 520), (1020, 840),
     (-260, 900), (-1060, 760), (-1240, 120)),
    (
        Laid({"nl": "Markt", "fr": "Grand-Place"}, (-60, 0), (110, 0), 12, (1, 8)),
        Laid({"nl": "Nieuwstraat", "fr": "Rue Neuve"}, (140, 0), (430, 20), 20, (40, 12)),
        Laid({"nl": "Meerstraat", "fr": "Rue du Lac"}, (-900, 500), (-330, 480), 36),
        Laid({"nl": "Kapelweg", "fr": "Chemin de la Chapelle"}, (-600, 430), (-600, 90), 24),
        Laid({"nl": "Veldkant", "fr": "Lisière des Champs"}, (330, 480), (820, 500), 30),
        Laid({"nl": "Molenweg", "fr": "Chemin du Moulin"}, (560, 430), (560, 110), 22),
        Laid({"nl": "Kerkeveld", "fr": "Champ de l'Église"}, (-820, -230), (-320, -220), 28),
        Laid({"nl": "Beekstraat", "fr": "Rue du Ruisseau"}, (-560, -280), (-560, -640), 20),
        Laid({"nl": "Klaverstraat", "fr": "Rue du Trèfle"}, (150, -300), (660, -320), 34),
        Laid({"nl": "Hooidreef", "fr": "Drève des Foins"}, (390, -360), (390, -700), 22),
        Laid({"nl": "Wilgenpad", "fr": "Sentier des Saules"}, (450, -560), (680, -560), 14),
        Laid({"nl": "Grenslaan", "fr": "Avenue de la Frontière"}, (880, -330), (1150, -340), 18),
        # Where no network is yet: a street for each dossier that comes as far as a perimeter.
        Laid({"nl": "Iepenlaan", "fr": "Avenue des Ormes"}, (-1080, 300), (-720, 290), 26),
        Laid({"nl": "Lijsterlaan", "fr": "Avenue des Grives"}, (-150, 640), (250, 650), 26),
        Laid({"nl": "Merellaan", "fr": "Avenue des Merles"}, (-150, 760), (250, 770), 26),
        Laid({"nl": "Vinkenlaan", "fr": "Avenue des Pinsons"}, (-150, 520), (200, 530), 26),
        Laid({"nl": "Kloosterstraat", "fr": "Rue du Couvent"}, (-480, 320), (-100, 330), 26),
        Laid({"nl": "Bakkerstraat", "fr": "Rue des Boulangers"}, (-480, 200), (-120, 190), 26),
        Laid({"nl": "Tuinlaan", "fr": "Avenue des Jardins"}, (-1080, 60), (-700, 50), 26),
        Laid({"nl": "Wolstraat", "fr": "Rue de la Laine"}, (-60, -140), (280, -150), 26),
        Laid({"nl": "Pastorijdreef", "fr": "Drève du Presbytère"}, (-1000, -480), (-640, -490), 26),
        Laid({"nl": "Zonnelaan", "fr": "Avenue du Soleil"}, (-330, -480), (60, -490), 26),
    ),
)  # fmt: skip
CLOCHEVILLE = Town(
    "99021", "9902", AddressRegion.WALLONIA, "4999",
    ((1210, -420), (1180, 60), (1240, 520), (1020, 840), (1700, 900), (2350, 560), (2420, -260),
     (1900, -820), (1050, -860)),
    (
        Laid({"fr": "Rue Haute", "de": "Hochstraße"}, (1270, -340), (1700, -320), 28),
        Laid({"fr": "Rue des Tilleuls", "de": "Lindenstraße"}, (1450, -60), (1850, -80), 26),
        Laid({"fr": "Rue du Moulin", "de": "Mühlenweg"}, (1900, -40), (1900, 320), 20),
    ),
)  # fmt: skip
TOWNS: Final = (KLOKDORP, CLOCHEVILLE)
# The streets that founder Hilde would like a network for: 140 homes.
HILDES_STREETS: Final = ("Klaverstraat", "Hooidreef", "Wilgenpad")


@dataclass(frozen=True, slots=True)
class Ground:
    """What was laid out: the id of each street, by every name it has."""

    streets: dict[str, int]


def lay_out_places(*, now: datetime) -> Ground:
    """Give the towns of the cast their outlines, streets and addresses; once, after the curtain."""
    today = local(now).date()
    streets: dict[str, int] = {}
    for town in TOWNS:
        shape = Shape.kept({"type": "Polygon", "coordinates": [_ring(town.outline)]})
        give_ground(town.nis, shape, town.zone, valid_from=today)
        name_source(town.region, "CC0 1.0", "Belfry (invented)", read_on=today)
        for place, laid in enumerate(town.streets, start=1):
            street_id = add_street(
                f"demo-{town.nis}-{place}",
                nis=town.nis,
                region=town.region,
                names=laid.names,
                postcode=town.postcode,
                doors=_doors(laid),
            )
            streets |= dict.fromkeys(laid.names.values(), street_id)
    return Ground(streets)


def outline_of(*names: str) -> dict[str, Any]:
    """Return the ground around streets of the towns, by any of their names, as a GeoJSON geometry."""
    wanted = [
        street
        for town in TOWNS
        for street in town.streets
        if set(names) & set(street.names.values())
    ]
    lines = [LineString([street.start, street.end]) for street in wanted]
    ground = union_all([line.buffer(AROUND, cap_style="square") for line in lines])
    rings = [[_ring(list(part.exterior.coords))] for part in getattr(ground, "geoms", [ground])]
    return Shape.kept({"type": "MultiPolygon", "coordinates": rings}).geojson()


def outlined(places: Sequence[Place]) -> dict[str, Any]:
    """Return the area between places (metres from the market) as a GeoJSON geometry."""
    return Shape.kept({"type": "Polygon", "coordinates": [_ring(places)]}).geojson()


def give_perimeter(ground: Ground, network_id: UUID, *names: str, now: datetime) -> None:
    """Give a network the ground around those of the streets that were laid out; nothing for others."""
    found = [name for name in names if name in ground.streets]
    if not found:
        return
    streets = [
        {"street": ground.streets[name], "first": None, "last": None, "side": "both"}
        for name in found
    ]
    agreed = Agreed(perimeter=PerimeterDetails(outline_of(*found), streets))
    zone_ids, town_ids = places_of(network_id, on=local(now).date())
    amend_network(
        installation(now),
        network_id,
        agreed,
        zone_ids=zone_ids,
        municipality_ids=town_ids,
        now=now,
    )


def _doors(laid: Laid) -> Iterator[Door]:
    (x, y), (to_x, to_y) = laid.start, laid.end
    length = hypot(to_x - x, to_y - y)
    along = (to_x - x) / length, (to_y - y) / length
    for number in range(1, 2 * laid.houses + 1):
        # Odd numbers stand on the left hand of who walks up the street.
        side = TO_THE_DOOR if number % 2 else -TO_THE_DOOR
        walked = length * ((number - 1) // 2 + 0.5) / laid.houses
        place = _degrees(
            (x + along[0] * walked - along[1] * side, y + along[1] * walked + along[0] * side)
        )
        yield Door(number, "", *place)
        building, boxes = laid.flats
        if number == building:
            yield from (Door(number, str(box), *place) for box in range(1, boxes + 1))


def _ring(places: Sequence[Place]) -> list[list[float]]:
    ring = [list(_degrees(place)) for place in places]
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def _degrees(place: Place) -> Place:
    lon, lat = MARKET
    return (
        round(lon + place[0] / (METRES_A_DEGREE * cos(radians(lat))), 7),
        round(lat + place[1] / METRES_A_DEGREE, 7),
    )
