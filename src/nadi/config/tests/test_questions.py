"""Whatever stands after the question mark of an address: an answer, never a crash."""

from collections.abc import Callable

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
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


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The paths of the pages that read their question."""
    paths = set[str]()
    question = WSGIRequest.__dict__["GET"].func

    def reads(request: WSGIRequest) -> QueryDict:
        paths.add(request.path)
        return request.__dict__.setdefault("question", question(request))  # type: ignore[no-any-return]

    monkeypatch.setattr(WSGIRequest, "GET", property(reads))
    return paths


def test_a_hostile_question_is_answered(
    maya: Person, oak: Client, browser_of: Callable[[Person], Browser], read: set[str]
) -> None:
    machine = Device.objects.create(client=oak, name="FS01", state="active")
    browser = browser_of(maya)
    browser.raise_request_exception = False
    readings = [f"/reading/{center.vitals[0].name}/" for center in centers.centers()]
    paths = [
        reverse(name)
        for name, roles in TABLE.items()
        if maya.role in roles and not URLS[name].pattern.converters and "mfa" not in name
    ]
    paths += [f"/devices/{machine.pk}/", f"/devices/{machine.pk}/rows/", *readings]
    paths += [f"/devices/{machine.pk}/line/", f"/devices/{machine.pk}/said/inventory/"]

    def breaks(path: str, question: dict[str, str]) -> bool:
        return browser.get(path, question).status_code >= 500

    broken = [path for path in paths if breaks(path, dict.fromkeys(ASKED, HOSTILE[0]))]
    assert len(read) > 40
    for text in HOSTILE[1:]:  # of those who read nothing one text tells as much as all
        broken += [
            f"{p} {text}" for p in paths if p in read and breaks(p, dict.fromkeys(ASKED, text))
        ]
    for text in HOSTILE:
        alone = [{"client": text}, {"day": text}, {"start": text, "end": text}]
        broken += [f"{p} {question}" for p in readings for question in alone if breaks(p, question)]
    assert broken == []
