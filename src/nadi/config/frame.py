"""What the frame around every page says: the column, the places, who is here, and when.

Everything is read only when a template asks for it, so a fragment costs nothing here.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.balance.queries.figures import places
from nadi.balance.queries.the_round import OPEN, Bar, bar
from nadi.clients.models import ClientState, is_limited
from nadi.clients.queries import clients_visible_to
from nadi.config.jinja import url_or_none
from nadi.config.permissions import NOBODY, TABLE
from nadi.core import words
from nadi.core.centers import CenterConfig, centers
from nadi.fleet.models import Device, DeviceState

log = logging.getLogger("nadi.frame")
KEYS = {
    "root": "r", "sacral": "a", "solar": "s", "heart": "h",
    "throat": "t", "third-eye": "e", "crown": "c",
}  # fmt: skip
FIELD = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
ColumnRow = tuple[CenterConfig, float | None, str]
Column = Callable[[Person], Iterable[ColumnRow]]


@dataclass(frozen=True, slots=True)
class Step:
    """One ring of the column."""

    label: str
    slug: str
    energy: str
    subtitle: str
    score: float | None
    words: str
    href: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Place:
    label: str
    name: str
    href: str
    key: str
    count: int | None = None


class Frame:
    """One per request; `frame` in every template."""

    def __init__(self, request: HttpRequest) -> None:
        user = getattr(request, "user", None)
        self.who: Person | None = user if isinstance(user, Person) else None
        self._round: object = getattr(request, "session", {}).get(OPEN)
        self.firm: str = settings.NADI_FIRM

    @property
    def theme(self) -> str:
        return self.who.theme if self.who else "system"

    @property
    def today(self) -> str:
        now = timezone.now()
        return f"{words.day(now)}, {words.time(now)}"

    @property
    def today_short(self) -> str:
        """For the phone: Mon 23 Nov, 08:10"""
        now = timezone.localtime()
        return f"{words.dated(now.date(), 'EEE d MMM')}, {words.time(now)}"

    @cached_property
    def column(self) -> tuple[Step, ...]:
        """Crown on top, Root at the base. Without a reader of balance: seven empty rings."""
        if self.who is None or not self.who.is_staff_member:
            return ()
        known = {center.label: (score, said) for center, score, said in read_column(self.who)}
        silent = (None, _("not enough evidence yet"))
        return tuple(
            Step(
                center.label,
                center.slug,
                center.energy,
                str(center.subtitle),
                *known.get(center.label, silent),
                self.opens(center.home),
                KEYS.get(center.slug, ""),
            )
            for center in reversed(centers())
        )

    @cached_property
    def round(self) -> Bar | None:
        """Where an open round waits; costs nothing while none is open."""
        return bar(self.who, self._round, timezone.now()) if self.who and self._round else None

    @cached_property
    def places(self) -> tuple[Place, ...]:
        counts = self._counts
        wanted = (
            ("today", _("Today"), "balance:today", "g"),
            ("clients", _("Clients"), "clients:home", "l"),
            ("devices", _("Devices"), "fleet:home", "d"),
            ("promises", _("Promises"), "agreements:promises", "p"),
            ("settings", _("Settings"), "accounts:settings", ","),
        )
        found = ((label, name, self.opens(url), key) for label, name, url, key in wanted)
        return tuple(
            Place(label, name, href, key, counts.get(label))
            for label, name, href, key in found
            if href is not None
        )

    @cached_property
    def bottom(self) -> tuple[Place, ...]:
        """The phone's bottom bar; Search is added by the template."""
        wanted = (
            ("today", _("Today"), "balance:today"),
            ("desk", _("Desk"), "desk:home"),
            ("clients", _("Clients"), "clients:home"),
        )
        found = ((label, name, self.opens(url)) for label, name, url in wanted)
        return tuple(
            Place(label, name, href, "") for label, name, href in found if href is not None
        )

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        if self.who is None:
            return {}
        return counts_for(self.who)

    def may(self, name: str) -> bool:
        """Whether this person's role opens the page of that name."""
        return self.who is not None and self.who.role in TABLE.get(name, NOBODY)

    def opens(self, name: str) -> str | None:
        """The address of a page, if it exists and this person's role may open it."""
        return url_or_none(name) if self.may(name) else None


def counts_for(who: Person) -> dict[str, int]:
    """How many clients and devices the column's places hold. Whoever sees all, as nearly everybody
    here does, costs one plain statement; it is asked on every page."""
    if who.is_active and who.is_staff_member and not is_limited(who):
        clients, devices = places(timezone.now())
        return {"clients": clients, "devices": devices}
    return {
        "clients": clients_visible_to(who).others().exclude(state=ClientState.LEFT).count(),
        "devices": Device.objects.visible_to(who).exclude(state=DeviceState.RETIRED).count(),
    }


def read_column(who: Person) -> list[ColumnRow]:
    """The state of the seven as balance tells it (NADI_COLUMN). What cannot be read leaves the
    rings empty: the column stands on every page, and must not take the page with it."""
    try:
        read: Column = import_string(settings.NADI_COLUMN)
        return list(read(who))
    except Exception:  # the boundary between every page and the reading of balance
        log.exception("The column could not be read.")
        return []


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor. All forms of one page carry one proof of origin: to mask it anew for each
    is the dearest thing about a form."""
    token = SimpleLazyObject(lambda: get_token(request))
    field = SimpleLazyObject(lambda: format_html(FIELD, token))
    return {"frame": Frame(request), "csrf_token": token, "csrf_input": field}
