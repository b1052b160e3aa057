"""Names of persons in a text: known given names, the shape of a family name, and the words beside them."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from belfry.wording.folding import folded
from belfry.wording.lexicon import EVERYWHERE, FOLDER, Lexicon
from belfry.wording.reading import Reading
from belfry.wording.surroundings import Surroundings

SHORTEST_FAMILY: Final = 2
SHORTEST_SHAPE: Final = 5
MOST_PARTICLES: Final = 3
REACH_OF_ROLE: Final = 7
REACH_OF_PLACE: Final = 3
# "Hoofdinspecteur An Wouters spreekt over fraude": the office beside the name, though the talk is of crime.
CLOSE: Final = 3
# A nickname between given and family name: Kevin "Kiki" Lambert.
QUOTED: Final = re.compile(r"\s?[\"\u201c\u201d\u201e«»'\u2018\u2019()]\s?")


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Folded names: `given` are names and nothing else, `doubtful` are words as well ("An", "Rose")."""

    given: frozenset[str]
    doubtful: frozenset[str]
    family: frozenset[str]
    particles: frozenset[str]
    no_family: frozenset[str]
    no_family_shapes: tuple[str, ...]
    family_shapes: tuple[str, ...]
    articles: frozenset[str]
    plurals: tuple[str, ...]

    def is_no_family(self, word: str) -> bool:
        """Whether a word is on the list of what is no family name, or ends as such words do: "Bauernhof"."""
        shaped = bool(self.no_family_shapes) and word.endswith(self.no_family_shapes)
        return word in self.no_family or (shaped and word not in self.family)

    def is_shaped(self, word: str) -> bool:
        """Whether a word begins or ends as family names do: "Vandersteen", "Popescu"."""
        return len(word) > SHORTEST_SHAPE and any(
            word.endswith(shape[1:]) if shape.startswith("*") else word.startswith(shape[:-1])
            for shape in self.family_shapes
        )


@cache
def known_names(language: str) -> KnownNames:
    """Return the lists of `words/any/names.toml` and what one language adds."""
    told: dict[str, set[str]] = defaultdict(set)
    for folder in (EVERYWHERE, language):
        path = FOLDER / folder / "names.toml"
        if path.exists():
            for key, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
                told[key].update(map(folded, words.split()))
    return KnownNames(
        given=frozenset(told["given"] - told["doubtful"]),
        doubtful=frozenset(told["doubtful"]),
        family=frozenset(told["family"]),
        particles=frozenset(told["particles"]),
        no_family=frozenset(told["no_family"]),
        no_family_shapes=tuple(
            sorted(shape.removeprefix("*") for shape in told["no_family_shapes"])
        ),
        family_shapes=tuple(sorted(told["family_shapes"])),
        articles=frozenset(told["articles"]),
        plurals=tuple(sorted(told["plurals"])) or ("",),
    )


@dataclass(frozen=True, slots=True)
class Name:
    """Words `start` to `end` name a person; `whole` when given and family name both stand there."""

    start: int
    end: int
    whole: bool


