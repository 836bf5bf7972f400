"""What the centers say of the time since somebody was last here is true: it leads to its rows."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.clients.models import Client, ClientLimit
from nadi.core import centers
from nadi.core.demo import Story

LIVING = ["agreements", "monitoring", "maintenance", "desk"]
SPANS = [timedelta(days=1), timedelta(days=3), timedelta(days=28)]


def numbers(text: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


@pytest.mark.slow
def test_every_sentence_leads_to_rows_that_say_the_same(
    told_demo: Story, browser_of: Callable[[Person], Browser]
) -> None:
    now, said = told_demo.now, dict.fromkeys(LIVING, 0)
    with time_machine.travel(now, tick=False):
        for name in ("Maya Lindqvist", "Sam Okafor"):
            who = person(name)
            if name == "Sam Okafor":
                ClientLimit.objects.create(person=who, client=Client.objects.get(name="Oak & Iron"))
            browser = browser_of(who)
            for center in centers.centers():
                for span in SPANS:
                    found = center.since(who, now - span, now)
                    assert len(found) <= 3, center.label
                    for one in found:
                        said[center.label] = said.get(center.label, 0) + 1
                        answer = browser.get(one.url)
                        assert answer.status_code == 200, one
                        if "/reading/" in one.url:
                            page = answer.content.decode()
                            assert "the same." in page, one
                            summed = re.search(r"<p><b>(.*?)</b></p>", page)
                            assert summed is not None
                            above, below, *_share = numbers(summed.group(1))
                            assert {above, below} <= set(numbers(str(one.sentence))), one
    assert all(count > 0 for count in said.values()), said


def test_a_firm_without_rows_says_nothing(maya: Person, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        found = {c.label: c.since(maya, now - SPANS[2], now) for c in centers.centers()}
    assert found == {center.label: [] for center in centers.centers()}
