"""What two parties agree: an agreement, its numbered versions and their terms."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.agreements.models.work import Answer, WorkType
from nadi.agreements.rules import terms
from nadi.clients.models import Calendar, Client, Vendor
from nadi.core.money import Money


class PartyKind(models.TextChoices):
    CLIENT = "client", _("Client")
    EMPLOYEE = "employee", _("Employee")
    VENDOR = "vendor", _("Vendor")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, who: Person) -> AgreementQuerySet:
        """Client and vendor agreements for staff, within a technician's clients; an employee's
        own for themselves and for those who lead."""
        if not who.is_active or not who.is_staff_member:
            return self.none()
        clients = Client.objects.visible_to(who).values("pk")
        seen = Q(client__in=clients) | Q(employee=who) | Q(kind=PartyKind.VENDOR)
        if who.is_lead:
            seen |= Q(kind=PartyKind.EMPLOYEE)
        return self.filter(seen)


class Agreement(models.Model):
    """What the firm and one other party agree, through all its versions. Its state is never
    stored: it follows from dates and signatures."""

    kind = models.CharField(_("with a"), max_length=10, choices=PartyKind.choices)
    client = models.ForeignKey(
        Client,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("client"),
    )
    employee = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("employee"),
    )
    vendor = models.ForeignKey(
        Vendor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("vendor"),
    )
    title = models.CharField(_("title"), max_length=120)
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="agreements_owned",
        verbose_name=_("owner on our side"),
    )
    ended_on = models.DateField(_("ended early on"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = AgreementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreement_has_the_party_it_names",
                condition=Q(
                    kind=PartyKind.CLIENT,
                    client__isnull=False,
                    employee__isnull=True,
                    vendor__isnull=True,
                )
                | Q(
                    kind=PartyKind.EMPLOYEE,
                    client__isnull=True,
                    employee__isnull=False,
                    vendor__isnull=True,
                )
                | Q(
                    kind=PartyKind.VENDOR,
                    client__isnull=True,
                    employee__isnull=True,
                    vendor__isnull=False,
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.party}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement", args=[self.pk])

    @property
    def party(self) -> Client | Person | Vendor:
        found = self.client or self.employee or self.vendor
        assert found is not None  # noqa: S101  a constraint holds it
        return found

    def editions(self) -> list[terms.Edition]:
        """Its versions as the rules see them."""
        return [version.edition() for version in self.versions.all()]

    def standing(self, on: date) -> terms.Standing:
        return terms.standing(self.editions(), self.ended_on, on)

    def version_on(self, on: date) -> AgreementVersion | None:
        """The version in force on a day."""
        found = terms.counting(self.editions(), self.ended_on, on)
        if found is None:
            return None
        return next(each for each in self.versions.all() if each.number == found.number)


class AgreementVersion(models.Model):
    """One numbered text of an agreement with its terms. From the first signature on nothing of it
    can change but the other signature: the database itself refuses."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    plan = models.CharField(_("plan"), max_length=60)
    text = models.TextField(_("text"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=30)
    monthly_amount = models.DecimalField(
        _("each month"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    hourly_rate = models.DecimalField(
        _("each hour outside"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    billing_step = models.PositiveSmallIntegerField(_("minutes in a billing step"), default=15)
    hours = models.ForeignKey(
        Calendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hours covered"),
    )
    acknowledge_minutes = models.PositiveSmallIntegerField(
        _("acknowledged within minutes"), null=True, blank=True
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    their_signer = models.CharField(_("signed for them by"), max_length=120, blank=True)
    their_signed_at = models.DateTimeField(null=True, blank=True)
    our_signer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    our_signed_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["agreement", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="agreement_version_number_once"
            ),
            models.CheckConstraint(
                name="version_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="version_money_has_a_currency",
                condition=Q(monthly_amount__isnull=True, hourly_rate__isnull=True)
                | Q(currency__regex=r"^[A-Z]{3}$"),
            ),
            models.CheckConstraint(
                name="version_signed_by_somebody_at_some_time",
                condition=(
                    Q(their_signed_at__isnull=True, their_signer="")
                    | Q(their_signed_at__isnull=False) & ~Q(their_signer="")
                )
                & (
                    Q(our_signed_at__isnull=True, our_signer__isnull=True)
                    | Q(our_signed_at__isnull=False, our_signer__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="version_signed_only_with_its_hash",
                condition=Q(their_signed_at__isnull=True, our_signed_at__isnull=True)
                | ~Q(sha256=""),
            ),
            models.CheckConstraint(
                name="version_billing_step_of_a_minute_or_more", condition=Q(billing_step__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:version", args=[self.agreement_id, self.number])

    @property
    def is_frozen(self) -> bool:
        """Somebody has signed it."""
        return self.their_signed_at is not None or self.our_signed_at is not None

    @property
    def is_signed(self) -> bool:
        """Both have signed it."""
        return self.their_signed_at is not None and self.our_signed_at is not None

    @property
    def monthly(self) -> Money | None:
        return self._money(self.monthly_amount)

    @property
    def rate(self) -> Money | None:
        return self._money(self.hourly_rate)

    @property
    def acknowledge(self) -> timedelta | None:
        minutes = self.acknowledge_minutes
        return None if minutes is None else timedelta(minutes=minutes)

    def _money(self, amount: object) -> Money | None:
        return None if amount is None else Money.of(str(amount), self.currency)

    def edition(self) -> terms.Edition:
        return terms.Edition(
            self.number, self.starts_on, self.ends_on, self.notice_days, self.is_signed
        )

    def digest(self) -> str:
        """SHA-256 over everything both parties sign: text, dates, money, terms and promises."""
        said = {
            "agreement": self.agreement_id,
            "party": str(self.agreement.party),
            "title": self.agreement.title,
            "number": self.number,
            "plan": self.plan,
            "text": self.text,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
            "notice_days": self.notice_days,
            "monthly": _plain(self.monthly_amount),
            "hourly": _plain(self.hourly_rate),
            "currency": self.currency,
            "billing_step": self.billing_step,
            "hours": self.hours.name if self.hours else None,
            "acknowledge_minutes": self.acknowledge_minutes,
            "coverage": sorted(
                [term.work_type.slug, term.answer, term.clause]
                for term in self.coverage_terms.select_related("work_type")
            ),
            "response": sorted(
                [term.priority, term.target_minutes, term.clause]
                for term in self.response_terms.all()
            ),
            "promises": sorted(
                [
                    *(each.sentence, each.vital, each.population, each.bound),
                    *(_plain(each.target), each.window_days),
                ]
                for each in self.standing_promises.all()
            ),
        }
        canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(amount: object) -> str | None:
    return None if amount is None else f"{amount:.4f}"


class CoverageTerm(models.Model):
    """What a version says about one kind of work, and where."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.CASCADE, related_name="coverage_terms"
    )
    work_type = models.ForeignKey(
        WorkType, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of work")
    )
    answer = models.CharField(_("is"), max_length=10, choices=Answer.choices)
    clause = models.CharField(_("clause"), max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["work_type__center", "work_type__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "work_type"], name="coverage_said_once")
        ]

    def __str__(self) -> str:
        return f"{self.work_type}: {self.get_answer_display()}"


class ResponseTerm(models.Model):
    """The first answer a version promises for one priority; an empty target is explicitly none."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.CASCADE, related_name="response_terms"
    )
    priority = models.PositiveSmallIntegerField(_("priority"))
    target_minutes = models.PositiveIntegerField(
        _("business minutes to a first answer"), null=True, blank=True
    )
    clause = models.CharField(_("clause"), max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["priority"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "priority"], name="response_said_once"),
            models.CheckConstraint(
                name="response_for_one_of_four_priorities", condition=Q(priority__range=(1, 4))
            ),
        ]

    def __str__(self) -> str:
        return f"P{self.priority}: {self.target_minutes}"

    @property
    def target(self) -> timedelta | None:
        return None if self.target_minutes is None else timedelta(minutes=self.target_minutes)
