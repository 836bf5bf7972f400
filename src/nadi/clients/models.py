"""Clients, their sites, people, hours and vendors."""

from __future__ import annotations

import functools
from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

import holidays
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person, Role
from nadi.core.calendar import BusinessCalendar


class Calendar(models.Model):
    """The hours in which somebody is open: several windows a day, holidays, half-days.

    `week` holds seven lists, Monday first, of [start, end] in minutes after midnight; an end past
    1440 runs into the next day. `special_days` maps ISO dates to such lists; empty means closed.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    zone_name = models.CharField(_("time zone"), max_length=64, default="UTC")
    week = models.JSONField(_("week"))
    holidays_of = models.CharField(
        _("public holidays of"),
        max_length=12,
        blank=True,
        help_text=_("A country, like SE or US-NY"),
    )
    special_days = models.JSONField(_("special days"), default=dict, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    def rule(self) -> BusinessCalendar:
        """This calendar as the pure rule that counts with it."""
        closed = dict.fromkeys(public_holidays(self.holidays_of), ())
        special = {
            date.fromisoformat(day): _windows(windows) for day, windows in self.special_days.items()
        }
        week = tuple(_windows(windows) for windows in self.week)
        return BusinessCalendar(self.zone_name, week, {**closed, **special})  # type: ignore[arg-type]


def _windows(pairs: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in pairs)


@functools.lru_cache(maxsize=64)
def public_holidays(place: str) -> tuple[date, ...]:
    """The public holidays of a place like "SE" or "US-NY", for the years nadi lives in.
    An unknown place has none; the form refuses it before it is stored."""
    if not place:
        return ()
    country, _dash, part = place.partition("-")
    try:
        days = holidays.country_holidays(country, subdiv=part or None, years=range(2020, 2041))
    except NotImplementedError:
        return ()
    return tuple(sorted(days))


class ClientState(models.TextChoices):
    PROSPECT = "prospect", _("Prospect")
    MANAGED = "managed", _("Managed")
    NOTICE = "notice", _("Notice given")
    LEFT = "left", _("Left")


TALK_EVERY_DAYS = 90
OURSELVES = "ourselves"  # the slug of our own firm, whose machines we look after too


def is_limited(who: Person) -> bool:
    """Whether `who` is a technician who sees some clients only. Within a request it is asked once:
    every list of a page begins with it."""
    if who.role != Role.TECHNICIAN:
        return False
    if who.asked_once is None:
        return ClientLimit.objects.filter(person=who).exists()
    if "is_limited" not in who.asked_once:
        who.asked_once["is_limited"] = ClientLimit.objects.filter(person=who).exists()
    return bool(who.asked_once["is_limited"])


class ClientQuerySet(models.QuerySet["Client"]):
    """Clients, beginning with who is looking."""

    def visible_to(self, who: Person) -> ClientQuerySet:
        """All for staff, but for a limited technician only the named ones; a contact sees the
        client they belong to; anybody else nothing."""
        if not who.is_active:
            return self.none()
        if who.role == Role.CONTACT:
            return self.filter(contacts__person=who, contacts__left_at=None).distinct()
        if is_limited(who):
            return self.filter(pk__in=ClientLimit.objects.filter(person=who).values("client_id"))
        return self

    def served(self) -> ClientQuerySet:
        """Those we keep promises to now."""
        return self.filter(state__in=[ClientState.MANAGED, ClientState.NOTICE])

    def others(self) -> ClientQuerySet:
        """Everybody but our own firm, which nobody signs with, calls or loses."""
        return self.exclude(slug=OURSELVES)


class Client(models.Model):
    """A firm whose computers we look after, or may one day."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ClientState.choices, default=ClientState.PROSPECT
    )
    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, related_name="clients", verbose_name=_("hours")
    )
    owner = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="clients_owned",
        verbose_name=_("owner on our side"),
    )
    domains = models.JSONField(_("mail domains"), default=list, blank=True)
    about = models.TextField(_("what they do"), blank=True)
    last_talk_on = models.DateField(_("last talk"), null=True, blank=True)
    talk_every_days = models.PositiveSmallIntegerField(
        _("a talk at least every, days"), default=TALK_EVERY_DAYS, db_default=TALK_EVERY_DAYS
    )
    standing = models.TextField(_("how it stands"), blank=True, default="", db_default="")
    since = models.DateField(_("client since"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = ClientQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [models.Index(fields=["state", "name"], name="client_by_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ourselves(self) -> bool:
        return self.slug == OURSELVES


class Site(models.Model):
    """A place where a client works."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=80)
    address = models.TextField(_("address"), blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "name"], name="site_name_once_per_client")
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Somebody at a client. Signing in is a separate thing: `person` is set for those who may."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contacts")
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    decides = models.BooleanField(_("decides"), default=False)
    person = models.OneToOneField(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="contact"
    )
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "email"],
                condition=~Q(email=""),
                name="contact_address_once_per_client",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["email"], name="contact_by_email")]

    def __str__(self) -> str:
        return self.name


class Vendor(models.Model):
    """A firm we or our clients depend on; somebody on our side keeps the relation."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    provides = models.CharField(_("provides"), max_length=200, blank=True)
    support = models.TextField(_("how to reach support"), blank=True)
    owner = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="vendors_owned",
        verbose_name=_("owner on our side"),
    )
    last_talk_on = models.DateField(_("last talk"), null=True, blank=True)
    talk_every_days = models.PositiveSmallIntegerField(
        _("a talk at least every, days"), default=TALK_EVERY_DAYS, db_default=TALK_EVERY_DAYS
    )
    standing = models.TextField(_("how it stands"), blank=True)
    clients = models.ManyToManyField(Client, blank=True, related_name="vendors")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Talk(models.Model):
    """A talk with a client or a vendor, and how the relation stood after it. `last_talk_on` and
    `standing` of either are the newest of these."""

    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, null=True, blank=True, related_name="talks"
    )
    vendor = models.ForeignKey(
        Vendor, on_delete=models.CASCADE, null=True, blank=True, related_name="talks"
    )
    held_on = models.DateField(_("day"))
    standing = models.TextField(_("how it stands"), blank=True, db_default="", default="")
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-held_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(client__isnull=False, vendor__isnull=True)
                | Q(client__isnull=True, vendor__isnull=False),
                name="a_talk_is_with_one_of_both",
            )
        ]

    def __str__(self) -> str:
        return f"{self.client or self.vendor}, {self.held_on}"


class ClientLimit(models.Model):
    """That a technician may see this client. A technician without any such row sees all."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="client_limits")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "client"], name="client_limit_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} may see {self.client}"
