"""The codes of the letters: a slip is named as one, and what looks alike is understood."""

from uuid import UUID

import pytest

from belfry.founding.codes import SIGNS, code_of, digest_of, in_groups, read_code
from belfry.founding.errors import CodeMistyped

UNITS = [UUID(int=number) for number in range(200)]


def test_every_unit_has_a_code_of_its_own_that_stays_the_same() -> None:
    codes = [code_of(unit) for unit in UNITS]
    assert len(set(codes)) == len(UNITS)
    assert codes == [code_of(unit) for unit in UNITS]
    assert len({digest_of(code) for code in codes}) == len(UNITS)


def test_a_code_holds_no_signs_that_look_alike() -> None:
    assert not set("ILOUZ") & {sign for unit in UNITS for sign in code_of(unit)}


def test_it_is_read_in_any_case_with_spaces_strokes_and_look_alikes() -> None:
    for unit in UNITS:
        code = code_of(unit)
        assert read_code(in_groups(code)) == code
        assert read_code(f" {code[:4]}-{code[4:]}\n".lower()) == code
        assert read_code(code.replace("0", "o").replace("1", "l").replace("2", "z")) == code


def test_every_wrong_sign_and_every_swap_is_found() -> None:
    code = code_of(UNITS[7])
    slips = {
        code[:place] + sign + code[place + 1 :] for place in range(len(code)) for sign in SIGNS
    }
    for first in range(len(code)):
        for second in range(first):
            swapped = list(code)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            slips.add("".join(swapped))
    for slip in slips - {code}:
        with pytest.raises(CodeMistyped):
            read_code(slip)


@pytest.mark.parametrize("typed", ["", "K7QM", "K7QMT4X2WDD", "é" * 10, "\0", "\uff11" * 10])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(CodeMistyped):
        read_code(typed)
