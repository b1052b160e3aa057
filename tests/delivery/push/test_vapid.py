"""Every push is signed for one push service and for hours only (RFC 8292)."""

import json
from base64 import urlsafe_b64decode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.push.vapid import Signatures, VapidKey
from tests.delivery.push.players import VAPID

NOW = 1_790_000_000.0
ORIGIN = "https://fcm.googleapis.com"


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_token_is_signed_for_one_service_and_half_a_day() -> None:
    key = VapidKey(VAPID)
    head, claims, signature = key.token(ORIGIN, NOW).split(".")
    assert json.loads(bytes_of(head)) == {"typ": "JWT", "alg": "ES256"}
    told = json.loads(bytes_of(claims))
    assert told["aud"] == ORIGIN
    assert NOW < told["exp"] <= NOW + 86_400
    assert told["sub"].startswith("mailto:")
    assert "@" in told["sub"]
    numbers = bytes_of(signature)
    found = encode_dss_signature(
        int.from_bytes(numbers[:32], "big"), int.from_bytes(numbers[32:], "big")
    )
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(key.public))
    point.verify(found, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


def test_a_token_is_kept_for_its_service_and_renewed_in_time() -> None:
    clock = [NOW]
    signatures = Signatures(VapidKey(VAPID), lambda: clock[0])
    first = signatures.header(ORIGIN)
    assert first.startswith("vapid t=")
    assert first.endswith(f", k={VapidKey(VAPID).public}")
    clock[0] += 5 * 3600
    assert signatures.header(ORIGIN) == first
    assert signatures.header("https://web.push.apple.com") != first
    clock[0] += 2 * 3600
    assert signatures.header(ORIGIN) != first
    clock[0] -= 86_400
    claims = signatures.header(ORIGIN).split(".")[1]
    assert json.loads(bytes_of(claims))["exp"] <= clock[0] + 86_400


@pytest.mark.parametrize("text", ["x", "AAAA", "A" * 43, VAPID + "AAAA", "no base64!", "_" * 43])
def test_a_wrong_key_is_named_in_one_line_and_not_shown(text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        VapidKey(text)
    assert "BELFRY_VAPID_KEY" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(text) < 5 or text not in str(refusal.value)
