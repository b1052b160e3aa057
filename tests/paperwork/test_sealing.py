"""A seal shows every change after it, and leaves the document as it was."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from belfry.paperwork.compiling import pdf_of
from belfry.paperwork.errors import PdfDamaged
from belfry.paperwork.sealing import SealKey, seal, self_made_key
from tests.paperwork.making import every, read, text_of
from tests.paperwork.seals import check_seal

NOW = datetime(2027, 4, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> SealKey:
    return self_made_key("Belfry, demonstration", NOW)


@pytest.fixture(scope="module")
def charter() -> bytes:
    return pdf_of(every("nl")["charter"])


@pytest.fixture(scope="module")
def sealed(charter: bytes, key: SealKey) -> bytes:
    return seal(charter, key, "Ondertekend", NOW)


def test_a_seal_tells_who_when_and_that_nothing_changed(sealed: bytes, key: SealKey) -> None:
    report = check_seal(sealed)
    assert report is not None
    assert report.intact
    assert report.signer == "Belfry, demonstration"
    assert report.fingerprint == key.fingerprint
    assert report.at == NOW


def test_a_sealed_document_keeps_its_bytes_tags_and_words(charter: bytes, sealed: bytes) -> None:
    assert sealed.startswith(charter)
    root = read(sealed).root_object
    assert root["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "nl-BE"
    assert text_of(sealed) == text_of(charter)


def test_a_seal_is_a_pades_signature(sealed: bytes) -> None:
    (field,) = read(sealed).root_object["/AcroForm"]["/Fields"]
    signature = field.get_object()["/V"].get_object()
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature["/Reason"] == "Ondertekend"


def test_a_document_without_a_seal_has_none(charter: bytes) -> None:
    assert check_seal(charter) is None


def test_every_flipped_byte_is_seen(sealed: bytes) -> None:
    chance = random.Random(4)
    for at in chance.sample(range(len(sealed)), 150):
        changed = bytearray(sealed)
        changed[at] ^= 1
        report = check_seal(bytes(changed))
        assert report is None or not report.intact, at


def test_something_added_behind_a_seal_is_seen(sealed: bytes, charter: bytes) -> None:
    report = check_seal(sealed + b"\n% more\n")
    assert report is not None
    assert not report.intact


def test_a_second_seal_leaves_the_first_whole(sealed: bytes, key: SealKey) -> None:
    later = self_made_key("Klokkendal", NOW)
    twice = seal(sealed, later, "Ontvangen", NOW + timedelta(hours=1))
    report = check_seal(twice)
    assert report is not None
    assert report.intact
    assert (report.signer, report.at) == ("Klokkendal", NOW + timedelta(hours=1))
    changed = bytearray(twice)
    changed[200] ^= 1
    spoiled = check_seal(bytes(changed))
    assert spoiled is None or not spoiled.intact
    assert report.fingerprint != key.fingerprint


def test_a_key_of_the_same_name_has_another_fingerprint(key: SealKey) -> None:
    assert self_made_key("Belfry, demonstration", NOW).fingerprint != key.fingerprint


def test_only_a_pdf_is_sealed(key: SealKey) -> None:
    with pytest.raises(PdfDamaged):
        seal(b"%PDF-1.7 not really", key, "Ondertekend", NOW)


def test_a_key_does_not_fit_another_certificate(charter: bytes, key: SealKey) -> None:
    other = self_made_key("Somebody", NOW)
    mixed = replace(key, private_key=other.private_key)
    report = check_seal(seal(charter, mixed, "Ondertekend", NOW))
    assert report is not None
    assert not report.intact
