"""The six digits of an authenticator app, a new number every 30 seconds (RFC 6238), as a second factor of a login."""

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

SECONDS, DIGITS = 30, 6
EARLY_OR_LATE = 1
"""So many steps of 30 seconds a clock may be ahead or behind."""


def new_key() -> str:
    """Return a key of 160 random bits in base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address(name: str, key: str) -> str:
    """Return what an app adds a user's key from, as text or as a QR code."""
    return f"otpauth://totp/Intercluster:{quote(name)}?{urlencode({'secret': key, 'issuer': 'Intercluster'})}"


def number(key: str, step: int) -> str:
    """Return the number of a step since 1970: RFC 4226's truncation of an HMAC-SHA1."""
    found = hmac.digest(base64.b32decode(key), step.to_bytes(8, "big"), "sha1")
    at = found[-1] & 0xF
    cut = int.from_bytes(found[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{cut % 10**DIGITS:0{DIGITS}}"


def step_of(key: str, said: str, now: float) -> int | None:
    """Return which step a number is of, None where it is none of now's; `now` is in seconds since 1970."""
    step = int(now) // SECONDS
    digits = "".join(said.split()).encode()
    near = range(step - EARLY_OR_LATE, step + EARLY_OR_LATE + 1)
    return next((one for one in near if hmac.compare_digest(number(key, one).encode(), digits)), None)
