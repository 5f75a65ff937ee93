"""`blastradius fingerprint`: what to write into a credential so that its secret can be found when it leaks."""

from blastradius.cli.emit import emit


def fingerprint() -> None:
    """Read a secret from standard input and print its fingerprint, for the credential's `fingerprint:` cell.

    \b
    Examples:
      pbpaste | blastradius fingerprint
      vault kv get -field=key secret/stripe | blastradius fingerprint

    The key is taken from BLASTRADIUS_FINGERPRINT_KEY: whoever does not have it cannot test guesses against the
    inventory. The secret is neither stored nor printed. To look a leaked one up: `blastradius reach -`.
    """
    from blastradius.cli.secret import fingerprint_of_input

    emit(fingerprint_of_input() + "\n", None)
