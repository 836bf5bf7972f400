"""The frame around pages: the column, fragments, errors, the guide, and nothing inline."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import QueryDict
from django.template import engines
from django.test import Client as Browser
from django.test import RequestFactory, override_settings
from django.urls import get_resolver
from django.utils import translation

from nadi.accounts.models import Person
from nadi.clients.models import Client, ClientState
from nadi.config.frame import Place, counts_for
from nadi.config.jinja import COMPONENT_FILES, asked_anew, center_class, said
from nadi.core import centers
from nadi.core.errors import BadInput
from nadi.core.middleware import answer
from nadi.fleet.models import Device, DeviceState

SignedIn = Callable[[Person], Browser]
ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOT.glob("**/templates/**/*.html"))
HTMX = {"HX-Request": "true"}


def states_of_three(who: Person) -> list[tuple[centers.CenterConfig, float | None, str]]:
    heart, throat, root = (centers.center(one) for one in ("maintenance", "desk", "agreements"))
    return [(heart, 47, "below its line"), (throat, 88.4, "well"), (root, None, "nothing yet")]


def break_down(who: Person) -> list[object]:
    raise RuntimeError("the snapshots are gone")


def test_the_column_stands_crown_on_top(maya: Person, browser_of: SignedIn) -> None:
    with override_settings(NADI_COLUMN=f"{__name__}.states_of_three"):
        page = browser_of(maya).get("/settings/").content.decode()
    column = page[page.index('<ul class="column">') : page.index('<div class="side-nav">')]
    assert re.findall(r"<b>([\w ]+)</b>", column) == [
        "Crown", "Third Eye", "Throat", "Heart", "Solar", "Sacral", "Root",
    ]  # fmt: skip
    assert re.findall(r"<text[^>]*>([^<]+)</text>", column) == ["–", "–", "88", "47", "–", "–", "–"]
    assert 'stroke-dasharray="47.0 100"' in column
    assert "below its line" in column


def test_an_unreadable_column_leaves_the_page_standing(
    maya: Person, browser_of: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    with override_settings(NADI_COLUMN=f"{__name__}.break_down"):
        page = browser_of(maya).get("/settings/")
    assert page.status_code == 200
    assert page.content.count(b"ring without") == 7
    assert "The column could not be read" in caplog.text


def test_a_fragment_is_a_part_of_its_page(
    maya: Person, harbor: Client, browser_of: SignedIn
) -> None:
    browser = browser_of(maya)
    whole = browser.get("/clients/")
    part = browser.get("/clients/", headers=HTMX)
    assert (
        whole.headers["Vary"].count("HX-Request") == part.headers["Vary"].count("HX-Request") == 1
    )
    assert b"<html" not in part.content
    assert part.content.strip() in whole.content
    boosted = browser.get("/clients/", headers={**HTMX, "HX-Boosted": "true"})
    restored = browser.get("/clients/", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert b"<html" in boosted.content
    assert b"<html" in restored.content


def test_errors_in_three_forms(maya: Person, browser_of: SignedIn) -> None:
    browser = browser_of(maya)
    page = browser.get("/clients/nobody/")
    assert page.status_code == 404
    assert b'<ul class="column">' in page.content
    assert b"There is no such client" in page.content
    part = browser.get("/clients/nobody/", headers=HTMX)
    assert part.headers["HX-Retarget"] == "#notices"
    assert b"<html" not in part.content
    data = browser.get("/clients/nobody/", headers={"Accept": "application/json"})
    assert data.json()["code"] == "not_found"


def test_an_address_that_is_not_there(maya: Person, browser_of: SignedIn) -> None:
    page = browser_of(maya).get("/no/such/page/")
    assert page.status_code == 404
    assert b"There is no page at this address" in page.content
    stranger = Browser().get("/no/such/page/")
    assert stranger.status_code == 404
    assert b'<ul class="column">' not in stranger.content


def test_bad_input_names_its_fields(maya: Person) -> None:
    request = RequestFactory().get("/")
    request.user = maya
    shown = answer(request, BadInput("This is not a day.", fields={"due": "31 February"}))
    assert shown.status_code == 422
    assert b"31 February" in shown.content


def test_what_breaks_says_so_without_telling_what(
    maya: Person, browser_of: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> object:
        raise RuntimeError("secret internals")

    monkeypatch.setattr("nadi.core.views.search", broken)
    browser = browser_of(maya)
    browser.raise_request_exception = False
    page = browser.get("/search/?q=harbor")
    assert page.status_code == 500
    assert b"Something broke on our side" in page.content
    assert b"secret internals" not in page.content


def test_the_guide_shows_every_component(maya: Person, browser_of: SignedIn) -> None:
    assert browser_of(maya).get("/styleguide/").status_code == 200
    guide = "".join(p.read_text() for p in (ROOT / "templates" / "styleguide").glob("*.html"))
    for file in COMPONENT_FILES:
        text = (ROOT / "templates" / "components" / f"{file}.html").read_text()
        for name in re.findall(r"{% macro (\w+)", text):
            assert re.search(rf"ui\.{name}\(", guide), name
            assert re.search(rf"{{# {name}\(", text), f"{name} has no line that says what it is"


def test_no_page_names_a_class_that_is_nowhere() -> None:
    css = "".join(path.read_text() for path in (ROOT / "static/nadi/css").glob("*.css"))
    declared = set(re.findall(r"\.([a-zA-Z][\w-]*)", css))
    unknown = {}
    for path in TEMPLATES:
        for written in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")):
            plain = re.sub(r"[\w-]*({{.*?}}|{%.*?%})", " ", written)
            for name in set(plain.split()) - declared:
                unknown.setdefault(name, []).append(path.name)
    assert unknown == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_inline(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert len(text.splitlines()) <= 120


@pytest.mark.parametrize(
    "script", sorted((ROOT / "static/nadi/js").glob("*.js")), ids=lambda p: p.name
)
def test_behaviours_stay_small(script: Path) -> None:
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 80


def test_every_icon_named_is_in_the_sprite() -> None:
    sprite = (ROOT / "static/nadi/icons/icons.svg").read_text(encoding="utf-8")
    there = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    named = set(re.findall(r'ui\.icon\("([\w-]+)"\)|icons\.svg\'\) }}#([\w-]+)"', text))
    assert {one or other for one, other in named} - {""} <= there


def test_colours_of_centers() -> None:
    assert center_class("third_eye") == center_class("Third Eye") == "center-third-eye"
    assert center_class(centers.center("planning")) == "center-third-eye"
    assert center_class("") == ""


def test_names_of_urls_are_words() -> None:
    def names(patterns: list, namespace: str = "") -> list[str]:
        found = []
        for one in patterns:
            if hasattr(one, "url_patterns"):
                found += names(one.url_patterns, one.namespace or namespace)
            elif namespace:
                found.append(one.name)
        return found

    assert [
        name for name in names(get_resolver().url_patterns) if not re.fullmatch(r"[a-z_]+", name)
    ] == []


def test_what_is_vendored_is_what_was_vendored() -> None:
    static = ROOT / "static/nadi"
    table = (static / "vendor/README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([\w./-]+)` .*`([0-9a-f]{64})` \|$", table, re.MULTILINE))
    there = {
        str(path.relative_to(static))
        for folder in ("vendor", "fonts")
        for path in (static / folder).iterdir()
        if path.suffix in {".js", ".css", ".woff2"}
    }
    assert set(listed) == there | {"icons/icons.svg"}
    for name, digest in listed.items():
        assert hashlib.sha256((static / name).read_bytes()).hexdigest() == digest, name


def test_the_counts_are_those_of_what_may_be_seen(
    maya: Person, jonas: Person, sara: Person, northgate: Client, oak: Client, harbor: Client
) -> None:
    for at, client in enumerate((northgate, oak, oak)):
        Device.objects.create(client=client, name=f"PC-{at}", state=DeviceState.ACTIVE)
    Device.objects.create(client=oak, name="OLD", state=DeviceState.RETIRED)
    Client.objects.filter(pk=northgate.pk).update(state=ClientState.LEFT)
    Client.objects.create(name="Us", slug="ourselves", calendar=oak.calendar, state="managed")
    assert counts_for(maya) == {"clients": 2, "devices": 3}
    assert counts_for(jonas) == {"clients": 1, "devices": 0}
    for who in (maya, jonas, sara):
        seen = Client.objects.visible_to(who).others().exclude(state=ClientState.LEFT).count()
        devices = Device.objects.visible_to(who).exclude(state=DeviceState.RETIRED).count()
        assert counts_for(who) == {"clients": seen, "devices": devices}


def test_a_page_asks_once_whose_clients_are_seen(
    jonas: Person, browser_of: SignedIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    browser = browser_of(jonas)
    browser.get("/settings/profile/")
    with django_assert_max_num_queries(7) as ran:  # type: ignore[attr-defined]
        assert browser.get("/settings/").status_code == 200
    asked = [one["sql"] for one in ran if "LIMIT 1" in one["sql"] and "clientlimit" in one["sql"]]
    assert len(asked) == 1


def test_a_sentence_is_looked_up_in_each_language() -> None:
    with translation.override("de"):
        german = said("Yes")
    assert (said("Yes"), german) == ("Yes", "Ja")
    assert said("%(n)s of <b>", n="<i>") == "&lt;i&gt; of <b>"


def test_a_kept_part_says_what_its_values_and_the_language_say() -> None:
    part = engines["jinja2"].env.globals["part"]  # type: ignore[attr-defined]

    def side(name: str, count: int, here: str = "") -> str:
        places = (Place("clients", name, "/clients/", "l", count),)
        return str(part("components/side.html", steps=(), places=places, here=here))

    english = side("Clients", 48112)
    assert "<span>48,112</span>" in english
    assert side("Clients", 48112) == english
    assert "<span>48,113</span>" in side("Clients", 48113)
    assert 'aria-current="page"' in side("Clients", 48112, here="clients")
    assert "&lt;b&gt;" in side("<b>", 48112)
    with translation.override("de"):
        assert "<span>48.112</span>" in side("Clients", 48112)
    assert side("Clients", 48112) == english


def test_one_proof_of_origin_stands_for_all_forms_of_a_page(
    maya: Person, browser_of: SignedIn
) -> None:
    browser = browser_of(maya)
    browser.handler.enforce_csrf_checks = True
    page = browser.get("/settings/profile/").content.decode()
    proofs = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    assert proofs == set(re.findall(r'"X-CSRFToken": "(\w+)"', page))
    (proof,) = proofs
    again = browser.get("/settings/profile/").content.decode()
    assert proof not in again
    values = {"name": "Maya L", "zone_name": "UTC", "theme": "dark"}
    assert browser.post("/settings/profile/", values).status_code == 403
    values["csrfmiddlewaretoken"] = proof
    assert browser.post("/settings/profile/", values).status_code == 302


def test_the_next_page_answers_the_same_question() -> None:
    asked = QueryDict("state=over&q=a+b&page=2")
    assert asked_anew(asked, 3) == "?state=over&q=a+b&page=3"
    assert asked["page"] == "2"
    assert asked_anew(None, 2) == "?page=2"
