"""People: those who work here, and the contacts of clients who sign in."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is here for. One role a person; in a small firm the owner may do all."""

    OWNER = "owner", _("Owner")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    COORDINATOR = "coordinator", _("Coordinator")
    TECHNICIAN = "technician", _("Technician")
    FRONT_OFFICE = "front_office", _("Front office")
    CONTACT = "contact", _("Contact of a client")


STAFF = frozenset(role for role in Role if role is not Role.CONTACT)
LEADS = frozenset({Role.OWNER, Role.SERVICE_MANAGER})


class People(BaseUserManager["Person"]):
    """Everybody who can be somebody here."""

    def create_user(self, email: str, name: str, role: str, password: str | None = None) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), name=name, role=role)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def staff(self) -> models.QuerySet[Person]:
        return self.filter(is_active=True).exclude(role=Role.CONTACT).order_by("name")


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in, and whose name stands under what they did."""

    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    is_active = models.BooleanField(_("works here"), default=True)
    zone_name = models.CharField(_("time zone"), max_length=64, default="UTC")
    theme = models.CharField(
        max_length=6,
        choices=[("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        default="system",
    )
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[People] = People()
    asked_once: dict[str, object] | None = None  # answers that hold for one request; see middleware

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff_member(self) -> bool:
        return self.role != Role.CONTACT

    @property
    def is_lead(self) -> bool:
        return self.role in LEADS

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if words[1:] else words)).upper()


def digest_of(secret: str) -> str:
    """What is kept of a one-time link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class SignInLink(models.Model):
    """A one-time link that signs a person in. Only its hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link for {self.person}"

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at
