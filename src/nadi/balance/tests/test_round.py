"""The round: its questions, the four answers, what comes back, and what never counts."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings as SettingsWrapper

from nadi.accounts.models import Person
from nadi.balance import actions
from nadi.balance.models import Offer, Round
from nadi.balance.queries import offered, the_round
from nadi.balance.tests.conftest import Evidence
from nadi.core import centers
from nadi.core.errors import BadInput, NotFound, Refused
from nadi.core.models import AuditRow
from nadi.core.vitals import Ask

SignedIn = Callable[[Person], Browser]
DAY = timedelta(days=1)
FRIDAY = date(2026, 11, 27)
ROUND_BUDGET = 60
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(now: datetime, settings: SettingsWrapper) -> Iterator[time_machine.Traveller]:
    settings.NADI_ZONE = "Europe/Stockholm"
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


def ask(center: str, title: str, *, rows: int = 2, url: str = "", urgent: bool = False) -> Ask:
    url = url or f"/{center}/{title.replace(' ', '-').lower()}/?things=1,2"
    vital = f"{center}.v1"
    return Ask(center, title, "For a reason", "Look", url, "get", 10, vital, rows, urgent)


@pytest.fixture
def firm(clock: time_machine.Traveller, evidence: Evidence) -> Evidence:
    for center in centers.centers():
        evidence.asks[center.label] = [ask(center.label, f"Mend {center.energy}")]
    return evidence


@pytest.fixture
def heart(firm: Evidence) -> Evidence:
    """Only one center asks."""
    firm.asks = {"maintenance": firm.asks["maintenance"]}
    return firm


def words(page: str) -> set[str]:
    """What the page says in its head and its notices, without moments and numbers."""
    head = page.split('id="seven"')[0].split("<main")[1]
    return set(re.findall(r"[A-Za-z]+", re.sub(r"<[^>]*>", " ", head)))


def begun(who: Person, now: datetime) -> Round:
    return actions.begin_round(now, by=who)


def asked(who: Person, now: datetime, center: str = "maintenance") -> Offer | None:
    return begun(who, now).offers.filter(center=center).first()


def seen(who: Person, now: datetime, card: int = 8) -> None:
    actions.turn_to(begun(who, now), card=card, now=now, by=who)


def tend(who: Person, verb: str, at: datetime) -> None:
    AuditRow.objects.create(verb=verb, actor_id=who.pk, actor=who.name, at=at)


def test_seven_cards_one_question_each_and_begun_twice_it_is_the_same(
    firm: Evidence, maya: Person, henrik: Person, now: datetime
) -> None:
    first = begun(maya, now)
    assert [offer.center for offer in first.offers.order_by("number")] == [
        center.label for center in centers.centers()
    ]
    assert begun(maya, now + timedelta(hours=6)) == first
    assert begun(henrik, now) != first


def test_urgent_first_then_the_center_s_own_order(
    firm: Evidence, maya: Person, now: datetime
) -> None:
    calm, loud = ask("desk", "Tidy up"), ask("desk", "Answer Sara", urgent=True)
    firm.asks["desk"] = [calm, loud]
    offer = asked(maya, now, "desk")
    assert offer
    assert offer.ask["title"] == "Answer Sara"


def test_a_center_that_asks_nothing_or_cannot_be_read_has_a_card_without_a_question(
    firm: Evidence, maya: Person, now: datetime
) -> None:
    firm.asks["learning"] = []
    firm.broken.add("culture")
    cards = the_round.cards(begun(maya, now), now)
    assert [card.center.label for card in cards if card.offer is None] == ["learning", "culture"]
    assert len(cards) == 7


def test_the_one_past_its_interval_is_marked_as_first(
    firm: Evidence, maya: Person, now: datetime
) -> None:
    for center in centers.centers():
        if center.tending:
            ago = 9 if center.label == "monitoring" else 1
            tend(maya, next(iter(center.tending)), now - ago * DAY)
    firm.asks = {label: asks for label, asks in firm.asks.items() if centers.center(label).tending}
    found = begun(maya, now)
    assert found.first == "monitoring"
    turns = {card.center.label: card.turn for card in the_round.cards(found, now)}
    assert turns.pop("monitoring") == "today’s first: not tended for 9 days"
    assert set(turns.values()) == {""}


def test_left_without_a_choice_it_is_offered_again_and_the_third_time_wants_one(
    firm: Evidence, maya: Person, now: datetime
) -> None:
    for ago in (0, 1):
        offer = asked(maya, now + ago * DAY)
        assert offer
        assert not offer.must_choose
        seen(maya, now + ago * DAY)
    offer = asked(maya, now + 2 * DAY)
    assert offer
    assert offer.must_choose


def test_a_question_offered_for_the_third_time_is_not_walked_past(
    heart: Evidence, maya: Person, now: datetime
) -> None:
    for ago in (0, 1):
        seen(maya, now + ago * DAY)
    third = now + 2 * DAY
    found, offer = begun(maya, third), asked(maya, third)
    assert offer
    assert offer.must_choose
    actions.turn_to(found, card=4, now=third, by=maya)
    with pytest.raises(Refused, match="third time"):
        actions.turn_to(found, card=5, now=third, by=maya)
    with pytest.raises(Refused, match="third time"):
        actions.end_round(found, line="", now=third, by=maya)
    actions.leave_round(found, now=third, by=maya)  # leaving is always possible
    actions.let_go(offer, because="Not this month.", now=third, by=maya)
    actions.end_round(found, line="Fine.", now=third, by=maya)
    assert Round.objects.get(pk=found.pk).line == "Fine."


def test_a_card_that_was_not_seen_was_not_offered(
    firm: Evidence, maya: Person, now: datetime
) -> None:
    for ago in range(2):
        seen(maya, now + ago * DAY, card=3)
    later = begun(maya, now + 2 * DAY)
    musts = set(later.offers.filter(must_choose=True).values_list("number", flat=True))
    assert musts == {1, 2, 3}


def test_pressing_do_it_is_no_choice_an_act_is(
    heart: Evidence, maya: Person, now: datetime
) -> None:
    offer = asked(maya, now)
    assert offer is not None
    actions.take_up(offer, now=now, by=maya)
    seen(maya, now)
    seen(maya, now + DAY)
    third = asked(maya, now + 2 * DAY)
    assert third
    assert third.must_choose
    tend(maya, "maintenance.open_restore", now + 2 * DAY + timedelta(minutes=3))
    later = now + 2 * DAY + timedelta(minutes=5)
    cards = the_round.cards(begun(maya, later), later)
    assert [card.act.title for card in cards if card.act] == ["Restore opened and checked"]
    actions.leave_round(third.round, now=later, by=maya)
    fourth = asked(maya, now + 3 * DAY)
    assert fourth
    assert not fourth.must_choose


def test_somebody_elses_act_and_one_before_the_round_do_not_tend_mine(
    firm: Evidence, maya: Person, henrik: Person, now: datetime
) -> None:
    found = begun(maya, now)
    tend(henrik, "maintenance.open_restore", now + timedelta(minutes=1))
    tend(maya, "maintenance.open_restore", now - timedelta(minutes=1))
    assert the_round.acts_of(found, now + DAY) == {}


def test_scheduled_is_silent_until_its_day_and_then_asked_first(
    heart: Evidence, maya: Person, now: datetime
) -> None:
    offer = asked(maya, now)
    assert offer is not None
    actions.schedule(offer, on=FRIDAY, owner=maya, now=now, by=maya)
    assert asked(maya, now + DAY) is None
    assert the_round.round_today(maya, now + DAY).waiting == []
    heart.asks["maintenance"] = [ask("maintenance", "Something urgent", urgent=True)]
    back = asked(maya, now + 5 * DAY)  # Saturday: Friday had no round, and that changes nothing
    assert back is not None
    assert (back.source, back.ask["title"]) == (offer, "Mend Heart")
    assert the_round.round_today(maya, now + 5 * DAY).waiting == [offer]
    seen(maya, now + 5 * DAY)
    assert the_round.round_today(maya, now + 6 * DAY).waiting == []
    after = asked(maya, now + 6 * DAY)
    assert after
    assert after.ask["title"] == "Something urgent"


def test_what_came_back_is_answered_by_choosing_anew(
    firm: Evidence, maya: Person, henrik: Person, now: datetime
) -> None:
    offer = asked(maya, now)
    assert offer is not None
    actions.hand_over(offer, to=henrik, because="You know them.", now=now, by=maya)
    back = asked(henrik, now + DAY)
    assert back
    assert back.source == offer
    actions.schedule(back, on=FRIDAY, owner=henrik, now=now + DAY, by=henrik)
    offer.refresh_from_db()
    assert offer.answered == "moved"
    assert the_round.round_today(henrik, now + DAY).waiting == []
    assert the_round.round_today(maya, now + DAY).given[0].answered == "moved"


def test_an_act_answers_what_was_handed_over(
    firm: Evidence, maya: Person, henrik: Person, now: datetime
) -> None:
    offer = asked(maya, now)
    assert offer is not None
    actions.hand_over(offer, to=henrik, now=now, by=maya)
    back = asked(henrik, now)
    assert back is not None
    actions.take_up(back, now=now, by=henrik)
    tend(henrik, "maintenance.open_restore", now + timedelta(minutes=2))
    actions.leave_round(back.round, now=now + timedelta(minutes=5), by=henrik)
    offer.refresh_from_db()
    assert (offer.answered, offer.answer_line) == ("done", "Restore opened and checked")


def test_handed_over_is_seen_by_both_and_answered_with_a_line(
    firm: Evidence, maya: Person, aisha: Person, jonas: Person, now: datetime, browser_of: SignedIn
) -> None:
    offer = asked(maya, now)
    assert offer is not None
    actions.hand_over(offer, to=aisha, because="You know them.", now=now, by=maya)
    for path in ("/today/", "/given/"):
        page = browser_of(aisha).get(path).content.decode()
        assert "Maya Lindqvist handed this to you." in page
        assert "You know them." in page
    assert "Mend Heart" not in browser_of(jonas).get("/given/").content.decode()
    home = browser_of(aisha).get("/", follow=True).content.decode()
    assert "Maya Lindqvist handed something to you: Mend Heart." in home
    assert "with Aisha Karim" in browser_of(maya).get("/today/").content.decode()
    assert asked(maya, now + DAY) is None
    done = f"/given/{offer.pk}/done/"
    assert browser_of(jonas).post(done, {"because": "Mine."}).status_code == 404
    assert browser_of(aisha).post(done, {"because": " "}).status_code == 422
    browser_of(aisha).post(done, {"because": "Opened all three.", "back": "today"})
    assert browser_of(aisha).get("/given/").content.decode().strip() == ""
    page = browser_of(maya).get("/today/").content.decode()
    assert "Aisha Karim: done. “Opened all three.”" in page
    again = asked(maya, now + 2 * DAY)
    assert again
    assert not again.must_choose


def test_let_go_stays_away_until_the_facts_change(
    firm: Evidence, maya: Person, now: datetime
) -> None:
    offer = asked(maya, now)
    assert offer is not None
    with pytest.raises(BadInput):
        actions.let_go(offer, because="  ", now=now, by=maya)
    actions.let_go(offer, because="They move in May.", now=now, by=maya)
    assert asked(maya, now + DAY) is None
    firm.asks["maintenance"] = [ask("maintenance", "Mend Heart", rows=1)]
    assert asked(maya, now + 2 * DAY) is None
    firm.asks["maintenance"] = [ask("maintenance", "Mend Heart", rows=3)]
    assert asked(maya, now + 3 * DAY) is not None


def test_what_is_let_go_leaves_room_for_the_next_ask(
    firm: Evidence, maya: Person, now: datetime
) -> None:
    firm.asks["desk"] = [ask("desk", "Answer Sara", urgent=True), ask("desk", "Tidy up")]
    offer = asked(maya, now, "desk")
    assert offer is not None
    actions.let_go(offer, because="She called.", now=now, by=maya)
    other = asked(maya, now + DAY, "desk")
    assert other
    assert other.ask["title"] == "Tidy up"


@pytest.mark.parametrize("away", [timedelta(), -DAY, 400 * DAY])
def test_a_plan_lies_after_today_and_within_a_year(
    away: timedelta, firm: Evidence, maya: Person, now: datetime
) -> None:
    offer = asked(maya, now)
    assert offer is not None
    with pytest.raises(BadInput):
        actions.schedule(offer, on=now.date() + away, owner=maya, now=now, by=maya)


def test_only_to_colleagues_who_may_see_every_client(
    firm: Evidence, maya: Person, jonas: Person, sara: Person, aisha: Person, now: datetime
) -> None:
    assert set(offered.may_be_given_to(maya)) == {maya, aisha}
    offer = asked(maya, now)
    assert offer is not None
    for wrong in (jonas, sara):
        with pytest.raises(BadInput):
            actions.hand_over(offer, to=wrong, now=now, by=maya)
    with pytest.raises(BadInput):
        actions.hand_over(offer, to=maya, now=now, by=maya)


def test_the_round_is_ones_own_and_of_its_day(
    firm: Evidence, maya: Person, henrik: Person, now: datetime
) -> None:
    offer = asked(maya, now)
    assert offer is not None
    with pytest.raises(Refused, match="somebody else"):
        actions.let_go(offer, because="Mine now.", now=now, by=henrik)
    with pytest.raises(Refused, match="That day is over"):
        actions.let_go(offer, because="Late.", now=now + DAY, by=maya)
    with pytest.raises(NotFound):
        the_round.round_for(maya, now + DAY)


def test_the_day_is_the_firms(firm: Evidence, maya: Person, now: datetime) -> None:
    late = datetime.fromisoformat("2026-11-23T22:59+00:00")  # 23:59 in Stockholm
    found = begun(maya, late)
    assert found.day == date(2026, 11, 23)
    assert begun(maya, late + timedelta(minutes=2)).day == date(2026, 11, 24)


def test_no_act_of_the_round_tends_anything() -> None:
    names = {name for name in vars(actions) if hasattr(vars(actions)[name], "__nadi_action__")}
    tending = {verb for center in centers.centers() for verb in center.tending}
    assert {"begin_round", "turn_to", "take_up", "hand_over", "end_round"} <= names
    assert tending & {f"balance.{name}" for name in names} == set()


def test_a_round_done_by_clicking_through_moves_no_attention(
    firm: Evidence, maya: Person, now: datetime, browser_of: SignedIn
) -> None:
    browser = browser_of(maya)
    browser.post("/round/begin/")
    for card in range(1, 9):
        browser.post("/round/place/", {"card": card})
    browser.post("/round/end/", {"line": "Clicked."})
    page = browser.get("/today/").content.decode()
    assert "The round is done for today: good enough." in page
    assert "“Clicked.”" in page
    assert page.count("not tended yet") == 7


def test_the_page_holds_all_seven_and_leads_through(
    firm: Evidence, maya: Person, henrik: Person, now: datetime, browser_of: SignedIn
) -> None:
    browser = browser_of(maya)
    assert browser.get("/round/").headers["Location"] == "/today/"
    assert "Begin the round · 10 min" in browser.get("/today/").content.decode()
    with CaptureQueriesContext(connection) as statements:
        page = browser.post("/round/begin/", follow=True).content.decode()
    assert len(statements) <= ROUND_BUDGET
    cards = re.findall(r'data-card="(\d)"', page)
    assert cards == [str(number) for number in range(1, 9)]
    for center in centers.centers():
        assert f"Mend {center.energy}" in page
        assert str(center.purpose) in page
    assert "fourth of seven · 5 minutes left" in page
    assert "In the last seven days" in page
    browser.post("/round/place/", {"card": 4})
    bar = browser.get("/clients/").content.decode()
    assert "In the round: Heart." in bar
    assert "Tended." not in bar
    sent = browser.post("/round/maintenance/do/")
    assert (sent.status_code, sent.headers["Location"]) == (
        302,
        "/maintenance/mend-heart/?things=1,2",
    )
    tend(maya, "maintenance.open_restore", now)
    assert "Tended." in browser.get("/clients/").content.decode()
    assert "Tended: Restore opened and checked" in browser.get("/round/").content.decode()
    browser.post("/round/leave/")
    assert "In the round" not in browser.get("/clients/").content.decode()
    assert "Go on with the round" in browser.get("/today/").content.decode()


def test_an_act_of_one_press_is_done_by_the_same_press(
    firm: Evidence, maya: Person, browser_of: SignedIn
) -> None:
    one = ask("maintenance", "Run a test")
    firm.asks["maintenance"] = [
        Ask(one.center, one.title, one.why, "Run", "/maintenance/tests/start/?systems=1", "post",
            3, one.vital, 1)
    ]  # fmt: skip
    browser = browser_of(maya)
    browser.post("/round/begin/")
    sent = browser.post("/round/maintenance/do/")
    assert sent.status_code == 307
    assert sent.headers["Location"] == "/maintenance/tests/start/?systems=1"


def test_choosing_without_script_and_with_it(
    firm: Evidence, maya: Person, henrik: Person, now: datetime, browser_of: SignedIn
) -> None:
    browser = browser_of(maya)
    browser.post("/round/begin/")
    plan = {"on": "2026-11-27", "owner": maya.pk}
    sent = browser.post("/round/desk/schedule/", plan)
    assert (sent.status_code, sent.headers["Location"]) == (302, "/round/#card-5")
    part = browser.post(
        "/round/maintenance/hand-over/",
        {"to": henrik.pk, "because": "Please."},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "Handed over to Henrik Dahl." in part
    assert "<html" not in part
    assert 'id="round-sum"' in part
    page = browser.get("/round/").content.decode()
    assert "Scheduled for Friday 27 November, for you." in page
    wrong = browser.post("/round/monitoring/let-go/", {}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert wrong.headers["HX-Retarget"] == "#notices"


def test_the_next_morning_is_blank(
    firm: Evidence, maya: Person, now: datetime, browser_of: SignedIn,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    browser = browser_of(maya)
    browser.post("/round/begin/")
    browser.post("/round/place/", {"card": 3})
    clock.move_to(now + timedelta(hours=9))
    browser.post("/round/begin/")
    assert 'data-at="3"' in browser.get("/round/").content.decode()  # picked up the same day
    clock.move_to(now + DAY)
    page = browser.get("/today/").content.decode()
    assert "Begin the round · 10 min" in page
    assert "In the round" not in browser.get("/clients/").content.decode()
    for debt in ("streak", "missed", "overdue", "undone", "behind"):
        assert debt not in page.lower()
    page = browser.post("/round/begin/", follow=True).content.decode()
    assert 'data-at="1"' in page
    assert "Since you were last here, yesterday" in page


def test_a_month_away_is_greeted_like_any_morning(
    firm: Evidence, maya: Person, now: datetime, browser_of: SignedIn,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    browser = browser_of(maya)
    browser.post("/round/begin/")
    first = words(browser.get("/today/").content.decode())
    clock.move_to(now + 35 * DAY)
    browser = browser_of(maya)
    browser.post("/round/begin/")
    later = words(browser.get("/today/").content.decode())
    assert later == first
    page = browser.get("/round/").content.decode()
    assert "Since you were last here, on 23 November" in page.replace("Monday ", "")
    assert "third time" not in page


def test_the_coordinator_does_it_too_and_a_technician_only_receives(
    firm: Evidence, priya: Person, aisha: Person, browser_of: SignedIn
) -> None:
    assert browser_of(priya).post("/round/begin/", follow=True).status_code == 200
    assert browser_of(aisha).post("/round/begin/").status_code == 403
    assert "Begin the round" not in browser_of(aisha).get("/today/").content.decode()


def test_a_firm_of_one_has_nobody_to_hand_over_to(
    firm: Evidence, maya: Person, browser_of: SignedIn
) -> None:
    page = browser_of(maya).post("/round/begin/", follow=True).content.decode()
    assert "Hand over" not in page
    assert "Mend Heart" in page
