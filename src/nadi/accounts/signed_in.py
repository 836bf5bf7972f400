"""Who a request comes from, read by two plain statements: they stand on every page."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.core.statements import columns, made, rows

SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
PERSON = f"SELECT {columns(Person, 'p')} FROM accounts_person p WHERE p.id = %s"  # noqa: S608


class SessionStore(Stored):
    """Django's sessions in the database, each read without the ORM."""

    def _validate_session_key(self, key: str | None) -> bool:
        """Nothing that the database could not even compare: a made-up cookie is nobody's."""
        valid = super()._validate_session_key(key)  # type: ignore[misc]  # the stubs leave it out
        return bool(valid) and "\0" not in (key or "")

    def load(self) -> dict[str, object]:
        found = rows(SESSION, [self.session_key, timezone.now()])
        if not found:
            self._session_key = None
            return {}
        kept: dict[str, object] = self.decode(found[0][0])
        return kept


class SignedIn(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, with the person of a session read without the ORM."""

    def get_user(self, user_id: int) -> Person | None:
        found = rows(PERSON, [user_id])
        person = made(Person, found[0]) if found else None
        return person if person is not None and person.is_active else None
