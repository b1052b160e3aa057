"""Names out of cells: given and family names, couples, titles, particles, shops and firms."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from belfry.lists import words
from belfry.lists.words import plain

AMPERSAND: Final = " & "
DASH: Final = " - "
DASH_MARK: Final = "--"
CONNECTOR: Final = re.compile(
    rf"\s*[&+/]\s*|\s*[;\n]\s*|\s+(?:{words.alternatives(words.AND)})\.?\s+", re.IGNORECASE
)
SPACED_DASH: Final = re.compile(r"\s+-+\s+|\s+-")
HYPHEN: Final = re.compile(r"\s*[-/&+]\s*")
TITLE: Final = re.compile(rf"(?:{words.alternatives(words.TITLES)})(?:\.\s*|\s+|$)", re.IGNORECASE)
BRACKETED: Final = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
GENERATION: Final = re.compile(
    rf"[\s,]+[(]?({words.alternatives(words.GENERATIONS)})\.?[)]?\s*$", re.IGNORECASE
)
MAIDEN_NAME: Final = re.compile(
    r"(?<=\w),?\s+\(?(?:née|geb\.|geboren|geborene)\s.*$", re.IGNORECASE
)
LETTER: Final = re.compile(r"[^\W\d_]")
NUMBERED: Final = re.compile(r"\d{1,4}\s*[.)]\s*(?=[^\W\d])")
DOTTED_FORM: Final = re.compile(r"\b(?:[A-Za-z]\.){2,}[A-Za-z]*\.?")
BUSINESS: Final = re.compile(
    r"(?:&|\+|\ben|\bet|\bund)\s*(?:co|zoon|zonen|fils|cie|soehne|söhne)\b", re.IGNORECASE
)
# Short legal forms are given names or words as well unless written in capitals.
SHORT_FORM: Final = 2


@dataclass(frozen=True, slots=True)
class Name:
    """Who a cell names; `guessed` when its order was a guess."""

    given: str = ""
    family: str = ""
    organisation: str = ""
    guessed: bool = False


def read_name(cell: str, *, family_first: bool = False) -> Name:
    """Return whom a cell names in full; `family_first` decides where the words do not tell."""
    lines = cell.split("\n")
    text = (" & " if all(" " in line for line in lines) else " ").join(lines)
    text = " ".join(text.split()).strip(' ,;:-*"')
    if not LETTER.search(text) or "@" in text:
        return Name()
    if numbered := NUMBERED.match(text):
        text = text[numbered.end() :]
    if is_organisation(text):
        return Name(organisation=" ".join(cell.split()))
    text, generation = without_notes(text)
    name = _couple(text, family_first)
    family = as_pair(name.family) if is_household(text) and not name.given else name.family
    if generation:
        family = f"{family} {generation}"
    return Name(proper(name.given), proper(family), guessed=name.guessed)


def is_organisation(text: str) -> bool:
    """Whether a name is a shop's or a firm's: a legal form, or a first word such as "Bakkerij"."""
    bare = DOTTED_FORM.sub(lambda form: form[0].replace(".", "") + " ", text)
    tokens = re.findall(r"[^\W_]+", bare)
    forms = (
        plain(token) in words.LEGAL_FORMS and (len(token) > SHORT_FORM or token.isupper())
        for token in tokens
    )
    first = plain(tokens[0]) if tokens else ""
    shop = first in words.SHOPS or first.endswith(words.SHOP_ENDS)
    return (len(tokens) > 1 and (shop or any(forms))) or bool(BUSINESS.search(text))


def is_household(text: str) -> bool:
    """Whether a name is a whole family's: "Fam. Peeters", "M. et Mme Dupont"."""
    match = TITLE.match(text)
    if not match:
        return False
    rest = CONNECTOR.split(f" {text[match.end() - 1 :]}", maxsplit=1)
    both = len(rest) > 1 and not rest[0].strip() and bool(TITLE.match(rest[1]))
    return plain(match[0]) in words.HOUSEHOLD or both


