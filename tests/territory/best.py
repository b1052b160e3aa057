"""BeST files for tests: as the header says, and as one converter really writes them."""

import csv
import io
import zipfile
from pathlib import Path

HEADER = [
    *("EPSG:31370_x", "EPSG:31370_y", "EPSG:4326_lat", "EPSG:4326_lon"),
    *("address_id", "box_number", "house_number"),
    *("municipality_id", "municipality_name_de", "municipality_name_fr", "municipality_name_nl"),
    *("postcode", "postname_fr", "postname_nl"),
    *("street_id", "streetname_de", "streetname_fr", "streetname_nl", "region_code", "status"),
]
# The order of the converter: coordinates exchanged, postal before municipality.
TRAP = [
    *(1, 0, 3, 2, 4, 5, 6),
    *(11, 12, 13, 7, 8, 9, 10),
    *(14, 15, 16, 17, 18, 19),
]

Row = dict[str, str]


def address(number: int, **other: str) -> Row:
    """Return one address of Anderlecht; ids look like postcodes, as they do in Brussels."""
    street = number // 10
    return {
        "EPSG:31370_x": f"{146000 + number}.07800",
        "EPSG:31370_y": f"{169000 + number}.60900",
        "EPSG:4326_lat": f"50.{83000 + number}",
        "EPSG:4326_lon": f"4.{31000 + number}",
        "address_id": str(1000 + number),
        "box_number": "RDC" if number % 7 == 0 else "",
        "house_number": f"{number % 10 + 1}{'A' if number % 5 == 0 else ''}",
        "municipality_id": "21001",
        "municipality_name_fr": "Anderlecht",
        "municipality_name_nl": "Anderlecht",
        "postcode": "1070",
        "street_id": str(4000 + street),
        "streetname_fr": f"Rue de l'Église {street}",
        "streetname_nl": f"Kerkstraat {street}",
        "region_code": "BE-BRU",
        "status": "current",
    } | other


def addresses(count: int = 40) -> list[Row]:
    return [address(number) for number in range(count)]


def write(path: Path, rows: list[Row], *, trap: bool = False, separator: str = ",") -> Path:
    """Write a CSV, or a zip with one if the name says so; with `trap` in another order than its header."""
    held = io.StringIO()
    table = csv.writer(held, delimiter=separator)
    table.writerow(HEADER)
    for row in rows:
        cells = [row.get(name, "") for name in HEADER]
        table.writerow([cells[at] for at in TRAP] if trap else cells)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("openaddress-bebru.csv", held.getvalue())
    else:
        path.write_text(held.getvalue(), encoding="utf-8")
    return path
