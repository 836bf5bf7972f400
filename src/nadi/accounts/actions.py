"""People come, change what they do here, sign in, and leave."""

import secrets
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from nadi.accounts.models import Person, Role, SignInLink, digest_of
from nadi.accounts.rules import why_not_leave, why_not_link, why_not_role
from nadi.core.actions import Actor, action
from nadi.core.errors import Refused

LINK_LASTS = timedelta(minutes=15)


@action
def make_first_owner(*, name: str, email: str, by: Actor) -> Person:
    """The owner of a new firm; refused once there is one."""
    if Person.objects.filter(role=Role.OWNER).exists():
        raise Refused("This firm has an owner already. Ask them for an invitation.")
    return Person.objects.create_user(email=email, name=name.strip(), role=Role.OWNER)


@action
def invite(*, name: str, email: str, role: str, zone_name: str = "UTC", by: Actor) -> Person:
    """Somebody new, without a password: they come in by a one-time link."""
    _check(why_not_role(_role_of(by), None, role, _owners()))
    address = email.strip().lower()
    if Person.objects.filter(email__iexact=address).exists():
        raise Refused("Somebody with this mail address is here already.", fields={"email": ""})
    person = Person.objects.create_user(email=address, name=name.strip(), role=role)
    person.zone_name = zone_name
    person.save(update_fields=["zone_name"])
    return person


@action
def change_role(person: Person, *, role: str, by: Actor) -> Person:
    """What somebody is here for."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    _check(why_not_role(_role_of(by), held.role, role, _owners()))
    held.role = role
    held.save(update_fields=["role"])
    return held


@action
def change_profile(person: Person, *, name: str, zone_name: str, theme: str, by: Actor) -> Person:
    """How somebody is called here, where their clock is, and how pages look to them."""
    person.name, person.zone_name, person.theme = name.strip(), zone_name, theme
    person.save(update_fields=["name", "zone_name", "theme"])
    return person


@action
def leave(person: Person, *, because: str, by: Actor) -> Person:
    """Somebody leaves: they can no longer sign in, everywhere they are signed out, and their name
    stays under what they did."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    oneself = held.pk == by.pk
    _check(why_not_leave(_role_of(by), held.role, _owners(), oneself=oneself))
    held.is_active = False
    held.save(update_fields=["is_active"])
    SignInLink.objects.filter(person=held, used_at=None).delete()
    for session in UserSession.objects.filter(user=held):
        session.end()
    return held


@action
def come_back(person: Person, *, by: Actor) -> Person:
    """Somebody who left works here again, in the role they had."""
    _check(why_not_role(_role_of(by), None, person.role, _owners()))
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


@action
def make_sign_in_link(person: Person, *, by: Actor) -> str:
    """The path of a link that signs `person` in once, within 15 minutes. Only its hash is kept."""
    person.refresh_from_db(fields=["is_active", "role"])
    if not person.is_active:
        raise Refused(f"{person} does not work here any more.")
    _check(why_not_link(_role_of(by), person.role, oneself=person.pk == by.pk))
    secret = secrets.token_urlsafe(32)
    now = timezone.now()
    SignInLink.objects.create(
        person=person, digest=digest_of(secret), made_at=now, expires_at=now + LINK_LASTS
    )
    return reverse("accounts:enter", args=[secret])


@action
def use_sign_in_link(link: SignInLink, *, by: Actor) -> Person:
    """Spend a link. Two at once: one wins."""
    held = (
        SignInLink.objects.select_for_update(of=("self",)).select_related("person").get(pk=link.pk)
    )
    now = timezone.now()
    if not held.is_open(now) or not held.person.is_active:
        raise Refused("This link was used or is older than 15 minutes. Ask for a new one.")
    held.used_at = now
    held.save(update_fields=["used_at"])
    return held.person


@action
def forget_password(person: Person, *, by: Actor) -> Person:
    """Somebody who came in by a link forgot their password: it ends, and so do their sessions
    elsewhere; then they may set a new one."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    return person


@action
def end_session(session: UserSession, *, by: Actor) -> None:
    """Sign somebody out on one of their devices."""
    session.end()


def _owners() -> int:
    return Person.objects.filter(role=Role.OWNER, is_active=True).count()


def _role_of(actor: Actor) -> str | None:
    return actor.role if isinstance(actor, Person) else None


def _check(verdict: str | None) -> None:
    if verdict is not None:
        raise Refused(verdict)
