"""The word files of one language, read once: `words/any` and `words/<language>`."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from belfry.wording.folding import folded_words
from belfry.wording.phrases import Element, Pattern, phrases_in, words_in
from belfry.wording.types import Label, Severity
from belfry.wording.vocabulary import Vocabulary

FOLDER: Final = Path(__file__).with_name("words")
EVERYWHERE: Final = "any"
GROUPS: Final = "groups.toml"
MARKS: Final = frozenset({"marks.toml", "description.toml"})
# Real words that look like slips of listed words.
REAL_WORDS: Final = "real_words.toml"
# What words of speech and of short messages are in writing.
SPOKEN: Final = "spoken.toml"
NEGATION: Final = "negation"
OTHERS: Final = frozenset({GROUPS, REAL_WORDS, "names.toml", "spoken.toml"})
WITH_UMLAUTS: Final = "de"

# One step of a phrase: the number of its words, and how many other words may stand before it.
Step = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Phrase:
    """The steps after the first word, and the lists (by number) that the phrase stands in."""

    steps: tuple[Step, ...]
    list_number: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A block of phrases of a word file; each field below `severity` is the number of a list.

    `sure`: one word of it is enough, as a party's name is. `alone`: a hint that counts only in a text where
    nothing else was found.
    """

    label: Label
    severity: Severity
    find: int
    even_negated: bool = False
    sure: bool = False
    alone: bool = False
    unless: int = -1
    unless_text: int = -1
    needs: int = -1
    needs_text: int = -1


class Lexicon:
    """All rules of one language, ready to be matched."""

    def __init__(self, language: str) -> None:
        """Read and check the files. Raises BadPhrase for a line that cannot be read."""
        self.language = language
        self.rules: list[Rule] = []
        self.marks: dict[str, int] = {}
        self.spared: dict[Label, int] = {}
        self.starts: dict[int, list[Phrase]] = defaultdict(list)
        self._lists = 0
        self._umlauts = language == WITH_UMLAUTS
        self._negators = self._words_of_negation()
        self.vocabulary = Vocabulary(self._groups(), self._real_words(), self._spoken())
        for path, told in _files(language):
            if path.name in MARKS:
                for name, phrases in told.items():
                    self.marks[name] = self._add(phrases, self.marks.get(name, -1))
            elif path.name not in OTHERS:
                self._take(Label(path.stem), told)
        self.vocabulary.close()

    def _groups(self) -> dict[str, frozenset[Pattern]]:
        groups: dict[str, frozenset[Pattern]] = defaultdict(frozenset)
        for path, told in _files(self.language):
            if path.name == GROUPS:
                for name, words in told.items():
                    groups[name] |= frozenset(words_in(words, umlauts=self._umlauts))
        return groups

    def _real_words(self) -> Iterator[str]:
        for path, told in _files(self.language):
            if path.name == REAL_WORDS:
                yield from told["words"].split()

    def _spoken(self) -> Mapping[str, str]:
        return {
            spoken: written
            for path, told in _files(self.language)
            if path.name == SPOKEN
            for written, variants in told.items()
            for spoken in variants.split()
        }

    def _take(self, label: Label, told: Mapping[str, Any]) -> None:
        """Add the rules of one file."""
        severity = told.get("severity", Severity.BLOCK)
        if "spare" in told:
            self.spared[label] = self._add(told["spare"], self.spared.get(label, -1))
        for block in told.get("find", ()):
            lists = {
                name: self._add(block[name])
                for name in ("unless", "unless_text", "needs", "needs_text")
                if name in block
            }
            for phrases, even_negated in self._by_negation(block):
                rule = Rule(
                    label,
                    Severity(block.get("severity", severity)),
                    self._add(phrases),
                    even_negated=even_negated,
                    sure=block.get("sure", False),
                    alone=block.get("alone", False),
                    **lists,
                )
                self.rules.append(rule)

    def _by_negation(self, block: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
        """Return the phrases that a "no" lifts, then those that it does not: they hold one themselves."""
        lines = block["phrases"].splitlines()
        negated = [line for line in lines if self._negators & set(folded_words(line))]
        if block.get("even_negated", False) or not negated:
            yield block["phrases"], block.get("even_negated", False)
            return
        yield "\n".join(line for line in lines if line not in negated), False
        yield "\n".join(negated), True

    def _words_of_negation(self) -> frozenset[str]:
        marks = [
            told.get(NEGATION, "") for path, told in _files(self.language) if path.name in MARKS
        ]
        return frozenset(
            words[0]
            for line in "\n".join(marks).splitlines()
            if len(words := folded_words(line)) == 1
        )

    def with_words(self, allowed: Iterable[str], forbidden: Iterable[str]) -> "Lexicon":
        """Return this lexicon with a zone's own words, each a phrase as in the files; it shares all others.

        `allowed` pass for every label that reads words. Raises BadPhrase.
        """
        own = copy(self)
        own.rules, own.marks = [*self.rules], {**self.marks}
        own.starts = defaultdict(list)
        own.vocabulary = Vocabulary.above(self.vocabulary)
        own.marks["allowed"] = own._add("\n".join(allowed))
        number = own._add("\n".join(forbidden))
        own.rules.append(Rule(Label.ZONE_WORD, Severity.BLOCK, number, even_negated=True))
        own.vocabulary.close()
        begun = {first: [*self.starts.get(first, ()), *more] for first, more in own.starts.items()}
        own.starts = self.starts | begun
        return own

    def _add(self, phrases: str, number: int = -1) -> int:
        """Put phrases on a list and return its number; a new list when none is given."""
        if number < 0:
            number, self._lists = self._lists, self._lists + 1
        for elements in set(phrases_in(phrases, umlauts=self._umlauts)):
            first, *rest = [self._step(element) for element in elements]
            self.starts[first[0]].append(Phrase(tuple(rest), number))
        return number

    def _step(self, element: Element) -> Step:
        return self.vocabulary.number(element), element.least, element.most


@cache
def lexicon_for(language: str) -> Lexicon:
    """Return the lexicon of a language, read at the first call."""
    return Lexicon(language)


def _files(language: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for folder in (EVERYWHERE, language):
        for path in sorted((FOLDER / folder).glob("*.toml")):
            yield path, _told(path)


@cache
def _told(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
