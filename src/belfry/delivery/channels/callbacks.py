"""What suppliers post to us: what it says, and whether it is theirs.

The web calls `Channel.read` with a request as it came. Nothing in it is believed before its signature or
secret was found right; what is signed with its time is believed for a while only.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from django.conf import settings
from django.core import signing

from belfry.delivery.channels.base64url import packed, unpacked
from belfry.delivery.channels.contract import Callback
from belfry.delivery.channels.errors import Forged

# How old a signed request may be, and how far ahead a supplier's clock may run.
FRESH_SECONDS: Final = 300.0
REFERENCE: Final = "reference"
REFERENCES: Final = signing.Signer(salt="belfry.delivery.callbacks")


def callback_url(channel: str, supplier: str, reference: str = "") -> str:
    """Return where a supplier tells what became of a parcel.

    With a `reference`, which a supplier hands back untouched, signed by us: not every API signs the address.
    """
    address = f"{settings.BASE_URL}/events/{channel}/{quote(supplier, safe=':')}/"
    if not reference:
        return address
    return address + "?" + urlencode({REFERENCE: REFERENCES.sign(reference)})


def reference_of(callback: Callback) -> str:
    """Return the reference that `callback_url` put into the address, empty for none; raise Forged."""
    signed = dict(parse_qsl(callback.query)).get(REFERENCE, "")
    if not signed:
        return ""
    try:
        return REFERENCES.unsign(signed)
    except signing.BadSignature:
        raise Forged from None


def full_address(callback: Callback) -> str:
    """Return the address that was called, as the supplier knows it."""
    return settings.BASE_URL + callback.path + (f"?{callback.query}" if callback.query else "")


def form_fields(callback: Callback) -> dict[str, str]:
    """Return the fields of a form or, where the body is empty, of the address; raise Forged."""
    try:
        text = callback.body.decode() or callback.query
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    except ValueError:
        raise Forged from None


def said(callback: Callback) -> object:
    """Return what the body says as JSON, or as a form; raise Forged."""
    if "json" not in callback.headers.get("content-type", ""):
        return form_fields(callback)
    try:
        return json.loads(callback.body)
    except ValueError:
        raise Forged from None


def check_same(given: str, right: str) -> None:
    """Raise Forged unless both are the same and something; takes equally long for all that are wrong."""
    if not right or not hmac.compare_digest(given.encode(), right.encode()):
        raise Forged


def check_fresh(seconds: str, *, now: datetime, most_age: float = FRESH_SECONDS) -> None:
    """Raise Forged for a time (seconds since 1970) that is long past, or ahead of us."""
    try:
        age = now.timestamp() - float(seconds)
    except ValueError:
        raise Forged from None
    if not -FRESH_SECONDS <= age <= most_age:
        raise Forged


def read_token(token: str, secret: str, *, now: datetime) -> Mapping[str, object]:
    """Return the claims of a token signed with HS256 (RFC 7515, RFC 7519); raise Forged.

    The algorithm is ours to say, never the token's: "none" was believed too often.
    """
    if not secret:
        raise Forged
    head, _, rest = token.partition(".")
    claims, _, signature = rest.partition(".")
    right = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    check_same(signature, packed(right))
    try:
        header, said_in = (json.loads(unpacked(part)) for part in (head, claims))
    except ValueError:
        raise Forged from None
    if not isinstance(header, dict) or not isinstance(said_in, dict):
        raise Forged
    if header.get("alg") != "HS256":
        raise Forged
    check_fresh(str(said_in.get("iat", "")), now=now)
    return said_in
