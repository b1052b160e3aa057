"""The structured reference, for every number there can be."""

import re

from hypothesis import given
from hypothesis import strategies as st

from belfry.contributions.references import number_of, reference_of

NUMBERS = st.integers(min_value=0, max_value=10**10 - 1)


@given(NUMBERS)
def test_a_reference_leads_back_to_its_number(number: int) -> None:
    reference = reference_of(number)
    assert re.fullmatch(r"\+{3}\d{3}/\d{4}/\d{5}\+{3}", reference)
    assert number_of(reference) == number
    assert number_of("".join(filter(str.isdigit, reference))) == number


@given(NUMBERS)
def test_the_last_two_digits_check_the_others(number: int) -> None:
    digits = "".join(filter(str.isdigit, reference_of(number)))
    # The published rule: the remainder by 97, and 97 for none.
    assert int(digits[10:]) == (number % 97 or 97)


@given(NUMBERS, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: int, place: int, by: int) -> None:
    digits = list(filter(str.isdigit, reference_of(number)))
    digits[place] = str((int(digits[place]) + by) % 10)
    assert number_of("".join(digits)) is None
