"""What an SMSC's command status means for a text (SMPP 3.4, 5.1.3)."""

from collections.abc import Mapping
from typing import Final

from belfry.delivery.channels.contract import Fate, Verdict
from belfry.delivery.workflow import Cause

OK: Final = 0x00
# Our answer to what we could not store: the SMSC tells it again.
LATER: Final = 0x64
# It wants no more for the moment and says no time; a second is what SMSCs count in.
THROTTLED_SECONDS: Final = 1.0

NAMES: Final[Mapping[int, str]] = {
    0x01: "RINVMSGLEN",
    0x02: "RINVCMDLEN",
    0x03: "RINVCMDID",
    0x04: "RINVBNDSTS",
    0x05: "RALYBND",
    0x08: "RSYSERR",
    0x0A: "RINVSRCADR",
    0x0B: "RINVDSTADR",
    0x0D: "RBINDFAIL",
    0x0E: "RINVPASWD",
    0x0F: "RINVSYSID",
    0x14: "RMSGQFUL",
    0x15: "RINVSERTYP",
    0x43: "RINVESMCLASS",
    0x45: "RSUBMITFAIL",
    0x48: "RINVSRCTON",
    0x49: "RINVSRCNPI",
    0x50: "RINVDSTTON",
    0x51: "RINVDSTNPI",
    0x53: "RINVSYSTYP",
    0x58: "RTHROTTLED",
    0x62: "RINVEXPIRY",
    0x64: "RX_T_APPN",
    0x65: "RX_P_APPN",
    0x66: "RX_R_APPN",
    0xFE: "RDELIVERYFAILURE",
    0xFF: "RUNKNOWNERR",
}
# What concerns our account, our sender or how we always write numbers concerns every text.
OURS: Final = frozenset({0x04, 0x05, 0x0A, 0x0D, 0x0E, 0x0F, 0x15, 0x48, 0x49, 0x50, 0x51, 0x53})
# What concerns this text: it will not get better.
TEXTS: Final = frozenset({0x01, 0x02, 0x03, 0x43, 0x62, 0x65, 0x66})
SLOWER: Final = {0x58: THROTTLED_SECONDS, 0x14: None}
UNKNOWN_NUMBER: Final = 0x0B
# Of a bind: its own trouble, not our sign-in.
TROUBLES: Final = frozenset({0x08, 0x58, 0x14, 0x64, 0xFF})


def name_of(status: int) -> str:
    """Return the name of a status, or its number: suppliers have their own above 0x400."""
    return NAMES.get(status, f"0x{status:08X}")


def judge(status: int) -> Verdict:
    """Return what an answer to a `submit_sm` means, other than that it was taken."""
    name = name_of(status)
    if status == UNKNOWN_NUMBER:
        return Verdict(Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER, name)
    if status in SLOWER:
        return Verdict(Fate.THROTTLED, Cause.THROTTLED, name, retry_after=SLOWER[status])
    if status in OURS:
        return Verdict(Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES, name)
    if status in TEXTS:
        return Verdict(Fate.REFUSED, Cause.REFUSED, name)
    return Verdict(Fate.TEMPORARY, Cause.TEMPORARY, name)
