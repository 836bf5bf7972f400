"""What is known of trust checks: their course and what was published. Never who answered, and an
answer by itself to nobody."""

from datetime import date

from django.db.models import QuerySet

from nadi.accounts.models import Person, Role
from nadi.clients.models import Client, Contact
from nadi.core.quarters import quarter_of
from nadi.culture.models import Answer, Audience, Comment, Seat, TrustCheck
from nadi.culture.rules import trust

TECHNICIANS, OFFICE = "technicians", "office"


def checks_seen_by(who: Person) -> QuerySet[TrustCheck]:
    """Those who work here see the checks of both audiences at the same moment, whoever leads; a
    contact sees those of the clients."""
    found = TrustCheck.objects.select_related("result", "answered_by")
    return found.filter(audience=Audience.CLIENTS) if who.role == Role.CONTACT else found


def open_seats_of(who: Person, today: date) -> QuerySet[Seat]:
    """Where `who` is asked and has not answered yet. For themselves only."""
    seats = Seat.objects.filter(
        check_asked__counted_on=None, check_asked__closes_on__gte=today, has_answered=False
    ).select_related("check_asked")
    if who.role == Role.CONTACT:
        return seats.filter(contact__person=who, contact__left_at=None)
    return seats.filter(person=who)


def comments_of(check: TrustCheck) -> list[str]:
    """The words of a published result, in no order. Where the check waits, none."""
    if check.result_id is None:
        return []
    return list(
        Comment.objects.filter(check_asked__result=check.result_id).values_list("words", flat=True)
    )


def to_answer_for(who: Person) -> QuerySet[TrustCheck]:
    """Counted checks that still wait for what we heard and will do; for those who lead."""
    if not who.is_lead:
        return TrustCheck.objects.none()
    return TrustCheck.objects.filter(counted_on__isnull=False, answered_on=None)


def seats_for(audience: str) -> list[Seat]:
    """A seat, not yet saved, for everybody who would be asked today: by rule, nobody is picked. Of
    the team all but those who own the firm; of each client those who decide."""
    if audience == Audience.TEAM:
        return [
            Seat(person=one, group=TECHNICIANS if one.role == Role.TECHNICIAN else OFFICE)
            for one in _team()
        ]
    return [Seat(contact=one) for one in _deciding()]


def _team() -> QuerySet[Person]:
    return Person.objects.staff().exclude(role=Role.OWNER)


def _deciding() -> QuerySet[Contact]:
    served = Client.objects.served().others()
    contacts = Contact.objects.filter(client__in=served, decides=True, left_at=None)
    return contacts.exclude(email="").order_by("pk")


def eligible_now(audience: str) -> int:
    """How many would be asked today."""
    return _team().count() if audience == Audience.TEAM else _deciding().count()


def may_be_asked(audience: str, today: date) -> bool:
    """Whether the rules let this audience be asked today."""
    checks = TrustCheck.objects.filter(audience=audience)
    reason = trust.why_not_launch(
        eligible_now(audience),
        unanswered=checks.filter(answered_on=None).exists(),
        asked_this_quarter=checks.filter(quarter=quarter_of(today)).exists(),
    )
    return reason is None


def checks_to_count(today: date) -> list[TrustCheck]:
    return list(TrustCheck.objects.filter(counted_on=None, closes_on__lt=today))


def checks_to_remind(today: date) -> list[TrustCheck]:
    since = today - trust.REMIND_AFTER
    waiting = TrustCheck.objects.filter(counted_on=None, reminded_on=None)
    return list(waiting.filter(launched_on__lte=since, closes_on__gte=today))


def has_answers_past_keeping(today: date) -> bool:
    before = today - trust.KEEP_ANSWERS
    return Answer.objects.filter(check_asked__counted_on__lt=before).exists()
