"""Seal a PDF so that any later change shows (PAdES baseline B-B)."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from belfry.paperwork.errors import PdfDamaged

Result = TypeVar("Result")
_KEY_BITS: Final = 3072
_SELF_MADE_FOR: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class SealKey:
    """A certificate and its private key, both PEM; the caller keeps them safe."""

    certificate: bytes
    private_key: bytes

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the certificate in hexadecimal."""
        return x509.load_pem_x509_certificate(self.certificate).fingerprint(hashes.SHA256()).hex()


def self_made_key(name: str, now: datetime) -> SealKey:
    """Return a self-made key and certificate, for demonstration and tests only."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _SELF_MADE_FOR)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return SealKey(
        certificate=certificate.public_bytes(serialization.Encoding.PEM),
        private_key=key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


class _DatedSigner(PdfSigner):
    """A signer to whom the time is told; pyhanko's own looks at the clock."""

    def __init__(self, *arguments: Any, now: datetime, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._now = now

    def init_signing_session(self, *arguments: Any, **options: Any) -> Any:
        session = super().init_signing_session(*arguments, **options)
        session.system_time = self._now
        return session


def seal(pdf: bytes, key: SealKey, reason: str, now: datetime) -> bytes:
    """Return the PDF with an invisible seal added; the bytes before stay as they are.

    It takes about 0.3 s. Raise PdfDamaged for what cannot be sealed.
    """
    signer = SimpleSigner(
        signing_cert=next(load_certs_from_pemder_data(key.certificate)),
        signing_key=load_private_key_from_pemder_data(key.private_key, passphrase=None),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        before = len(list(writer.prev.embedded_signatures))
        dated = _DatedSigner(
            PdfSignatureMetadata(
                field_name=f"Seal{before + 1}",
                reason=reason,
                subfilter=SigSeedSubFilter.PADES,
                md_algorithm="sha256",
            ),
            signer=signer,
            now=now,
        )
        sealed: io.BytesIO = _aside(dated.sign_pdf, writer)
    except (PdfError, SigningError) as error:
        raise PdfDamaged from error
    return sealed.getvalue()


def _aside(work: Callable[[Any], Result], given: Any) -> Result:
    """Do it in a thread of its own: pyHanko begins an event loop, which must not meet one that runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, given).result()
