"""The six digits of an authenticator app, a new number every 30 seconds (RFC 6238), as a second factor of a login."""

import pyotp
from pyotp.utils import strings_equal

EARLY_OR_LATE = 1
"""So many steps of 30 seconds a clock may be ahead or behind."""


def new_key() -> str:
    """Return a key of 160 random bits in base32, as apps take it."""
    return pyotp.random_base32()


def address(name: str, key: str) -> str:
    """Return what an app adds a user's key from, as text or as a QR code."""
    return pyotp.TOTP(key).provisioning_uri(name=name, issuer_name="Intercluster")


def step_of(key: str, said: str, now: float) -> int | None:
    """Return which step a number is of, None where it is none of now's; `now` is in seconds since 1970."""
    numbers = pyotp.TOTP(key)
    step, digits = int(now) // numbers.interval, "".join(said.split())
    near = range(step - EARLY_OR_LATE, step + EARLY_OR_LATE + 1)
    return next((one for one in near if strings_equal(numbers.generate_otp(one), digits)), None)
