"""A kept report can be read again, once, and says why where it still cannot."""

import gzip
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core import review
from nadi.core.errors import Refused
from nadi.core.models import Event, ReviewItem
from nadi.fleet.models import Device, Observation, Sample


def kept(device: Device, **changes: object) -> ReviewItem:
    at = timezone.now() - timedelta(minutes=1)
    report = {
        "boot": str(uuid4()),
        "sequence": 1,
        "names": ["cpu.percent"],
        "samples": [{"at": at.isoformat(), "values": [3.5]}],
        "observations": [{"kind": "reboot", "at": at.isoformat(), "body": {"known": False}}],
        **changes,
    }
    raw = gzip.compress(json.dumps(report).encode())
    return review.keep("report", "why", raw, about={"device_id": device.pk, "error": "malformed"})


@pytest.fixture
def machine(harbor: Client) -> Device:
    return Device.objects.create(client=harbor, name="FS02", state="active")


def test_it_is_stored_as_if_understood_when_it_came(machine: Device, aisha: Person) -> None:
    item = review.replay(kept(machine), by=aisha)
    assert item.state == ReviewItem.State.REPLAYED
    assert Sample.objects.get(device=machine).values == [3.5]
    assert Observation.objects.get(device=machine).received_at == item.created_at
    assert Event.objects.filter(name="fleet.ObservationReceived").count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sequence": "one"}, "not understood"),
        ({"samples": [{"at": "1970-01-01T00:00:00Z", "values": [1]}]}, "too long ago"),
        ({"names": ["a", "b"]}, "another number of values"),
    ],
)
def test_what_is_still_wrong_says_so_and_stores_nothing(
    machine: Device, aisha: Person, changes: dict, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        review.replay(kept(machine, **changes), by=aisha)
    assert not Sample.objects.filter(device=machine).exists()


def test_one_number_is_stored_once(machine: Device, aisha: Person) -> None:
    boot = str(uuid4())
    review.replay(kept(machine, boot=boot), by=aisha)
    with pytest.raises(Refused, match="here already"):
        review.replay(kept(machine, boot=boot), by=aisha)
    assert Sample.objects.filter(device=machine).count() == 1
