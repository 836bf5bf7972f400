"""What Throat asks for today: the acts that help most, each with a button that does it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.core import words
from nadi.core.vitals import Ask
from nadi.desk import queries
from nadi.desk.rules.order import SENTENCES


def asks(who: Person, now: datetime) -> list[Ask]:
    """Late answers first, because somebody waits; then strays, unknown senders, mail in doubt."""
    found = [_late(who, now), _strays(who, now), _unknown(who, now), _mail(who)]
    return [ask for ask in found if ask is not None]


def _board(tab: str) -> str:
    return f"{reverse('desk:home')}?tab={tab}"


def _late(who: Person, now: datetime) -> Ask | None:
    late = queries.answers_late(who, now)
    if not late:
        return None
    first = late[0]
    title = ngettext(
        "%(n)s client waits for a first answer", "%(n)s clients wait for a first answer", len(late)
    ) % {"n": len(late)}
    return Ask(
        center="desk",
        title=title,
        why=_("The longest: %(ticket)s, due %(moment)s")
        % {"ticket": first, "moment": words.moment(first.answer_due)},
        button=_("Answer"),
        url=reverse("desk:ticket", args=[first.number]),
        method="get",
        minutes=5 * len(late),
        vital="desk.first_answer",
        gain_rows=len(late),
        urgent=True,
    )


def _strays(who: Person, now: datetime) -> Ask | None:
    reasons = queries.stray_reasons(who, now)
    total = sum(reasons.values())
    if not total:
        return None
    why = ", ".join(f"{n}: {_(SENTENCES[name]).rstrip('.')}" for name, n in reasons.items())
    return Ask(
        center="desk",
        title=ngettext("%(n)s ticket is out of process", "%(n)s tickets are out of process", total)
        % {"n": total},
        why=why,
        button=_("Look"),
        url=_board("out-of-process"),
        method="get",
        minutes=3 * total,
        vital="desk.out_of_process",
        gain_rows=total,
    )


def _unknown(who: Person, now: datetime) -> Ask | None:
    unknown = queries.counts(who, now).unknown
    if not unknown:
        return None
    return Ask(
        center="desk",
        title=ngettext(
            "%(n)s ticket belongs to nobody yet", "%(n)s tickets belong to nobody yet", unknown
        )
        % {"n": unknown},
        why=_("The sender is unknown; say which client it is."),
        button=_("Say whose"),
        url=_board("unknown"),
        method="get",
        minutes=unknown,
        vital="desk.first_answer",
        gain_rows=unknown,
    )


def _mail(who: Person) -> Ask | None:
    unsettled = queries.unsettled_mail(who).count()
    if not unsettled:
        return None
    return Ask(
        center="desk",
        title=ngettext(
            "%(n)s mail may not have arrived", "%(n)s mails may not have arrived", unsettled
        )
        % {"n": unsettled},
        why=_("Send again, or tell the client another way."),
        button=_("Look"),
        url=reverse("desk:mail"),
        method="get",
        minutes=2 * unsettled,
        vital="desk.first_answer",
        gain_rows=unsettled,
    )
