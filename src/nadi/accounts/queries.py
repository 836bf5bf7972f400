"""Who is here, and where they are signed in."""

from allauth.usersessions.models import UserSession
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person, Role, SignInLink, digest_of
from nadi.core.errors import NotFound
from nadi.core.search import MOST_OF_A_KIND, Found, begins

INVITE = _("Invite somebody")


def people(who: Person, *, gone: bool = False) -> QuerySet[Person]:
    """Everybody who works here, or who did."""
    if not who.is_staff_member:
        return Person.objects.none()
    return Person.objects.exclude(role=Role.CONTACT).filter(is_active=not gone).order_by("name")


def person_for(who: Person, pk: int) -> Person:
    """One of the people who work or worked here."""
    found = (people(who) | people(who, gone=True)).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such person, or none that you may see.")
    return found


def count_by_role(who: Person) -> dict[str, int]:
    """How many hold each role."""
    rows = people(who).values("role").order_by().annotate(n=Count("pk"))
    return {row["role"]: row["n"] for row in rows}


def link_behind(secret: str) -> SignInLink:
    """The link of this secret, spent or not; NotFound where there never was one. Whoever holds the
    secret is nobody yet, so this asks without a viewer."""
    link = SignInLink.objects.select_related("person").filter(digest=digest_of(secret)).first()
    if link is None:
        raise NotFound("There is no such link. Ask for a new one.")
    return link


def sessions(who: Person) -> list[UserSession]:
    """Where `who` is signed in now, the latest first; those that ended are swept on the way."""
    found = UserSession.objects.purge_and_list(who)
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


def find(who: Person, text: str) -> list[Found]:
    """For Ctrl K: colleagues by name or mail address."""
    if not who.is_staff_member:
        return []
    rows = people(who).filter(Q(name__icontains=text) | Q(email__istartswith=text))
    found = [
        Found(
            person.name,
            str(person.get_role_display()),
            reverse("accounts:person", args=[person.pk]),
            _("People"),
        )
        for person in rows[:MOST_OF_A_KIND]
    ]
    if who.is_lead and begins(INVITE, text):
        found.append(Found(str(INVITE), "", reverse("accounts:invite"), _("Do")))
    return found
