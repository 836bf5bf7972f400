"""A real browser for tests and pictures: headless Chromium, signed in as somebody.

    def test_the_board(page_as, aisha):
        page = page_as(aisha)                       # 1440 x 900, light
        page.goto("/desk/")
        page.get_by_role("link", name="Take another").click()

    def test_how_it_looks(pictures, maya):
        pictures(maya, "/desk/", "/desk/4/")

Pictures go to the folder NADI_PICTURES, each at 1440 and 390, light and dark. Without it nothing is
drawn: the pages are opened once and must come to rest, show their heading and complain of nothing:

    NADI_PICTURES=/tmp/pictures pytest src/nadi/desk/tests/test_pictures.py

For a nadi that runs (`./nadi up --demo`) use bench/pictures.py instead.

What the page complains about in its console (a script that failed, a style the content security
policy refused) fails the test at its end, unless the test empties `page.complaints`.
"""

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from pytest_django.fixtures import Settings as SettingsWrapper
from pytest_django.live_server_helper import LiveServer

from nadi.accounts.models import Person

#: The shell draws the same pages for two thirds of the work: it has no window that nobody sees.
PLACES = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = Path(
    os.environ.get("NADI_CHROMIUM")
    or next((place for place in PLACES if Path(place).exists()), PLACES[-1])
)
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
SETTLED = (
    "document.fonts.status === 'loaded' && !document.querySelector("
    "'.panel-wait, .htmx-request, [data-chart]:not([data-drawn=yes])')"
)
VARIANTS = [(size, scheme) for size in SIZES for scheme in ("light", "dark")]
STATIC = Path(__file__).resolve().parents[2] / "static"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright keeps an event loop in this thread; Django would take us for asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def settle(page: Page) -> None:
    """Wait until fonts are there, panels are filled and charts are drawn.

    By asking again: Playwright's own wait_for_function evaluates text within the page, which the
    content security policy rightly refuses.
    """
    for _ask in range(400):
        if page.evaluate(SETTLED):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"{page.url} did not come to rest within ten seconds")


def complain(page: Page, message: ConsoleMessage) -> None:
    if message.type == "error":
        page.complaints.append(message.text)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def window(chromium: Browser, live_server: LiveServer) -> BrowserContext:
    """What the first page of each test opens in: its styles and scripts are fetched once."""
    return chromium.new_context(base_url=live_server.url)


@contextlib.contextmanager
def all_answered() -> Iterator[None]:
    """At the end waits until what was asked of the server has its answer: a page that still reads
    would keep tables that are about to be emptied."""
    begun, ended = list[None](), list[None]()

    def begin(**_told: object) -> None:
        begun.append(None)

    def end(**_told: object) -> None:
        ended.append(None)

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    for _ask in range(500):
        if len(ended) >= len(begun):
            break
        time.sleep(0.02)
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture
def page_as(
    chromium: Browser, window: BrowserContext, live_server: LiveServer, settings: SettingsWrapper
) -> Iterator[Callable[..., Page]]:
    """A page signed in as a person (None: as nobody), at a size and in a colour scheme."""
    settings.STATIC_ROOT = str(STATIC)
    opened: list[Page] = []

    def opens(person: Person | None, *, size: str = "wide", scheme: str = "light") -> Page:
        context = chromium.new_context(base_url=live_server.url) if opened else window
        if person is not None:
            client = Client()
            client.force_login(person)
            name = django_settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        wear(page, size, scheme)
        page.complaints = []  # type: ignore[attr-defined]
        page.on("console", lambda message: complain(page, message))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
        opened.append(page)
        return page

    with all_answered():
        yield opens
        found = [text for page in opened for text in page.complaints]  # type: ignore[attr-defined]
        for page in opened:
            page.close()
            if page.context is not window:
                page.context.close()
    window.clear_cookies()
    assert not found, "the page complained: " + "; ".join(found)


def wear(page: Page, size: str, scheme: str) -> None:
    """The size and colour scheme of a page; another one costs less than another page."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    dark_or_light = "dark" if scheme == "dark" else "light"
    page.emulate_media(color_scheme=dark_or_light, reduced_motion="reduce")


@pytest.fixture
def pictures(page_as: Callable[..., Page]) -> Callable[..., None]:
    """Opens addresses as somebody; draws whole-page pictures of them where a folder was named."""
    wanted = os.environ.get("NADI_PICTURES")
    folder = Path(wanted) if wanted else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)

    def take(person: Person | None, *addresses: str) -> None:
        page = page_as(person)
        for size, scheme in VARIANTS if folder else VARIANTS[:1]:
            wear(page, size, scheme)
            for address in addresses:
                page.goto(address)
                settle(page)
                expect(page.locator("h1").first).to_be_visible()
                if folder:
                    name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "today"
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)

    return take