def without_notes(text: str) -> tuple[str, str]:
    """Return a name without what stands in brackets, and the mark of father or son if there is one."""
    match = GENERATION.search(text)
    mark = match[0].strip(" ,") if match else ""
    if match:
        text = text[: match.start()]
    text = MAIDEN_NAME.sub("", text)
    return " ".join(BRACKETED.sub(" ", text).split()), mark


def without_titles(text: str) -> str:
    """Return a name without "Dhr.", "Mme", "Frau Dr." before it, nor after a comma."""
    while (match := TITLE.match(text)) and match.end():
        text = text[match.end() :].lstrip(" .,")
    parts = [part.strip() for part in text.split(",")]
    kept = [part for part in parts if part and plain(part) not in words.TITLES]
    return ", ".join(kept)


def _couple(text: str, family_first: bool) -> Name:
    """Return a name that may be two persons': "Jan & Marie Peeters - Janssens", "Jan X / Marie Y"."""
    comma = [part.strip() for part in text.split(",")]
    both_given = len(comma) == 2 and CONNECTOR.search(comma[1]) and not _is_full(comma[1])
    if both_given and not CONNECTOR.search(comma[0]):
        return Name(joined_given(comma[1]), as_pair(without_titles(comma[0])))
    parts = [without_titles(part) for part in CONNECTOR.split(text)]
    if len(parts) == 1:
        parts = _dashed(parts[0])
    full = len(comma) == 2 and len(comma[1].split()) > 1
    if len(parts) == 1 and full and all(map(_starts_given, comma)):
        parts = [without_titles(part) for part in comma]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return _single(parts[0] if parts else "", family_first)
    return _joined(parts, family_first)


def _is_full(text: str) -> bool:
    """Whether each of the given names carries a family name of its own."""
    return all(len(part.split()) > 1 for part in CONNECTOR.split(text))


def _starts_given(text: str) -> bool:
    return plain(text.split(" ", maxsplit=1)[0]) in words.GIVEN


def _dashed(text: str) -> list[str]:
    """Cut "Jan Peeters - Marie Janssens" in two; "Jan Peeters - Janssens" is one name still."""
    parts = [part.strip() for part in SPACED_DASH.split(text) if part.strip()]
    return parts if len(parts) > 1 and all(len(_units(part)) > 1 for part in parts) else [text]


def _joined(parts: Sequence[str], family_first: bool) -> Name:
    """Join persons of one household: those written with one word share the other's family name."""
    lengths = [1 if "," not in part and len(_units(part)) == 1 else 2 for part in parts]
    if max(lengths) == 1:
        givens = all(_is_given(part) for part in parts)
        if givens:
            return Name(AMPERSAND.join(parts), "")
        return Name("", _pair(parts))
    alone = [part for part, length in zip(parts, lengths, strict=True) if length == 1]
    if lengths[-1] == 1:
        family_first = family_first or not _is_given(parts[0].split(" ")[0])
    names = [
        Name(part) if part in alone else _single(part, family_first and part is not None)
        for part in parts
    ]
    families = [piece for name in names for piece in _pieces(name.family, split=bool(alone))]
    return Name(
        AMPERSAND.join(name.given for name in names if name.given),
        _pair(families),
        guessed=any(name.guessed for name in names),
    )


def _pieces(family: str, *, split: bool) -> list[str]:
    """Return the family names of a couple: two names that share a hyphen are one each."""
    if not family:
        return []
    return [piece for piece in HYPHEN.split(family) if piece] if split else [family]


def _pair(families: Iterable[str]) -> str:
    """Join family names; a name that both bear is said once."""
    unlike: dict[str, str] = {}
    for family in families:
        unlike.setdefault(plain(family), family)
    return DASH.join(unlike.values())


def as_pair(family: str) -> str:
    """Return the family names of a couple joined by a dash: "Peeters-Janssens", "Peeters/Janssens"."""
    parts = [without_titles(part) for part in HYPHEN.split(CONNECTOR.sub(" - ", family))]
    return _pair(part for part in parts if part)


def joined_given(text: str) -> str:
    """Return given names of a couple joined by an ampersand: "Jan en Marie", "Jan, Marie", "Jan/Marie"."""
    commas = re.sub(r"\s*,\s*|\s+-\s+", AMPERSAND, text)
    parts = [without_titles(part) for part in CONNECTOR.split(commas)]
    return AMPERSAND.join(part for part in parts if part)


