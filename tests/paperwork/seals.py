"""Look whether the seals of a PDF hold, as a reader of signed PDFs does."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import parser  # type: ignore[import-untyped]
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True, slots=True)
class SealReport:
    """What the seals of a PDF tell: whether no byte changed since, and who put the last one on when.

    Anybody can make a certificate with any name: compare `fingerprint` with that of the key you mean.
    """

    intact: bool
    signer: str = ""
    fingerprint: str = ""
    at: datetime | None = None


def check_seal(pdf: bytes) -> SealReport | None:
    """Return what the seals of one of our own PDFs tell, or None if it has none.

    A file too broken to be read counts as not intact.
    """
    try:
        seals = list(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)
        # pyHanko begins an event loop, which must not meet one that runs.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(_report, seals).result() if seals else None
    # A changed byte can break the file anywhere, and pyhanko then raises whatever it stumbled over.
    except Exception:  # noqa: BLE001
        return SealReport(intact=False)


def _report(seals: list[Any]) -> SealReport:
    last = seals[-1]
    whole = last.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    return SealReport(
        intact=whole and all(map(_holds, seals)),
        signer=last.signer_cert.subject.native.get("common_name", ""),
        fingerprint=last.signer_cert.sha256.hex(),
        at=last.self_reported_timestamp,
    )


def _holds(seal: Any) -> bool:
    # The room left behind a signature is outside of what it covers; nothing may be written there.
    content: bytes = seal.pkcs7_content
    if content[parser.peek(content) :].strip(b"\0"):
        return False
    # Whose certificate it is, the caller judges by its fingerprint; nothing is fetched.
    trusted = ValidationContext(trust_roots=[seal.signer_cert], allow_fetching=False)
    status = validate_pdf_signature(seal, signer_validation_context=trusted)
    return bool(status.intact and status.valid and status.docmdp_ok)
