"""Files of a bank, as tests write them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

OWN = "BE68539007547034"
DAY = date(2026, 11, 20)


class Told(NamedTuple):
    """One movement: cents (below zero went out), what stands with it, and its day."""

    cents: int
    words: str
    on: date = DAY
    structured: bool = False


def coda(moves: Sequence[Told], *, account: str = OWN) -> bytes:
    """Write a CODA file (Febelfin, version 2) of one statement, sums and numbers of records included."""
    day = DAY.strftime("%d%m%y")
    head = f"00000{day}{'539':<3}{'05':<2} {'':7}{'FILE':<10}{'COMITE':<26}{'BBRUBEBB':<11}{'00400123456':<11} {'':5}{'':16} {'':15}{'':7}2"
    old = f"11001{account:<34}EUR0{0:015d}{day}{'COMITE':<26}{'':35}001"
    records = [head, old]
    for number, one in enumerate(moves, start=1):
        sign, amount = ("1" if one.cents < 0 else "0"), abs(one.cents) * 10
        told = (f"1101{one.words:<50}" if one.structured else f"0{one.words[:53]:<53}")[:54]
        on = one.on.strftime("%d%m%y")
        records.append(
            f"21{number:04d}0000{number:<21}{sign}{amount:015d}{on}00150000{told}{on}00100 0"
        )
        records.append(f"23{number:04d}0000{'BE39103123456719':<37}{'JAN PEETERS':<35}{'':43}0 0")
    total = sum(one.cents for one in moves)
    credit = sum(one.cents for one in moves if one.cents > 0)
    debit = credit - total
    sign = "1" if total < 0 else "0"
    records.append(f"8001{account:<34}EUR{sign}{abs(total) * 10:015d}{day}{'':64}0")
    count = len(records) - 1
    records.append(f"9{'':15}{count:06d}{debit * 10:015d}{credit * 10:015d}{'':75}2")
    assert {len(record) for record in records} == {128}, [len(record) for record in records]
    return ("\r\n".join(records) + "\r\n").encode("cp1252")


def csv(moves: Sequence[Told], *, account: str = OWN, heading: str = "") -> bytes:
    """Write movements as banks export them."""
    head = heading or "Rekening;Boekingsdatum;Bedrag;Mededeling;Naam tegenpartij"
    lines = [
        f"{account};{one.on:%d/%m/%Y};{one.cents / 100:.2f};{one.words};JAN PEETERS".replace(
            ".", ","
        )
        for one in moves
    ]
    return "\n".join([head, *lines, ""]).encode("cp1252")
