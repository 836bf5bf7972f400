"""Root's pages: they open, they do what their buttons say, and strangers see nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from nadi.accounts.models import Person
from nadi.agreements.actions import (
    Paper,
    add_standing_promise,
    draft_agreement,
    judge_promises,
    make_spoken_promise,
    sign_for_them,
    sign_for_us,
    write_version,
)
from nadi.agreements.models import (
    Agreement,
    AgreementVersion,
    SpokenPromise,
    StandingPromise,
    TimeEntry,
    Verdict,
)
from nadi.agreements.models.standing import BoundChoice
from nadi.agreements.queries import find, standing_in_force, work_type
from nadi.clients.models import Client

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
BrowserOf = Callable[[Person], Browser]


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def version(harbor: Client, maya: Person) -> AgreementVersion:
    agreement = draft_agreement(harbor, title="Managed services", owner=maya, by=maya)
    paper = Paper(
        "Gold",
        NOW.date() - timedelta(days=300),
        text="# Gold\n\nWe *look after* it. <script>alert(1)</script>",
        monthly_amount=Decimal("1450.00"),
        currency="EUR",
    )
    made = write_version(agreement, paper, by=maya)
    add_standing_promise(
        made,
        sentence="Every word we give is kept on time",
        vital="agreements.spoken_on_time",
        bound=BoundChoice.AT_LEAST,
        target=Decimal(90),
        window_days=28,
        by=maya,
    )
    return made


@pytest.fixture
def signed(version: AgreementVersion, maya: Person) -> AgreementVersion:
    sign_for_us(version, by=maya)
    return sign_for_them(version, name="Dr. Lund", by=maya)


@pytest.fixture
def word(harbor: Client, aisha: Person) -> SpokenPromise:
    return make_spoken_promise(
        "I call you by three", due_at=NOW + timedelta(hours=7), client=harbor, by=aisha
    )


@pytest.mark.parametrize(
    "path",
    [
        "/agreements/",
        "/agreements/all/",
        "/agreements/all/?with=employee",
        "/agreements/all/?with=nonsense",
        "/agreements/new/",
        "/agreements/time/",
        "/agreements/standing/",
        "/agreements/standing/?vital=desk.first_answer",
        "/promises/",
        "/promises/?show=ours",
        "/promises/?show=theirs",
        "/promises/?show=settled",
        "/promises/?show=nonsense",
        "/promises/speak/",
    ],
)
def test_empty_pages_say_what_would_fill_them(
    path: str, maya: Person, browser_of: BrowserOf
) -> None:
    assert browser_of(maya).get(path).status_code == 200


def test_every_page_of_a_signed_agreement_opens(
    signed: AgreementVersion, word: SpokenPromise, maya: Person, browser_of: BrowserOf
) -> None:
    judge_promises(standing_in_force(NOW), now=NOW, by=maya)
    promise, verdict = StandingPromise.objects.get(), Verdict.objects.get()
    browser = browser_of(maya)
    for path in (
        "/agreements/",
        "/agreements/all/",
        signed.agreement.get_absolute_url(),
        signed.get_absolute_url(),
        promise.get_absolute_url(),
        verdict.get_absolute_url(),
        word.get_absolute_url(),
        f"/agreements/client/{signed.agreement.client_id}/panel/",
        "/promises/?client=harbor-dental",
    ):
        response = browser.get(path)
        assert response.status_code == 200, path
        assert b"<script>alert" not in response.content
    assert b"There is no evidence in this window" in browser.get(verdict.get_absolute_url()).content


def test_what_can_be_found(
    signed: AgreementVersion, word: SpokenPromise, oak: Client, maya: Person, jonas: Person
) -> None:
    actions = draft_agreement(oak, title="Managed services", owner=maya, by=maya)
    make_spoken_promise("I call Oak", due_at=NOW + timedelta(hours=1), client=oak, by=maya)
    assert next(each.url for each in find(maya, "oak")) == actions.get_absolute_url()
    assert [each.title for each in find(maya, "call")] == ["I call Oak", "I call you by three"]
    assert [each.title for each in find(jonas, "call")] == ["I call you by three"]
    assert find(jonas, "oak") == []
    assert [each.url for each in find(jonas, "give")] == ["/promises/speak/"]


def test_home_puts_the_late_word_first(
    signed: AgreementVersion, word: SpokenPromise, aisha: Person, browser_of: BrowserOf
) -> None:
    SpokenPromise.objects.update(due_at=NOW - timedelta(hours=1), said_at=NOW - timedelta(days=1))
    page = browser_of(aisha).get("/agreements/").content.decode()
    assert "<h1>I call you by three</h1>" in page


def test_two_fields_are_enough(aisha: Person, browser_of: BrowserOf) -> None:
    browser = browser_of(aisha)
    preview = browser.get("/promises/speak/due/", {"due": "by three"}).content.decode()
    assert "Monday 23 November, 15:00, Europe/Stockholm" in preview
    said = {"sentence": "I read the firewall log", "due": "by three"}
    response = browser.post("/promises/speak/", {**said, "next": "/agreements/"})
    assert (response.status_code, response["Location"]) == (302, "/agreements/")
    promise = SpokenPromise.objects.get()
    assert (promise.owner, promise.direction) == (aisha, "employee_to_us")
    assert promise.due_at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    bad = browser.post("/promises/speak/", {**said, "due": "27/11"})
    assert bad.status_code == 422
    assert "27/11 can be read two ways" in bad.content.decode()


def test_the_two_fields_come_as_a_part_for_any_page(
    aisha: Person, harbor: Client, browser_of: BrowserOf
) -> None:
    address = "/promises/speak/?client=harbor-dental&about=Ticket+4821&about_url=/desk/4821/"
    part = browser_of(aisha).get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "About Ticket 4821" in part
    values = {
        "sentence": "You hear from me",
        "due": "tomorrow 10:00",
        "client": harbor.slug,
        "about": "Ticket 4821",
        "about_url": "/desk/4821/",
        "next": "//evil.example/",
    }
    response = browser_of(aisha).post("/promises/speak/", values)
    promise = SpokenPromise.objects.get()
    assert response["Location"] == promise.get_absolute_url()
    assert (promise.client, promise.about_url) == (harbor, "/desk/4821/")


def test_a_word_is_kept_renegotiated_let_go_and_broken(
    word: SpokenPromise, aisha: Person, browser_of: BrowserOf
) -> None:
    browser, at = browser_of(aisha), word.get_absolute_url()
    moved = browser.post(f"{at}renegotiate/", {"due": "tomorrow 9:00", "consent": "Dr. Lund"})
    assert moved.status_code == 302
    assert b"agreed by Dr. Lund" in browser.get(at).content
    assert browser.post(f"{at}renegotiate/", {"due": "soon", "consent": "x"}).status_code == 422
    assert browser.post(f"{at}break/", {"because": ""}).status_code == 422
    assert browser.post(f"{at}keep/").status_code == 302
    word.refresh_from_db()
    assert word.settled == "kept"
    assert browser.post(f"{at}let-go/", {"because": "done"}).status_code == 409


def test_from_draft_to_signature_by_pages(
    harbor: Client, maya: Person, browser_of: BrowserOf
) -> None:
    browser = browser_of(maya)
    made = browser.post(
        "/agreements/new/", {"client": harbor.slug, "title": "Care", "owner": maya.pk}
    )
    agreement = Agreement.objects.get()
    assert made["Location"] == f"/agreements/{agreement.pk}/versions/new/"
    paper = {
        "plan": "Silver",
        "starts_on": "2026-12-01",
        "notice_days": "30",
        "monthly_amount": "900",
        "currency": "eur",
        "billing_step": "15",
        "text": "Words.",
    }
    at = browser.post(made["Location"], paper)["Location"]
    assert browser.get(at).status_code == 200
    said = {"answer_reactive": "covered", "clause_reactive": "3.2", "target_1": "30"}
    assert browser.post(f"{at}terms/", {**said, "target_4": "none"}).status_code == 302
    promise = {
        "sentence": "Words are kept",
        "vital": "agreements.spoken_on_time",
        "bound": "at_least",
        "target": "95",
        "window_days": "28",
    }
    assert browser.post(f"{at}promise/", promise).status_code == 302
    assert browser.post(f"{at}promise/", {**promise, "target": "195"}).status_code == 422
    edited = browser.post(f"{at}edit/", {**paper, "ends_on": "2026-11-01"})
    assert (edited.status_code, b"ends before it begins" in edited.content) == (422, True)
    assert browser.post(f"{at}sign/").status_code == 302
    assert browser.post(f"{at}edit/", paper).status_code == 422
    theirs = {"name": "Dr. Lund", "on": "2026-11-20"}
    assert browser.post(f"{at}sign-theirs/", theirs).status_code == 302
    version = AgreementVersion.objects.get()
    assert version.is_signed
    assert version.sha256 == version.digest()
    page = browser.get(at).content.decode()
    assert version.sha256 in page
    assert "explicitly none" in page


def test_time_by_pages(harbor: Client, aisha: Person, browser_of: BrowserOf) -> None:
    browser = browser_of(aisha)
    kind = work_type("reactive").pk
    start = {"work_type": kind, "client": harbor.slug, "about": "VPN drops"}
    assert browser.post("/agreements/time/start/", start).status_code == 302
    assert b"VPN drops" in browser.get("/agreements/time/").content
    assert browser.post("/agreements/time/stop/", {"note": "Done."}).status_code == 302
    assert browser.post("/agreements/time/stop/").status_code == 409
    logged = {"work_type": kind, "minutes": 25, "client": harbor.slug}
    assert browser.post("/agreements/time/", logged).status_code == 302
    entry = TimeEntry.objects.get(minutes=25)
    at = f"/agreements/time/{entry.pk}/"
    assert browser.get(at).status_code == 200
    wrong = {"work_type": kind, "minutes": 10, "because": ""}
    assert browser.post(at, wrong).status_code == 422
    assert browser.post(at, {**wrong, "because": "Lunch."}).status_code == 302
    page = browser.get(at).content.decode()
    assert "replaced" in page


def test_limits_hold_on_every_page(
    signed: AgreementVersion,
    oak: Client,
    maya: Person,
    jonas: Person,
    henrik: Person,
    browser_of: BrowserOf,
) -> None:
    """Jonas works for Harbor Dental alone; what is between the firm and Henrik is theirs."""
    other = draft_agreement(oak, title="Managed services", owner=maya, by=maya)
    own = draft_agreement(henrik, title="Employment", owner=maya, by=maya)
    far = make_spoken_promise("Oak", due_at=NOW + timedelta(days=1), client=oak, by=maya)
    private = make_spoken_promise(
        "A course in spring", due_at=NOW + timedelta(days=1), employee=henrik, by=maya
    )
    theirs = browser_of(jonas)
    assert theirs.get(signed.get_absolute_url()).status_code == 200
    for path in (
        other.get_absolute_url(),
        own.get_absolute_url(),
        far.get_absolute_url(),
        private.get_absolute_url(),
        f"/agreements/client/{oak.pk}/panel/",
        "/promises/?client=oak-iron",
    ):
        assert theirs.get(path).status_code == 404, path
    for path in (
        "/agreements/",
        "/agreements/all/",
        "/agreements/all/?with=employee",
        "/promises/?show=ours",
    ):
        page = theirs.get(path).content.decode()
        assert "Oak" not in page
        assert "A course in spring" not in page
    assert browser_of(henrik).get(private.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("path", "most"),
    [("/agreements/", 40), ("/agreements/all/", 22), ("/promises/", 22)],
)
def test_lists_cost_the_same_however_long(
    path: str,
    most: int,
    signed: AgreementVersion,
    maya: Person,
    browser_of: BrowserOf,
    office: object,
) -> None:
    browser = browser_of(maya)

    def cost() -> int:
        browser.get(path)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            browser.get(path)
        return len(spent)

    few = cost()
    for number in range(6):
        client = Client.objects.create(
            name=f"Client {number}", slug=f"client-{number}", state="managed", calendar=office
        )
        agreement = draft_agreement(client, title="Managed services", owner=maya, by=maya)
        version = write_version(agreement, Paper("Gold", NOW.date()), by=maya)
        sign_for_us(version, by=maya)
        make_spoken_promise("A word", due_at=NOW + timedelta(hours=3), client=client, by=maya)
    assert cost() == few
    assert few <= most


def test_an_empty_firm_is_not_told_that_all_is_in_hand(
    maya: Person, browser_of: Callable[[Person], Browser]
) -> None:
    page = browser_of(maya).get("/agreements/").content.decode()
    assert "No promise stands yet" in page
    assert "Every promise is in hand" not in page
