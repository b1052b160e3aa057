"""The little language of the word files: one phrase a line, words, stems, gaps and alternatives.

volg hem          these two words, next to each other
patrouill*        a word that begins so; *patrouille ends so; *patrouill* holds it
volg .. wagen     up to three words between; ... up to seven
volg/achtervolg   either word
volg (de) wagen   the word in brackets may be missing
<person>          any word of the group of that name
Groen             written with a capital letter in the text as well
_                 any one word; (_) one or none
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from belfry.wording.errors import BadPhrase
from belfry.wording.folding import WORD, folded

GAPS: Final = {"..": 4, "...": 10}
PIECE: Final = re.compile(r"\(([^()]*)\)|(\S+)")
ANY: Final = "_"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One word to be found: `how` says which part of it is given."""

    text: str
    how: str = "exact"
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a phrase: any of these patterns or groups, after `least` to `most` other words."""

    patterns: frozenset[Pattern] = frozenset()
    groups: frozenset[str] = frozenset()
    least: int = 0
    most: int = 0


def phrases_in(text: str, *, umlauts: bool = False) -> Iterator[tuple[Element, ...]]:
    """Return the phrases of a block of a word file; each line is one, what follows # is a note.

    With `umlauts`, "Täter" is also found as "Taeter". Raises BadPhrase for a line that says nothing.
    """
    for line in text.splitlines():
        written = line.split("#", maxsplit=1)[0].strip()
        if written:
            yield from _readings(written, umlauts)


def words_in(text: str, *, umlauts: bool = False) -> Iterator[Pattern]:
    """Return the words of a group: blanks and line ends part them."""
    for line in text.splitlines():
        for word in line.split("#", maxsplit=1)[0].split():
            yield from _patterns(word, umlauts)


def _readings(line: str, umlauts: bool) -> Iterator[tuple[Element, ...]]:
    """Return a phrase once with and once without each word that may be missing."""
    choices: list[list[tuple[Element, ...]]] = []
    for optional, plain in PIECE.findall(line):
        if plain in GAPS:
            choices.append([(Element(most=GAPS[plain]),)])
        elif ANY in (plain, optional.strip()):
            choices.append([(Element(least=int(plain == ANY), most=1),)])
        else:
            found = _elements((plain or optional).strip(), umlauts)
            choices.append([found, ()] if optional else [found])
    for chosen in product(*choices):
        settled = tuple(_settled([one for part in chosen for one in part]))
        if not settled:
            raise BadPhrase(line=line)
        yield settled


def _settled(elements: list[Element]) -> list[Element]:
    """Turn the gaps and "any one word" into the distance before the next word."""
    done: list[Element] = []
    least = most = 0
    for element in elements:
        least, most = least + element.least, most + element.most
        if element.patterns or element.groups:
            done.append(replace(element, least=least, most=most) if done else element)
            least = most = 0
    return done


def _elements(word: str, umlauts: bool) -> tuple[Element, ...]:
    """Return the places of one written word: "Noord-Afrik*" is two, "a/b" is one, "<group>" is one."""
    if "/" not in word and not word.startswith("<"):
        parts = _cut(word)
        return tuple(Element(frozenset(_patterns(part, umlauts))) for part in parts)
    groups, patterns = set(), set()
    for choice in word.split("/"):
        if choice.startswith("<"):
            groups.add(choice.strip("<>"))
        else:
            patterns |= set(_patterns(choice, umlauts))
    return (Element(frozenset(patterns), frozenset(groups)),)


def _cut(word: str) -> list[str]:
    """Cut a word as texts are cut, and keep the stars at its ends: "Noord-Afrik*", "qu'il"."""
    parts = WORD.findall(word.strip("*"))
    if not parts or "*" in word.strip("*"):
        raise BadPhrase(line=word)
    parts[0] = ("*" if word.startswith("*") else "") + parts[0]
    parts[-1] += "*" if word.endswith("*") else ""
    return parts


def _patterns(word: str, umlauts: bool) -> Iterator[Pattern]:
    before, after = word.startswith("*"), word.endswith("*")
    how = {
        (False, False): "exact",
        (False, True): "begins",
        (True, False): "ends",
        (True, True): "holds",
    }[before, after]
    bare = word.strip("*")
    if "*" in bare or len(WORD.findall(bare)) != 1:
        raise BadPhrase(line=word)
    spellings = {folded(bare)}
    if umlauts:
        spelled = bare.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
        spellings.add(folded(spelled))
    for text in spellings:
        yield Pattern(text, how, capital=bare[0].isupper())
