"""What the dossiers of the demonstration tell: where each plays, who had the idea, and how far it comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from belfry.founding.kinds import CountedUnit, Initiative

# Who stands, in turn; names are invented.
STANDING: Final = (
    ("Greet", "Aerts"), ("Wim", "Claessens"), ("Rita", "Bogaert"), ("Farid", "Amrani"),
    ("Mieke", "Desmet"), ("Koen", "Verlinden"), ("Lut", "Baert"), ("Jef", "Nijs"),
    ("Els", "Segers"), ("Paul", "Timmermans"), ("Hilde", "Cools"), ("Ahmed", "Yilmaz"),
    ("Nele", "Bauwens"), ("Bart", "Simons"), ("An", "Roels"), ("Guy", "Peters"),
    ("Ria", "Thijs"), ("Rik", "Moens"), ("Leen", "Stevens"), ("Jos", "Geerts"),
    ("Tine", "Lenaerts"), ("Mark", "Daems"), ("Sofie", "Adam"), ("Dirk", "Bosmans"),
)  # fmt: skip
MINUTES: Final = (
    "De politie legde uit wat het netwerk is en wat het niet is. Er waren vragen over de oproepen "
    "'s nachts. Twee bewoners stelden zich kandidaat."
)


@dataclass(frozen=True, slots=True)
class Tale:
    """A dossier: where it plays, how the residents answered (yes, no), and after which step it stops.

    `by` is the official who had the idea, or Hilde; else somebody who lives or works there had it.
    """

    name: str
    street: str
    answers: tuple[int, int]
    until: str
    days: int = 120
    by: str = ""
    kind: str = "residential"
    languages: tuple[str, ...] = ("nl", "fr")


# The models that come with Belfry count from a day on: no papers were begun before it.
TALES: Final = (
    Tale("Havenwijk", "Grenslaan", (0, 0), "idea", days=4, by="clerk-nadia"),
    Tale("Hooidreef", "Hooidreef", (14, 3), "survey", days=20, by="founder-hilde"),
    Tale("Iepenlaan", "Iepenlaan", (9, 19), "no_majority", days=60),
    Tale("Lijsterlaan", "Lijsterlaan", (24, 5), "invitation", days=60),
    Tale("Merellaan", "Merellaan", (27, 4), "meeting", days=70),
    Tale("Vinkenlaan", "Vinkenlaan", (26, 6), "candidates", days=80),
    Tale("Kloosterwijk", "Kloosterstraat", (23, 8), "unsuitable", days=84),
    Tale("Bakkersbuurt", "Bakkerstraat", (29, 2), "vote", days=88),
    Tale("Kruidtuin", "Tuinlaan", (28, 5), "two_signatures", days=68),
    Tale("Bakkers", "", (14, 1), "signed", days=66, kind="sectoral", languages=("nl", "fr", "de")),
    Tale("Wolstraat", "Wolstraat", (13, 2), "submitted", kind="commercial", days=72),
    Tale("Pastorij", "Pastorijdreef", (30, 3), "correction", days=73),
    Tale("Zonnewijk", "Zonnelaan", (31, 2), "recognised", days=76),
    # It lies where a network is: that is why it was refused.
    Tale("Achterveld", "Veldkant", (25, 6), "refused", days=75, by="officer-an"),
    Tale("Tramwijk", "Nieuwstraat", (0, 0), "ended", days=40, by="clerk-nadia"),
)  # fmt: skip
# Whose idea it was, in the order of the tales.
FOUNDING: Final = (
    ("Frieda", "Goossens"), ("Emiel", "Vos"), ("Rosa", "Martens"), ("Yusuf", "Demir"),
    ("Griet", "Sterckx"), ("Luc", "Coppens"), ("Martine", "Leclercq"), ("Hugo", "Verbruggen"),
    ("Samira", "Haddad"), ("Staf", "Mertens"), ("Veerle", "Nys"), ("Karel", "Willems"),
    ("Katrien", "Hoste"), ("Omer", "Desmedt"), ("Lieve", "Pauwels"),
)  # fmt: skip
INITIATIVES: Final = {
    "clerk-nadia": Initiative.TOWN,
    "officer-an": Initiative.POLICE,
    "residential": Initiative.RESIDENTS,
    "commercial": Initiative.TRADERS,
    "sectoral": Initiative.PROFESSION,
}
# Who is asked; homes follow from the perimeter.
UNITS: Final[Mapping[str, tuple[CountedUnit, Sequence[str]]]] = {
    "residential": (CountedUnit.HOME, ()),
    "commercial": (
        CountedUnit.ESTABLISHMENT,
        [f"Zaak {place}\nWolstraat {place}\n9990 Klokdorp" for place in range(1, 21)],
    ),
    "sectoral": (
        CountedUnit.PROFESSIONAL,
        [f"Bakkerij {place}\nMarkt {place}\n9990 Klokdorp" for place in range(1, 17)],
    ),
}
