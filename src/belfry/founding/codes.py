"""The codes of the letters: made from a unit's id, kept nowhere, forgiving to whoever types them.

Ten signs of which the last is a check sign: modulo the prime 31 it finds every wrong sign and every swap.
"""

from typing import Final
from uuid import UUID

from belfry.core.sealed import blind_index
from belfry.founding.errors import CodeMistyped

# Without I, L, O, U and Z: they look like 1, 0, V and 2, and are read as those.
SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXY"
LOOK_ALIKES: Final = str.maketrans("ILOUZ", "110V2")
LENGTH: Final = 10
HALF: Final = LENGTH // 2


def code_of(unit_id: UUID) -> str:
    """Return the code of a unit; only this installation's secret leads from one to the other."""
    number = int.from_bytes(blind_index("code of a letter", unit_id.hex))
    signs = ""
    for _ in range(LENGTH - 1):
        number, sign = divmod(number, len(SIGNS))
        signs += SIGNS[sign]
    return signs + _check_sign(signs)


def in_groups(code: str) -> str:
    """Return a code as a letter shows it: "K7QMT 4X2WD"."""
    return f"{code[:HALF]} {code[HALF:]}"


def read_code(typed: str) -> str:
    """Return what was typed as a code: any case, spaces and strokes, O for 0; raise CodeMistyped."""
    code = "".join(filter(str.isalnum, typed)).upper().translate(LOOK_ALIKES)
    if len(code) != LENGTH or set(code) - set(SIGNS) or _check_sign(code[:-1]) != code[-1]:
        raise CodeMistyped
    return code


def digest_of(code: str) -> bytes:
    """Return what is kept of a code."""
    return blind_index("letter", code)


def _check_sign(signs: str) -> str:
    total = sum(place * SIGNS.index(sign) for place, sign in enumerate(signs, start=1))
    return SIGNS[total % len(SIGNS)]