def _is_given(text: str) -> bool:
    return any(plain(text) in known for known in (words.GIVEN, words.ALSO_FAMILY)) or all(
        piece in words.GIVEN for piece in plain(text).split(" ")
    )


def _units(text: str) -> list[str]:
    """Cut a name into words, with particles and spaced dashes kept to the family name they begin."""
    tokens = SPACED_DASH.sub(f" {DASH_MARK} ", text).split()
    units: list[str] = []
    held: list[str] = []
    for token in tokens:
        if token == DASH_MARK and units and not held:
            held = [units.pop(), "-"]
        elif not LETTER.search(token):
            continue
        elif _is_particle(token):
            held.append(token)
        else:
            units.append(" ".join([*held, token]))
            held = []
    if held:
        units.append(" ".join(held))
    return units


def _is_particle(token: str) -> bool:
    return plain(token) in words.PARTICLES or token.lower() in ("'t", "d'", "l'")


def _single(text: str, family_first: bool) -> Name:
    """Return one person's given and family name, by comma, capitals, particles, known names, order."""
    if "," in text:
        family, _, given = text.partition(",")
        return Name(given.replace(",", " ").strip(), family.strip())
    units = _units(text)
    if len(units) < 2:
        alone = units[0] if units else text
        return Name(alone) if plain(alone) in words.GIVEN else Name("", alone)
    shouted = [unit.isupper() and len(LETTER.findall(unit)) > 1 for unit in units]
    if any(shouted) and not all(shouted):
        pairs = list(zip(units, shouted, strict=True))
        calm, loud = (
            [unit for unit, is_loud in pairs if is_loud is want] for want in (False, True)
        )
        return Name(" ".join(calm), " ".join(loud))
    told = order_told(text)
    first = family_first if told is None else told
    cut = _cut(units, first)
    before, after = " ".join(units[:cut]), " ".join(units[cut:])
    given_name, family_name = (after, before) if first else (before, after)
    return Name(given_name, family_name, guessed=told is None)


def _cut(units: Sequence[str], family_first: bool) -> int:
    """Return how many words stand before the other name begins."""
    starts = [at for at, unit in enumerate(units) if " " in unit]
    if family_first:
        begun = [at for at in range(1, len(units)) if _is_given(units[at])]
        return begun[0] if begun else 1
    if starts and starts[0]:
        return starts[0]
    given = 1
    while given < len(units) - 1 and _is_given(units[given]):
        given += 1
    return given


def order_told(text: str) -> bool | None:
    """Return whether the family name comes first, if particles or known given names tell."""
    units = _units(text)
    if len(units) < 2 or "," in text:
        return None
    if " " in units[0]:
        return True
    first, last = (plain(units[at]).split(" ")[0] for at in (0, -1))
    if " " in units[-1]:
        return False
    known = [len(name) == 1 or name in words.GIVEN for name in (first, last)]
    if known[0] != known[1]:
        return known[1]
    also = [name in words.GIVEN or name in words.ALSO_FAMILY for name in (first, last)]
    return also[1] if also[0] != also[1] else None


def mostly_family_first(cells: Iterable[str]) -> bool:
    """Return whether a column of names says the family name first, by what most of them tell."""
    told = [order_told(without_titles(cell)) for cell in cells]
    return told.count(True) > told.count(False)


def proper(text: str) -> str:
    """Return a name shouted or whispered throughout as a name: "VAN DEN BERGHE" is Van den Berghe."""
    letters = LETTER.findall(text)
    if len(letters) < 2 or not (text.isupper() or text.islower()):
        return text
    parts = re.split(r"([\s\-'&.]+)", text.lower())
    before = ""
    done: list[str] = []
    for part in parts:
        inner = part in words.PARTICLES and done and before.isspace()
        start = 2 if part.startswith("ij") else 1  # one letter in Dutch: IJzerman
        done.append(part if inner else part[:start].upper() + part[start:])
        before = part
    return "".join(done)
