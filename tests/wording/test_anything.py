"""Whatever is typed: no error, spans within the text, and the same answer again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfry.wording.reviewing import LABELS, review
from belfry.wording.types import Kind, Severity

PIECES = st.sampled_from(
    [
        "Jan Peeters", "Kerkstraat 12", "rue de l'Église 4", "1-ABC-123", "BE68 5390 0754 7034", "niet", "ne", "Volg hem",
        "0475 12 34 56", "jan@example.be", "85.07.30-033.28", "@", "\n\n", "...", "e\u0301", "\u00ad", "ß", "İ", "ﬁ", "😀", "-", "'", "12", "/",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=20).map(" ".join),
    st.lists(PIECES, max_size=20).map("".join),
)


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
@given(text=TEXTS, kind=st.sampled_from(Kind))
@settings(max_examples=300, deadline=None)
def test_any_text_is_judged_and_spans_lie_within_it(language: str, text: str, kind: Kind) -> None:
    findings = review(text, language, kind)
    for finding in findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.label in LABELS[kind]
        assert finding.severity in Severity
        assert finding.advice
    assert findings == review(text, language, kind)


def test_a_text_that_is_far_too_long_is_judged_all_the_same() -> None:
    text = "Jan Peeters volgt de man in de Kerkstraat 12, bel 0475 12 34 56 niet. " * 300
    assert len(review(text, "nl")) >= 900
    assert review("0475" * 3000 + "a@" * 3000 + "1-" * 3000, "nl") is not None
