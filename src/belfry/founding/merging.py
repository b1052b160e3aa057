"""Compare and merge texts word by word, so that nothing that somebody typed is lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_TOKEN: Final = re.compile(r"\n+|\S+")


class Fate(StrEnum):
    """What became of a piece of a text."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with one fate."""

    fate: Fate
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """Return the pieces that make `new` out of `old`, in the order of reading."""
    before, after = _tokens(old), _tokens(new)
    pieces: list[Piece] = []
    for operation, b1, b2, a1, a2 in SequenceMatcher(None, before, after).get_opcodes():
        if operation == "equal":
            pieces.append(Piece(Fate.SAME, _joined(before[b1:b2])))
        else:
            pieces += _pieces(Fate.DELETED, before[b1:b2])
            pieces += _pieces(Fate.INSERTED, after[a1:a2])
    return pieces


def _pieces(fate: Fate, tokens: Sequence[str]) -> Iterator[Piece]:
    """Yield a run of words; a break of the line before it is no part of it, so that its mark stands beside it."""
    if tokens and tokens[0].startswith("\n"):
        yield Piece(Fate.SAME, tokens[0])
        tokens = tokens[1:]
    if tokens:
        yield Piece(fate, _joined(tokens))


def merged(base: str, mine: str, theirs: str) -> str:
    """Return one text with what both wrote since `base`; where both changed the same, theirs stands first.

    A word that either typed is always there; runs of blanks become one.
    """
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    b, m, t = _tokens(base), _tokens(mine), _tokens(theirs)
    whole: list[str] = []
    at_b = at_m = at_t = 0
    for from_b, from_m, from_t, length in _common(b, m, t):
        whole += _chosen(b[at_b:from_b], m[at_m:from_m], t[at_t:from_t])
        whole += b[from_b : from_b + length]
        at_b, at_m, at_t = from_b + length, from_m + length, from_t + length
    return _joined(whole)


def _common(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of the base that both kept: (place in base, in mine, in theirs, length), an empty one last."""
    ours = SequenceMatcher(None, base, mine).get_matching_blocks()
    others = SequenceMatcher(None, base, theirs).get_matching_blocks()
    i = j = 0
    while i < len(ours) and j < len(others):
        (b1, m, n1), (b2, t, n2) = ours[i], others[j]
        start, end = max(b1, b2), min(b1 + n1, b2 + n2)
        if start < end:
            yield start, m + start - b1, t + start - b2, end - start
        if b1 + n1 < b2 + n2:
            i += 1
        else:
            j += 1
    yield len(base), len(mine), len(theirs), 0


def _chosen(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    if mine in (theirs, base):
        return theirs
    return mine if theirs == base else [*theirs, *mine]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.replace("\r\n", "\n"))


def _joined(tokens: Sequence[str]) -> str:
    text = ""
    for token in tokens:
        glue = " " if text and not text.endswith("\n") and not token.startswith("\n") else ""
        text += glue + token
    return text