class Names:
    """Finds the persons named in one text."""

    def __init__(
        self,
        reading: Reading,
        lexicon: Lexicon,
        around: Surroundings,
        streets: list[tuple[int, int]],
    ) -> None:
        """Look at a text of which the street names are known."""
        self._reading = reading
        self._known = known_names(lexicon.language)
        self._around = around
        marks = lexicon.marks
        self._titles = {end for _, end in reading.spans(marks.get("title", -1))}
        self._called = {end for _, end in reading.spans(marks.get("called", -1))}
        self._families = {at for at, _ in reading.spans(marks.get("family_word", -1))}
        self._suffered = {at for at, _ in reading.spans(marks.get("suffered", -1))}
        # "Frau Vandenberg" ends as streets do.
        self._taken = {
            at
            for first, end in streets
            if end - first > 1 or first not in self._titles
            for at in range(first, end)
        }
        for first, _ in streets:
            self._take_givens_before(first)
        for mark in ("place_name", "institution_name"):
            for first, end in reading.spans(marks.get(mark, -1)):
                self._taken.update(range(first, end))

    def _take_givens_before(self, street: int) -> None:
        """Let "Frans" be part of a street, in "Frans Van Cauwelaertstraat"."""
        at = street if self._word(street) in self._known.particles else street - 1
        if self._word(at) not in self._known.particles:
            return
        while at > 0 and self._joined(at - 1) and self._capital(at - 1):
            at -= 1
            self._taken.add(at)

    def all(self) -> Iterator[Name]:
        """Return every name, from left to right, none within another."""
        at = 0
        while at < len(self._reading.words):
            name = None if at in self._taken else self._name_at(at)
            if name:
                yield name
                at = name.end
            else:
                at += 1

    def _name_at(self, at: int) -> Name | None:
        if at in self._titles or at in self._called:
            name = self._after_title(at)
            if name:
                return name
        return (
            self._given_first(at)
            or self._family_first(at)
            or self._initial(at)
            or self._before_family(at)
            or self._after_article(at)
            or self._after_suspect(at)
            or self._before_verb(at)
        )

    def _after_title(self, at: int) -> Name | None:
        """Return "mevrouw Peeters", "de genaamde X", "s'appelle Kevin"; roles are no names."""
        if self._reading.text[self._reading.starts[at - 1] : self._reading.ends[at - 1]] == "MR":
            # The party, not the title.
            return None
        given_end = self._givens(at)
        family_end = self._family(max(given_end, at), strict=False)
        end = family_end or (given_end if given_end > at else 0)
        if not end:
            return None
        return Name(at, end, whole=True)

    def _given_first(self, at: int) -> Name | None:
        end = self._givens(at)
        if end == at or self._is_place(end):
            return None
        capital = self._capital(at)
        whole_end = self._end_of_whole(at, end, capital=capital)
        if whole_end:
            return Name(at, whole_end, whole=True)
        known = self._word(at) in self._known.given
        return Name(at, end, whole=False) if known and capital else None

    def _end_of_whole(self, at: int, end: int, *, capital: bool) -> int:
        """Return the word after the family name, or its initial, that follows given names; else 0."""
        doubtful = self._word(at) not in self._known.given
        family_end = self._family(end, strict=doubtful or not capital)
        if family_end:
            return family_end
        if end - at > 1 and capital and self._gap(end - 2) == " ":
            # "Rita Thomas": the second is a family name as well.
            return end
        if not doubtful and self._accused_before(at):
            alone = self._is_free(end) and self._joined(end - 1) and self._word(end).isalpha()
            return end + 1 if alone else 0
        return end + 1 if capital and self._is_initial(end) else 0

    def _is_place(self, end: int) -> bool:
        """Whether a hyphen leads on from a given name to no family name: Maria-Aalter."""
        return self._gap(end - 1) == "-" and not self._family(end, strict=True)

    def _accused_before(self, at: int) -> bool:
        """Whether small letters after "dader =" or "verdachte:" are a name: "bjorn wouterlood"."""
        return not self._capital(at) and self._around.beside(
            "suspect_word", at, at, before=4, after=0
        )

    def _family_first(self, at: int) -> Name | None:
        """Return "Peeters Jan" and "PEETERS, Jan"."""
        if self._word(at) not in self._known.family or not self._capital(at):
            return None
        following = at + 1
        given = self._is_free(following) and self._word(following) in self._known.given
        if given and self._capital(following) and self._gap(at) in (" ", ", "):
            return Name(at, following + 1, whole=True)
        return None

    def _initial(self, at: int) -> Name | None:
        """Return "J. Peeters"; and "J.P.", which is how files name a suspect, only after "called"."""
        if not self._is_initial(at) or self._gap(at) not in (". ", "."):
            return None
        end = at + 1
        while self._is_initial(end) and self._gap(end - 1) in (". ", "."):
            end += 1
        family_end = self._family(end, strict=False)
        if family_end:
            return Name(at, family_end, whole=True)
        return Name(at, end, whole=False) if end - at > 1 else None

    def _before_family(self, at: int) -> Name | None:
        """Return "van Damme" in "the van Damme family"."""
        end = self._family(at, strict=False) if self._families else 0
        return Name(at, end, whole=True) if end and end in self._families else None

    def _after_article(self, at: int) -> Name | None:
        """Return "Dumont" in "les Dumont", "Schröders" in "die Schröders": all of a family."""
        if not self._capital(at) or self._word(at - 1) not in self._known.articles:
            return None
        word = self._word(at)
        endings = [one for one in self._known.plurals if word.endswith(one)]
        named = any(self._is_family(word.removesuffix(one), one) for one in endings)
        alone = self._is_free(at) and not (self._joined(at) and self._capital(at + 1))
        return Name(at, at + 1, whole=True) if named and alone else None

    def _is_family(self, stem: str, ending: str) -> bool:
        """Whether a word less its ending names a family; an ending lets the shape do."""
        return stem in self._known.family or (ending != "" and self._known.is_shaped(stem))

    def _after_suspect(self, at: int) -> Name | None:
        """Return two capitals right after "de verdachte," whoever bears them: "Thibeau Wyffels"."""
        both = self._capital(at) and self._capital(at + 1) and self._joined(at)
        if not both or not self._is_free(at) or self._known.is_no_family(self._word(at)):
            return None
        if not self._around.beside("suspect_before", at, at, before=1, after=0):
            return None
        end = self._family(at + 1, strict=False)
        return Name(at, end, whole=True) if end else None

    def _before_verb(self, at: int) -> Name | None:
        """Return two capitals right before "was arrested", whoever bears them: "Chidi Okonkwo"."""
        if at + 2 not in self._suffered or not self._capital(at) or not self._joined(at):
            return None
        unknown = self._is_free(at) and not self._known.is_no_family(self._word(at))
        end = self._family(at + 1, strict=False) if unknown else 0
        return Name(at, end, whole=True) if end == at + 2 else None

    def _givens(self, at: int) -> int:
        """Return the word after one or more given names: "Jean-Pierre", "Anna Maria"."""
        end = at
        while self._is_free(end) and self._is_given(end):
            if end > at and not (self._joined(end - 1) and self._capital(end) == self._capital(at)):
                break
            end += 1
        return end

    def _family(self, at: int, *, strict: bool) -> int:
        """Return the word after a family name that begins at a word; 0 when none does.

        With `strict` a known family name or a particle and a capital is needed, else any capital.
        """
        start, particles = at, 0
        while self._is_free(at) and self._word(at) in self._known.particles:
            if (at > 0 and not self._joined(at - 1)) or particles == MOST_PARTICLES:
                return 0
            particles += 1
            at += 1
        if not self._is_free(at) or (at > 0 and not self._joined(at - 1)):
            return 0
        word = self._word(at)
        if self._known.is_no_family(word) or not word.isalpha() or len(word) < SHORTEST_FAMILY:
            return 0
        known = (
            word in self._known.family
            or "".join(self._word(place) for place in range(start, at + 1)) in self._known.family
        )
        capital = self._capital(at)
        shaped = capital and (not strict or particles > 0 or self._known.is_shaped(word))
        if not (known or shaped):
            return 0
        return self._double(at + 1)

    def _double(self, at: int) -> int:
        """Return the word after the second half of "Peeters-Janssens"."""
        if self._is_free(at) and self._gap(at - 1) == "-" and self._capital(at):
            return at + 1
        return at

    def _is_given(self, at: int) -> bool:
        word = self._word(at)
        return word in self._known.given or (word in self._known.doubtful and self._capital(at))

    def _is_initial(self, at: int) -> bool:
        word = self._word(at)
        return len(word) == 1 and word.isalpha() and self._capital(at) and at not in self._taken

    def _is_free(self, at: int) -> bool:
        return at < len(self._reading.words) and at not in self._taken

    def _word(self, at: int) -> str:
        return self._reading.at(at).text

    def _capital(self, at: int) -> bool:
        return self._reading.at(at).capital

    def _gap(self, at: int) -> str:
        if at + 1 >= len(self._reading.words):
            return "|"
        return self._reading.text[self._reading.ends[at] : self._reading.starts[at + 1]]

    def _joined(self, at: int) -> bool:
        gap = self._gap(at)
        if QUOTED.fullmatch(gap):
            return True
        if gap.isspace():
            return self._reading.sentences[at] == self._reading.sentences[at + 1]
        return gap in ("-", "'", "\u2019") or (
            gap == ". "
            and len(self._word(at)) <= 4
            and self._reading.sentences[at] == self._reading.sentences[at + 1]
        )


def may_be_named(name: Name, reading: Reading, around: Surroundings) -> bool:
    """Whether a text may hold this name: a coordinator's or a speaker's, a missing person's."""
    place = name.start
    if around.said("missing_notice"):
        return True
    in_office = around.beside("role", name.start, name.end, before=CLOSE, after=1)
    if in_office and not around.in_sentence("accused_text", place):
        return True
    if around.in_sentence("accused", place):
        return False
    if around.around("role", name.start, name.end, REACH_OF_ROLE):
        return True
    return around.said("meeting") and not around.said("accused_text")


def is_person(name: Name, reading: Reading, around: Surroundings) -> bool:
    """Whether words that are a name stand for a person here, not for a shop, a hall or a school."""
    if around.beside("institution", name.start, name.end, before=REACH_OF_PLACE, after=1):
        return False
    return name.whole or around.said("accused")
