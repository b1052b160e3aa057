"""Findings by word lists: a rule's phrases, less what negation, exceptions and missing company lift."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from belfry.wording.lexicon import Lexicon, Rule
from belfry.wording.reading import Reading
from belfry.wording.types import Label, Severity

# How far a "not" reaches before and after what it negates.
REACH_BEFORE: Final = 7
REACH_AFTER: Final = 4
# How far behind a comma the "or" of a list may stand: "do not follow, stop or photograph".
REACH_OF_LIST: Final = 5
# What one word alone does not prove: "elections", "crowbar", "raffle". An officer decides.
PROVED_BY_MORE: Final = frozenset(
    {
        Label.POLITICS,
        Label.COMMERCE,
        Label.DISCLOSES_EMPTY_HOME,
        Label.INVESTIGATION_SECRECY,
        Label.URGENT_NOW,
        Label.NAMES_NEIGHBOUR,
    }
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `start` to `end` of a text that say something under a label."""

    label: Label
    start: int
    end: int
    severity: Severity
    sure: bool = False
    alone: bool = False


def hits(reading: Reading, lexicon: Lexicon, labels: frozenset[Label]) -> Iterator[Hit]:
    """Return every hit of the rules for these labels; a single word that proves little is a warning."""
    found = list(_hits(reading, lexicon, labels))
    places = Counter(label for label, _ in {(hit.label, hit.start) for hit in found})
    for hit in found:
        alone = hit.end - hit.start == 1 and places[hit.label] == 1 and not hit.sure
        if alone and hit.label in PROVED_BY_MORE:
            yield replace(hit, severity=Severity.WARN)
        else:
            yield hit


def _hits(reading: Reading, lexicon: Lexicon, labels: frozenset[Label]) -> Iterator[Hit]:
    denied = Negation(reading, lexicon)
    allowed = reading.spans(lexicon.marks.get("allowed", -1))
    for rule in lexicon.rules:
        spans = reading.found.get(rule.find)
        if not spans or rule.label not in labels or _lifted(reading, rule):
            continue
        spared = reading.spans(lexicon.spared.get(rule.label, -1)) + allowed
        for start, end in spans:
            if overlaps(start, end, spared) or not _in_company(reading, rule, start):
                continue
            if rule.even_negated or not denied.covers(start, end):
                yield Hit(rule.label, start, end, rule.severity, rule.sure, rule.alone)


def overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether any of the spans shares a word with `start` to `end`."""
    return any(first < end and start < last for first, last in spans)


def _lifted(reading: Reading, rule: Rule) -> bool:
    """Whether something anywhere in the text lifts the rule, or what it needs is nowhere."""
    if rule.unless_text in reading.found:
        return True
    return rule.needs_text >= 0 and rule.needs_text not in reading.found


def _in_company(reading: Reading, rule: Rule, place: int) -> bool:
    """Whether the sentence holds what the rule needs and nothing that lifts it."""
    sentence = reading.sentences[place]
    if rule.unless >= 0 and reading.in_sentence(rule.unless, sentence):
        return False
    return rule.needs < 0 or reading.in_sentence(rule.needs, sentence)


class Negation:
    """Where a text says no: "do not follow", "geen patrouilles", "ne poursuivez pas"."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        """Find what negates, less what only looks so ("hesitate not", "not only")."""
        marks = lexicon.marks
        unreal = reading.spans(marks.get("no_negation", -1))
        self._places = sorted(
            place
            for start, end in reading.spans(marks.get("negation", -1))
            for place in range(start, end)
            if not overlaps(start, end, unreal)
        )
        self._forbidding = {
            reading.sentences[start]
            for start, end in reading.spans(marks.get("prohibition", -1))
            if not overlaps(start, end, unreal)
        }
        self._reading = reading
        if self._places:
            self._clauses = self._joined(
                {start for start, _ in reading.spans(marks.get("contrast", -1))},
                {start for start, _ in reading.spans(marks.get("or", -1))},
            )

    def covers(self, start: int, end: int) -> bool:
        """Whether words `start` to `end` are negated, or their sentence forbids."""
        if self._reading.sentences[start] in self._forbidding:
            return True
        if not self._places:
            return False
        first, last = self._clauses[start], self._clauses[end - 1]
        return any(
            start - REACH_BEFORE <= place < end + REACH_AFTER
            and first <= self._clauses[place] <= last
            for place in self._places
        )

    def _joined(self, contrasts: set[int], choices: set[int]) -> list[int]:
        """Return the clauses again: a "but" begins one, a comma of a list with "or" begins none."""
        clauses = self._reading.clauses
        joined: list[int] = []
        number = 0
        for place, clause in enumerate(clauses):
            begins = place > 0 and clause != clauses[place - 1]
            if begins and self._same_sentence(place):
                reach = range(place, min(place + REACH_OF_LIST, self._reading.sentence_ends[place]))
                begins = choices.isdisjoint(reach)
            number += begins or place in contrasts
            joined.append(number)
        return joined

    def _same_sentence(self, place: int) -> bool:
        return self._reading.sentences[place] == self._reading.sentences[place - 1]
