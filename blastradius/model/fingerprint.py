"""Fingerprints of secrets: a keyed hash, so that an inventory can be searched for a leaked string and holds none."""

VARIABLE = "BLASTRADIUS_FINGERPRINT_KEY"
PREFIX = "hmac-sha256:"


def fingerprint(secret: bytes, key: str) -> str:
    """`hmac-sha256:` and 64 hexadecimal digits. Line ends around the secret do not count: pipes add them."""
    import hmac  # noqa: PLC0415 - loads OpenSSL, and only a look-up by secret needs it

    return PREFIX + hmac.new(key.encode(), secret.strip(b"\r\n"), "sha256").hexdigest()
