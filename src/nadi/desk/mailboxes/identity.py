"""Who we are in the mail: our address, our domain, and the key of our message ids."""

import hashlib
import hmac

from django.apps import apps
from django.conf import settings

from nadi.desk.rules.threading import domain_of, make_id, ticket_of

SAYING = "desk.mail_address"


def address() -> str:
    """What the firm said of itself, else what the environment says. The rows are asked for by
    name: the front reads this module before Django has any."""
    said = apps.get_model("core", "Said")._default_manager.filter(name=SAYING)
    return str(said.values_list("value", flat=True).first() or settings.NADI_MAIL_ADDRESS).lower()


def domain() -> str:
    return domain_of(address()) or "localhost"


def key() -> bytes:
    """Derived from the installation's secret, so that it needs no place of its own."""
    secret = str(settings.SECRET_KEY).encode()
    return hmac.new(secret, b"nadi.desk message ids", hashlib.sha256).digest()


def greeting() -> str:
    """What the door for mail says of itself, so that nadi knows its own door from a stranger's."""
    secret = str(settings.SECRET_KEY).encode()
    return f"nadi {hmac.new(secret, b'nadi.desk door', hashlib.sha256).hexdigest()[:12]}"


def message_id(number: int, entry: str) -> str:
    return make_id(number, entry, key=key(), domain=domain())


def number_in(message_id: str) -> int | None:
    return ticket_of(message_id, key())
