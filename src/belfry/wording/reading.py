"""A text cut into words, clauses and sentences, and every phrase of the lists that stands in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from belfry.wording.folding import WORD
from belfry.wording.lexicon import Lexicon, Step
from belfry.wording.vocabulary import Word

# Between two words: the end of a sentence, the end of a line, a sign that parts clauses.
SENTENCE: Final = re.compile(r"[!?…;]|\.{2,}|\n\s*\n|\n\s*[-*•]|[.:]\s*\n")
CLAUSE: Final = re.compile(r"[,:()\[\]\"“”„«»\n]|\s[-\u2013—/]\s|\s[-\u2013—]|[\u2013—]")
ABBREVIATIONS: Final = frozenset(
    """
    a adj al art aug av b bd bis blz bv bvb bzw ca ch comm d dec dhr dipl dr eerw env enz etc ev
    evtl excl fam feb fr frl ggf gsm h hoofdinsp hr huisnr incl ing inkl insp ir jan jl jr kl m
    max me mej mevr min mll mlle mme mmes mr mrs ms mvr mw nl no nov nr nrs o okt p pers pl prof
    reg rek resp rijksreg sept sog sr st ste str straatnr tel u usw vgl vlg wijkinsp z
    """.split()  # noqa: SIM905 - a list that people read
)
# "Bis zum 15. August", "im 3. Stock": no sentence ends there.
AFTER_ORDINAL: Final = re.compile(
    r"(?:jan|jän|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez|stock|etage|jahrestag|geburtstag)\w*",
    re.IGNORECASE,
)
SHORTEST_WRAPPED_LINE: Final = 45
NOT_A_WORD: Final = Word("", frozenset(), capital=False)


@dataclass(slots=True)
class Reading:
    """The words of a text with their places; `found` holds spans of words by number of list."""

    text: str
    words: list[Word] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)
    sentence_ends: list[int] = field(default_factory=list)
    found: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def at(self, place: int) -> Word:
        """Return a word, or one that is nothing beyond either end."""
        return self.words[place] if 0 <= place < len(self.words) else NOT_A_WORD

    def spans(self, number: int) -> list[tuple[int, int]]:
        """Return where phrases of a list stand, as first word and word after the last."""
        return self.found.get(number, [])

    def in_sentence(self, number: int, sentence: int) -> bool:
        """Whether a phrase of a list stands in this sentence."""
        return any(self.sentences[start] == sentence for start, _ in self.spans(number))


def read(text: str, lexicon: Lexicon) -> Reading:
    """Return a text cut up and looked through once."""
    reading = _cut(text, lexicon)
    _look_through(reading, lexicon)
    return reading


def _cut(text: str, lexicon: Lexicon) -> Reading:
    reading = Reading(text)
    sentence = clause = end = 0
    word: Word | None = None
    for match in WORD.finditer(text):
        start = match.start()
        raw = match[0]
        between = text[end:start]
        if word is not None and between not in (" ", "-", "'", "\u2019"):
            if _is_wrapped(text, between, end):
                pass
            elif _ends_sentence(word, between, raw):
                sentence += 1
                clause += 1
            elif CLAUSE.search(between):
                clause += 1
        word = lexicon.vocabulary.word(raw)
        end = match.end()
        reading.words.append(word)
        reading.starts.append(start)
        reading.ends.append(end)
        reading.sentences.append(sentence)
        reading.clauses.append(clause)
    reading.sentence_ends = _limits(reading.sentences)
    return reading


def _is_wrapped(text: str, between: str, end: int) -> bool:
    """Whether a long line only goes on in the next one, as in mails."""
    wraps = between.isspace() and between.count("\n") == 1
    return wraps and end - text.rfind("\n", 0, end) > SHORTEST_WRAPPED_LINE


def _ends_sentence(word: Word, between: str, following: str) -> bool:
    """Whether a sentence ends between two words; "dhr. Peeters" and "12. Mai" are no ends."""
    if SENTENCE.search(between):
        return True
    if "." not in between:
        return "\n" in between and following[0].isupper()
    if len(word.text) == 1 and (word.capital or following[0].islower()):
        return False
    if between == ".":
        return not (word.text.isdigit() or following.isdigit()) and len(word.text) > 2
    ordinal = word.text.isdigit() and (
        not following[0].isupper() or AFTER_ORDINAL.fullmatch(following)
    )
    return not (word.text in ABBREVIATIONS or ordinal)


def _limits(sentences: list[int]) -> list[int]:
    """Return for each word where its sentence ends."""
    limits = [0] * len(sentences)
    limit = len(sentences)
    for place in range(len(sentences) - 1, -1, -1):
        if place + 1 < len(sentences) and sentences[place] != sentences[place + 1]:
            limit = place + 1
        limits[place] = limit
    return limits


def _look_through(reading: Reading, lexicon: Lexicon) -> None:
    atoms = [word.atoms for word in reading.words]
    starts, found = lexicon.starts, reading.found
    for place, numbers in enumerate(atoms):
        for number in numbers:
            for phrase in starts.get(number, ()):
                end = _end(phrase.steps, 0, place + 1, reading.sentence_ends[place], atoms)
                if end:
                    found.setdefault(phrase.list_number, []).append((place, end))


def _end(
    steps: tuple[Step, ...], step: int, place: int, limit: int, atoms: list[frozenset[int]]
) -> int:
    """Return the word after the end of a phrase, 0 when the rest of it does not stand here."""
    if step == len(steps):
        return place
    number, least, most = steps[step]
    for at in range(place + least, min(place + most + 1, limit)):
        if number in atoms[at]:
            end = _end(steps, step + 1, at + 1, limit, atoms)
            if end:
                return end
    return 0


def merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    start = end = -1
    for first, last in sorted(spans):
        if first >= end:
            if end > start:
                yield start, end
            start, end = first, last
        else:
            end = max(end, last)
    if end > start:
        yield start, end
