"""Whatever stands after the question mark of an address: an answer, never a crash."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.config.permissions import TABLE
from nadi.config.tests.test_doors import URLS
from nadi.core import centers
from nadi.fleet.models import Device

HOSTILE = ["\0", "²²", "-1", "9" * 30, "1_1e400_1", "0001-01-01T00:00:00+14:00", "' OR 1=1 --", "é"]
ASKED = (
    *("q", "page", "state", "after", "tab", "series", "span", "row", "client", "day", "population"),
    *("kind", "due", "next", "device", "systems", "start", "end", "about_url", "who", "severity"),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_question_is_answered(
    text: str, maya: Person, oak: Client, browser_of: Callable[[Person], Browser]
) -> None:
    machine = Device.objects.create(client=oak, name="FS01", state="active")
    browser = browser_of(maya)
    browser.raise_request_exception = False
    paths = [
        reverse(name)
        for name, roles in TABLE.items()
        if maya.role in roles and not URLS[name].pattern.converters and "mfa" not in name
    ]
    paths += [f"/devices/{machine.pk}/", f"/devices/{machine.pk}/rows/"]
    paths += [f"/devices/{machine.pk}/line/", f"/devices/{machine.pk}/said/inventory/"]
    paths += [f"/reading/{vital.name}/" for vital in centers.vitals().values()]
    everything = dict.fromkeys(ASKED, text)
    alone = [{"client": text}, {"day": text}, {"start": text, "end": text}]
    broken = [path for path in paths if browser.get(path, everything).status_code >= 500]
    broken += [
        f"{path} {question}"
        for path in (f"/reading/{c.vitals[0].name}/" for c in centers.centers())  # one page reads
        for question in alone
        if browser.get(path, question).status_code >= 500
    ]
    assert broken == []
