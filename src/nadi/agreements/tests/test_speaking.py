"""Words given in every direction, and what becomes of them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from nadi.accounts.models import Person
from nadi.agreements import actions
from nadi.agreements.models import Direction, SpokenPromise
from nadi.agreements.queries import promise_shelf, promises_about
from nadi.agreements.rules.spoken import Word, kept_on_time
from nadi.agreements.vitals import VITALS
from nadi.clients.models import Client, Vendor
from nadi.core.errors import BadInput, NotFound, Refused
from nadi.core.models import Event
from nadi.core.tests.chance import tries
from nadi.core.vitals import Reading, Window

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_six_directions(harbor: Client, henrik: Person, maya: Person) -> None:
    vendor = Vendor.objects.create(name="Fiberlane")
    due = {"due_at": NOW + HOUR, "by": maya}
    said = [
        actions.make_spoken_promise("to a client", client=harbor, **due),
        actions.make_spoken_promise("to a colleague", employee=henrik, **due),
        actions.make_spoken_promise("to a vendor", vendor=vendor, **due),
        actions.make_spoken_promise("mine", **due),
        actions.make_spoken_promise(
            "theirs", client=harbor, direction=Direction.CLIENT_TO_US, **due
        ),
        actions.make_spoken_promise(
            "the vendor's", vendor=vendor, direction=Direction.VENDOR_TO_US, **due
        ),
    ]
    assert [each.direction for each in said] == [
        Direction.US_TO_CLIENT,
        Direction.US_TO_EMPLOYEE,
        Direction.US_TO_VENDOR,
        Direction.EMPLOYEE_TO_US,
        Direction.CLIENT_TO_US,
        Direction.VENDOR_TO_US,
    ]
    assert {each.owner for each in said} == {maya}
    assert said[0].zone_name == "Europe/Stockholm"
    shelf = promise_shelf(maya, NOW - HOUR)
    assert (len(shelf.mine), len(shelf.ours), len(shelf.theirs)) == (4, 0, 2)
    assert Event.objects.filter(name="agreements.PromiseSpoken").count() == 6


@pytest.mark.parametrize(
    ("sentence", "hours", "direction", "problem"),
    [
        ("", 1, None, "in one sentence"),
        ("x" * 241, 1, None, "in one sentence"),
        ("I call", 0, None, "in the future"),
        ("I call", -5, None, "in the future"),
        ("I call", 1, Direction.CLIENT_TO_US, "one other side"),
        ("I call", 1, Direction.US_TO_VENDOR, "one other side"),
    ],
)
def test_a_bad_word_gets_a_sentence(
    maya: Person, sentence: str, hours: int, direction: Direction | None, problem: str
) -> None:
    with pytest.raises(BadInput, match=problem):
        actions.make_spoken_promise(
            sentence, due_at=NOW + hours * HOUR, direction=direction, by=maya
        )
    assert not SpokenPromise.objects.exists()


def test_nobody_speaks_for_a_client_they_may_not_see(oak: Client, jonas: Person) -> None:
    with pytest.raises(NotFound):
        actions.make_spoken_promise("I call", due_at=NOW + HOUR, client=oak, by=jonas)


def test_consent_in_time_moves_it_and_too_late_leaves_it_late(maya: Person) -> None:
    first = actions.make_spoken_promise("one", due_at=NOW + HOUR, by=maya)
    moved = actions.renegotiate_promise(first, due_at=NOW + 9 * HOUR, consent="Sara", by=maya)
    assert (moved.due_at, moved.missed_at) == (NOW + 9 * HOUR, None)
    late = actions.renegotiate_promise(
        moved, due_at=NOW + 30 * HOUR, consent="Sara", at=NOW + 10 * HOUR, by=maya
    )
    assert late.missed_at == NOW + 9 * HOUR
    assert [step.old_due_at for step in late.renegotiations.all()] == [NOW + HOUR, NOW + 9 * HOUR]
    kept = actions.keep_promise(late, at=NOW + 11 * HOUR, by=maya)
    assert kept.kept_on_time(NOW + 12 * HOUR) is False
    with pytest.raises(Refused, match="settled already"):
        actions.keep_promise(kept, by=maya)
    other = actions.make_spoken_promise("two", due_at=NOW + HOUR, by=maya)
    with pytest.raises(BadInput, match="Who agreed"):
        actions.renegotiate_promise(other, due_at=NOW + 2 * HOUR, consent=" ", by=maya)


def test_what_was_promised_about_a_thing(harbor: Client, aisha: Person) -> None:
    actions.make_spoken_promise(
        "next word", due_at=NOW + HOUR, client=harbor, about_url="/desk/1/", by=aisha
    )
    outside = actions.make_spoken_promise(
        "elsewhere", due_at=NOW + HOUR, client=harbor, about_url="https://evil.example/", by=aisha
    )
    assert [each.sentence for each in promises_about("/desk/1/")] == ["next word"]
    assert outside.about_url == ""


def _reading(name: str, window: Window, client: Client) -> Reading | None:
    vital = next(each for each in VITALS if each.name == f"agreements.{name}")
    return next((r for r in vital.read(window, None) if r.client_id == client.pk), None)


def test_the_vitals_of_words(harbor: Client, aisha: Person) -> None:
    def say(due: timedelta) -> SpokenPromise:
        return actions.make_spoken_promise(
            "a word", due_at=NOW - due, said_at=NOW - 9 * HOUR * 24, client=harbor, by=aisha
        )

    actions.keep_promise(say(5 * HOUR), at=NOW - 6 * HOUR, by=aisha)
    actions.keep_promise(say(5 * HOUR), at=NOW - 4 * HOUR, by=aisha)
    actions.let_go_of_promise(say(5 * HOUR), because="solved", at=NOW - 6 * HOUR, by=aisha)
    say(HOUR)
    say(-HOUR)
    window = Window.before(NOW, timedelta(days=28))
    on_time = _reading("spoken_on_time", window, harbor)
    assert on_time is not None
    assert (on_time.numerator, on_time.denominator, on_time.n) == (1, 3, 3)
    assert on_time.fresh_at == NOW, "what falls due by the clock is known until now"
    late = _reading("past_due", window, harbor)
    assert late is not None
    assert (late.numerator, late.denominator, late.n) == (Decimal(1), None, 5)


minutes = st.integers(-5000, 5000)


@tries(300)
@given(
    due=minutes,
    settled=st.sampled_from(["", "kept", "broken", "let_go"]),
    settled_at=minutes,
    missed=st.none() | minutes,
    now=minutes,
)
def test_a_late_word_is_never_counted_as_kept_on_time(
    due: int, settled: str, settled_at: int, missed: int | None, now: int
) -> None:
    def at(minute: int) -> datetime:
        return NOW + timedelta(minutes=minute)

    word = Word(
        at(due),
        settled,
        at(settled_at) if settled else None,
        None if missed is None else at(missed),
    )
    found = kept_on_time(word, at(now))
    if found:
        assert settled == "kept"
        assert settled_at <= due
        assert missed is None
    if not settled and now > due:
        assert found is False
