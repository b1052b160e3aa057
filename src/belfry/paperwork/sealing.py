"""Seal a PDF so that any later change shows (PAdES baseline B-B), and look whether a seal holds."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SealKey:
    """A certificate and its private key, both PEM; the caller keeps them safe."""

    certificate: bytes
    private_key: bytes


@dataclass(frozen=True, slots=True)
class SealReport:
    """What a seal tells: whether no byte changed since, who sealed and when."""

    intact: bool
    signer: str
    at: datetime | None


def self_made_key(name: str, now: datetime) -> SealKey:
    """Return a self-made key and certificate, for demonstration and tests only."""
    raise NotImplementedError


def seal(pdf: bytes, key: SealKey, reason: str, now: datetime) -> bytes:
    """Return the PDF with an invisible seal added; the bytes before stay as they are."""
    raise NotImplementedError


def check_seal(pdf: bytes) -> SealReport | None:
    """Return what the last seal of a PDF tells, or None if it has none."""
    raise NotImplementedError
