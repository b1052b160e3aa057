"""What is pushed is encrypted as RFC 8291 says, and three other readers read it."""

import os
from base64 import urlsafe_b64decode

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from belfry.delivery.channels.base64url import packed, unpacked
from belfry.delivery.channels.push.encryption import encrypt, point_of

# RFC 8291, section 5 and appendix A.
CONTENT = b"When I grow up, I want to be a watermelon"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T"
    "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4"
    "a-fN"
)


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unpacked(text), "big"), ec.SECP256R1())


def test_the_example_of_the_standard_comes_out_byte_by_byte() -> None:
    body = encrypt(
        CONTENT, unpacked(POINT), unpacked(SECRET), own=private(SENDER), salt=unpacked(SALT)
    )
    assert packed(body) == BODY


def test_the_receiver_of_the_standard_is_the_one_we_encrypt_for() -> None:
    assert packed(point_of(private(RECEIVER).public_key())) == POINT


@pytest.mark.parametrize("size", [0, 1, 200, 3993])
def test_an_independent_reader_reads_what_we_push(size: int) -> None:
    receiver, secret, content = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), bytes(size)
    body = encrypt(content, point_of(receiver.public_key()), secret)
    read = http_ece.decrypt(body, private_key=receiver, auth_secret=secret, version="aes128gcm")
    assert read == content


def test_every_push_has_a_key_and_a_salt_of_its_own() -> None:
    bodies = [encrypt(CONTENT, unpacked(POINT), unpacked(SECRET)) for _ in range(20)]
    assert len({body[:16] for body in bodies}) == 20
    assert len({body[21:86] for body in bodies}) == 20


@pytest.mark.parametrize(
    "point",
    [
        b"",
        b"\x04" + bytes(64),
        b"\x04" + b"\x01" * 64,
        b"\x02" + unpacked(POINT)[1:33],
        unpacked(POINT) + b"\x00",
        b"\x00" * 65,
    ],
)
def test_a_point_that_is_not_on_the_curve_is_refused(point: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        encrypt(CONTENT, point, unpacked(SECRET))


@pytest.mark.parametrize("text", ["a b", "a+b", "a/b", "é", "a\n", "abcde"])
def test_what_is_no_base64_for_urls_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        unpacked(text)


def test_padding_is_read_and_never_written() -> None:
    assert unpacked("AAA=") == unpacked("AAA") == urlsafe_b64decode("AAA=")
    assert packed(b"\x00\x00") == "AAA"
