"""Secrets that must be usable again (a repository password) are stored sealed.

The key is a file in the data directory, never in the database: a stolen dump opens nothing.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from nadi.core.errors import Refused


def _box() -> MultiFernet:
    keys = settings.NADI_VAULT_KEYS
    if not keys:
        raise Refused("There is no vault key. Start nadi with its data directory.", code="no_key")
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> str:
    """`text` sealed with the newest vault key, fit for a text column."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again; Refused when no key of this installation fits."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Refused(
            "This secret was sealed with a key that is not here. Restore the vault key file.",
            code="wrong_key",
        ) from error
