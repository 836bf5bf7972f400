"""The worker's round over web addresses, against a real server that fails and recovers."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.models import Event
from nadi.monitoring import looking
from nadi.monitoring.actions import add_http_check, stop_http_check, take_up_usual_rules
from nadi.monitoring.models import Alert, CheckResult, HttpCheck, Watch

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Moody(ThreadingHTTPServer):
    status = 200


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"Open until five"
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@pytest.fixture
def shop() -> Iterator[Moody]:
    server = Moody(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def check(shop: Moody, oak: Client, maya: Person) -> HttpCheck:
    take_up_usual_rules(owner=maya, by=maya)
    return add_http_check(
        HttpCheck(
            client=oak,
            name="Shop",
            url=f"http://127.0.0.1:{shop.server_port}/",
            expected_text="Open",
            inside=True,
            next_at=timezone.now(),
        ),
        by=maya,
    )


def rounds(check: HttpCheck, number: int) -> None:
    """The check comes due this many times; the clock of its watch is the real one."""
    for _ in range(number):
        HttpCheck.objects.filter(pk=check.pk).update(next_at=timezone.now())
        assert looking.look_at_due(timezone.now()) == 1


def words() -> list[str]:
    told = Event.objects.filter(name__startswith="monitoring.Alert").order_by("pk")
    return [event.name.removeprefix("monitoring.Alert") for event in told]


def test_three_failures_raise_and_one_success_clears(shop: Moody, check: HttpCheck) -> None:
    rounds(check, 1)
    shop.status = 500
    rounds(check, 2)
    assert words() == []
    rounds(check, 1)
    assert words() == ["Raised"]
    assert str(Alert.objects.get()) == (
        "Shop does not answer as it should. It answered 500; 200 was expected."
    )
    shop.status = 200
    rounds(check, 1)
    assert words() == ["Raised", "Cleared"]
    kept = CheckResult.objects.order_by("pk").values_list("fine", "status")
    assert list(kept) == [(True, 200), (False, 500), (False, 500), (False, 500), (True, 200)]


def test_two_failures_are_nobodys_business(shop: Moody, check: HttpCheck) -> None:
    for status in (500, 500, 200, 500, 500, 200):
        shop.status = status
        rounds(check, 1)
    assert words() == []
    assert Alert.objects.count() == 0


def test_what_is_claimed_is_not_claimed_twice_and_keeps_its_rhythm(
    check: HttpCheck, now: datetime
) -> None:
    HttpCheck.objects.update(next_at=now)
    assert [one.pk for one in looking.claim(now + 150 * timedelta(seconds=1))] == [check.pk]
    assert looking.claim(now + 150 * timedelta(seconds=1)) == []
    check.refresh_from_db()
    assert check.next_at == now + 3 * MINUTE


def test_many_addresses_are_looked_at_side_by_side(
    shop: Moody, check: HttpCheck, oak: Client, maya: Person
) -> None:
    for number in range(12):
        add_http_check(
            HttpCheck(client=oak, name=f"Shop {number}", url=check.url, inside=True), by=maya
        )
    assert looking.look_at_due(timezone.now()) == 13
    assert CheckResult.objects.filter(fine=True).count() == 13


def test_an_address_nobody_looks_at_ends_its_alert(
    shop: Moody, check: HttpCheck, maya: Person, deliver: Callable[[], int]
) -> None:
    shop.status = 503
    rounds(check, 3)
    stop_http_check(check, because="the shop closed", by=maya)
    assert words() == ["Raised", "Cleared"]
    assert not Watch.objects.exists()
    assert looking.look_at_due(timezone.now() + 5 * MINUTE) == 0
