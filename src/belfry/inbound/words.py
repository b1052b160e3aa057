"""STOP, START and their kin, by text and by mail, in nl, fr, de and en."""

import unicodedata
from typing import Final

from belfry.inbound.types import Order

STOP: Final = frozenset(
    [
        "stop",
        "stopp",
        "stoppen",
        "stopsms",
        "stopall",
        "arret",
        "arreter",
        "unsubscribe",
        "uitschrijven",
        "afmelden",
        "opzeggen",
        "desabonner",
        "desinscrire",
        "desinscription",
        "resilier",
        "abmelden",
        "abbestellen",
        "abmeldung",
        "kundigen",
        "quit",
        "cancel",
    ]
)
START: Final = frozenset(
    "start unstop debut reprendre weiter hervatten aanmelden subscribe".split()  # noqa: SIM905
)
# These begin ordinary sentences too ("Aan de overkant staat ...", "An der Ecke ..."), so they count alone only.
STOP_ALONE: Final = frozenset({"uit", "aus", "end", "fin", "einde", "ende"})
START_ALONE: Final = frozenset({"aan", "an", "on"})
# What polite people write before the word: "Je voudrais me désabonner", "Graag uitschrijven aub".
BEFORE: Final = frozenset(
    "graag gelieve ik wil wens mij me aub se je veux souhaite voudrais svp merci de bitte ich mochte will mich "  # noqa: SIM905
    "please i want would like to pls hallo bonjour hello beste".split()
)
# Who writes more than this tells something: "Stop, er wordt bij de buren ingebroken, ik zie twee mannen".
LONGEST_ORDER: Final = 7


def order(text: str) -> Order | None:
    """Return what a text tells our machine when it begins with such a word and says little more."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if c.isalpha() or c.isspace()).split()
    if not letters or len(letters) > LONGEST_ORDER:
        return None
    first = next((word for word in letters if word not in BEFORE), letters[0])
    alone = len(letters) == 1
    if first in STOP or (alone and first in STOP_ALONE):
        return Order.STOP
    if first in START or (alone and first in START_ALONE):
        return Order.START
    return None
