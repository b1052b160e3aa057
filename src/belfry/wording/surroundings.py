"""What stands beside a place in a text: whether the lists find certain words there."""

from bisect import bisect_right
from typing import Final

from belfry.wording.lexicon import Lexicon
from belfry.wording.reading import Reading

BEFORE: Final = 8
AFTER: Final = 5


class Surroundings:
    """Answers what is said near some characters or words of one text."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        """Look at a text with the marks of its language (`words/*/marks.toml`)."""
        self._reading = reading
        self._marks = lexicon.marks

    def word_at(self, start: int) -> int:
        """Return the word that the character at `start` belongs to, or the one before it."""
        return max(bisect_right(self._reading.starts, start) - 1, 0)

    def near(
        self, mark: str, start: int, end: int, *, before: int = BEFORE, after: int = AFTER
    ) -> bool:
        """Whether a mark stands in the same sentence, so many words from characters `start` to `end`."""
        if not self._reading.words:
            return False
        first, last = self.word_at(start), self.word_at(max(end - 1, start))
        return self.beside(mark, first, last + 1, before=before, after=after)

    def beside(
        self, mark: str, first: int, end: int, *, before: int = BEFORE, after: int = AFTER
    ) -> bool:
        """Whether a mark stands in the same sentence, so many words from words `first` to `end`."""
        sentence = self._reading.sentences[first]
        return any(
            at < end + after and stop > first - before and self._reading.sentences[at] == sentence
            for at, stop in self._reading.spans(self._marks.get(mark, -1))
        )

    def outside(self, mark: str, first: int, end: int, *, before: int, after: int) -> bool:
        """Whether a mark stands beside words `first` to `end` and not among them: no "rue de l'Église"."""
        sentence = self._reading.sentences[first]
        return any(
            (end <= at < end + after or first - before < stop <= first)
            and self._reading.sentences[at] == sentence
            for at, stop in self._reading.spans(self._marks.get(mark, -1))
        )

    def around(self, mark: str, first: int, end: int, reach: int) -> bool:
        """Whether a mark stands so many words from words `first` to `end`, in any sentence."""
        return any(
            at < end + reach and stop > first - reach
            for at, stop in self._reading.spans(self._marks.get(mark, -1))
        )

    def said(self, mark: str) -> bool:
        """Whether a mark stands anywhere in the text."""
        return bool(self._reading.spans(self._marks.get(mark, -1)))

    def in_sentence(self, mark: str, place: int) -> bool:
        """Whether a mark stands in the sentence of a word."""
        number = self._marks.get(mark, -1)
        return self._reading.in_sentence(number, self._reading.sentences[place])
