"""Pages, their doors, their statements, and the story of who may."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from nadi.fleet.models import Device, DeviceState
from nadi.maintenance import queries, restoring
from nadi.maintenance.actions import look_at_restored_file, open_restore, request_restore_tests
from nadi.maintenance.models import ProtectedSystem, RestoreLook, RestoreTest
from nadi.maintenance.vitals import asks


@pytest.fixture(autouse=True)
def monday(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def system(backups, protect, deliver, now):
    system = protect(backups, now - timedelta(days=40))
    backups.night(now - timedelta(hours=7))
    deliver()
    return system


def test_the_board_shows_nights_and_the_missing_proof(system, browser_of, aisha):
    text = browser_of(aisha).get("/maintenance/").content.decode()
    assert "0 of 1 system is proven" in text
    assert "Patient files" in text
    assert "night-good" in text
    assert "night-silent" in text
    assert "Unproven" in text
    assert "Test a restore for Harbor Dental" in text


def test_the_button_really_starts_a_test_and_the_page_shows_it_to_its_end(
    system, browser_of, aisha
):
    browser = browser_of(aisha)
    ask = next(ask for ask in asks(aisha, timezone.now()) if ask.method == "post")
    assert (str(ask.title), str(ask.button)) == ("Test a restore for Harbor Dental", "Run the test")
    answer = browser.post(ask.url)
    test = RestoreTest.objects.get()
    assert answer["Location"] == f"/maintenance/tests/{test.pk}/"
    waiting = browser.get(answer["Location"]).content.decode()
    assert 'data-hx-trigger="every 1s"' in waiting
    assert "Waiting for a free hand" in waiting
    restoring.perform(test.pk)
    part = browser.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "every 1s" not in part
    assert "the same" in part
    assert "Read or download one of the files first" in part
    assert (
        str(asks(aisha, timezone.now())[0].title) == "Open what came back from Patient files, FS02"
    )


def test_reading_a_file_opens_the_way_to_the_proof(system, run_test, browser_of, aisha):
    test, browser = run_test(system), browser_of(aisha)
    refused = browser.post(f"/maintenance/tests/{test.pk}/open/", {"note": "fine"})
    assert refused.status_code == 409
    assert b"Open one of the files first" in refused.content
    shown = browser.get(f"/maintenance/tests/{test.pk}/files/0/").content.decode()
    assert "What " in shown
    page = browser.get(f"/maintenance/tests/{test.pk}/").content.decode()
    assert "I opened it and it is right" in page
    empty = browser.post(f"/maintenance/tests/{test.pk}/open/", {"note": ""})
    assert empty.status_code == 422
    browser.post(f"/maintenance/tests/{test.pk}/open/", {"note": "The invoice is readable"})
    test.refresh_from_db()
    assert (test.opened_by, test.opened_note) == (aisha, "The invoice is readable")
    assert "Proven" in browser.get("/maintenance/").content.decode()
    assert "1 of 1 system is proven" in browser.get("/maintenance/").content.decode()


def test_a_file_is_handed_out_as_nothing_but_a_download(system, run_test, browser_of, aisha):
    test = run_test(system)
    answer = browser_of(aisha).get(f"/maintenance/tests/{test.pk}/files/1/take/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"What ")
    assert RestoreLook.objects.get().how == "taken"


def test_markup_in_a_restored_file_stays_text(
    backups, protect, deliver, run_test, browser_of, aisha, now
):
    for file in backups.source.rglob("*.*"):
        file.write_text("<script>alert(1)</script>")
    (backups.source / "evil<b>.html").write_bytes(b"\0\1")
    system = protect(backups, now - timedelta(days=3))
    backups.night(now - timedelta(hours=7))
    deliver()
    test, browser = run_test(system), browser_of(aisha)
    pages = [
        browser.get(f"/maintenance/tests/{test.pk}/files/{n}/").content.decode()
        for n in range(len(test.files))
    ]
    assert not any("<script>alert" in page for page in pages)
    assert any("&lt;script&gt;alert" in page for page in pages)
    assert any("This is no text" in page for page in pages)
    assert "evil<b>" not in browser.get(f"/maintenance/tests/{test.pk}/").content.decode()


def test_files_that_are_not_there_are_not_found(system, run_test, browser_of, aisha):
    test, browser = run_test(system), browser_of(aisha)
    for path in ("files/4/", "files/4/take/", "files/999/"):
        assert browser.get(f"/maintenance/tests/{test.pk}/{path}").status_code == 404


def test_another_clients_rows_do_not_exist_for_a_limited_technician(
    backups, protect, run_test, browser_of, jonas, oak, deliver, now, maya
):
    backups.device = Device.objects.create(
        client=oak, name="OAK-DC", kind="server", state=DeviceState.ACTIVE
    )
    system = protect(backups, now - timedelta(days=3))
    backups.night(now - timedelta(hours=7))
    deliver()
    test, browser = run_test(system), browser_of(jonas)
    for path in (
        f"systems/{system.pk}/",
        f"tests/{test.pk}/",
        f"tests/{test.pk}/files/0/",
        f"tests/{test.pk}/files/0/take/",
        f"updates/{backups.device.pk}/",
        f"panels/client/{oak.pk}/",
        f"panels/device/{backups.device.pk}/",
    ):
        assert browser.get(f"/maintenance/{path}").status_code == 404, path
    assert browser.post(f"/maintenance/tests/start/?systems={system.pk}").status_code == 409
    assert browser.post(f"/maintenance/tests/{test.pk}/open/", {"note": "x"}).status_code == 404
    for path in ("", "tests/", "updates/"):
        assert "OAK-DC" not in browser.get(f"/maintenance/{path}").content.decode()
    assert browser.get(f"/maintenance/systems/new/?device={backups.device.pk}").status_code == 200
    assert asks(jonas, now) == []
    assert RestoreLook.objects.count() == 0


@pytest.mark.parametrize("given", ["", "x", "1;drop", "-1", "1,,", "²"])
def test_nonsense_in_the_list_of_systems_starts_nothing(browser_of, aisha, given):
    answer = browser_of(aisha).post("/maintenance/tests/start/", {"systems": given})
    assert answer.status_code in (409, 422)
    assert not RestoreTest.objects.exists()


def test_protecting_by_the_form(browser_of, aisha, fs02):
    browser = browser_of(aisha)
    form = {
        "device": fs02.pk, "name": "Database", "job": "db", "tool": "restic",
        "location": "relative", "secret": "", "weekdays": ["0", "4"], "fresh_hours": "100",
    }  # fmt: skip
    wrong = browser.post("/maintenance/systems/new/", form)
    assert wrong.status_code == 422
    assert "absolute folder" in wrong.content.decode()
    wrong = browser.post("/maintenance/systems/new/", {**form, "location": "/srv/repo"})
    assert "without a password" in wrong.content.decode()
    good = browser.post(
        "/maintenance/systems/new/", {**form, "location": "/srv/repo", "secret": "hush"}
    )
    system = ProtectedSystem.objects.get()
    assert good["Location"] == f"/maintenance/systems/{system.pk}/"
    assert (system.weekdays, system.fresh_hours) == (0b0010001, 100)
    page = browser.get(good["Location"]).content.decode()
    assert "hush" not in page
    assert "Never tested" in page


def test_ending_the_protection_needs_a_lead_and_a_reason(system, browser_of, aisha, henrik):
    path = f"/maintenance/systems/{system.pk}/end/"
    assert browser_of(aisha).post(path, {"because": "x"}).status_code == 403
    assert browser_of(henrik).post(path, {"because": ""}).status_code == 409
    assert browser_of(henrik).post(path, {"because": "Sold"}).status_code == 302
    assert "Sold" in browser_of(henrik).get(f"/maintenance/systems/{system.pk}/").content.decode()


def test_a_failure_stands_on_the_board_until_a_newer_pass(
    system, run_test, browser_of, aisha, backups, now
):
    kept = backups.newest().read_bytes()
    backups.newest().write_bytes(b"nothing")
    run_test(system)
    text = browser_of(aisha).get("/maintenance/").content.decode()
    assert "Heart is held at 50 until a newer test of it passes" in text
    first = asks(aisha, now)[0]
    assert str(first.title) == "The restore of Patient files, FS02 failed"
    assert browser_of(aisha).get(first.url).status_code == 200
    assert "Restore failed" in text
    backups.newest().write_bytes(kept)
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        run_test(system)
        text = browser_of(aisha).get("/maintenance/").content.decode()
    assert "Heart is held" not in text
    assert "Restorable" in text


BUDGETS = {"": 18, "tests/": 11, "updates/": 11, "panels/client/{client}/": 14}


@pytest.fixture
def many(harbor, now):
    for n in range(30):
        device = Device.objects.create(
            client=harbor, name=f"S{n}", kind="server", state=DeviceState.ACTIVE
        )
        ProtectedSystem.objects.create(
            device=device, name="Files", job="f", tool="archive", location="/s",
            protected_at=now - timedelta(days=9),
        )  # fmt: skip


@pytest.mark.parametrize("path", BUDGETS)
def test_statements_do_not_grow_with_rows(
    path, many, browser_of, maya, harbor, django_assert_max_num_queries
):
    browser = browser_of(maya)
    address = "/maintenance/" + path.format(client=harbor.pk)
    browser.get(address)  # the first visit also writes the session
    with django_assert_max_num_queries(BUDGETS[path]):
        assert browser.get(address).status_code == 200


def test_the_pages_of_one_thing(system, run_test, browser_of, ruth, aisha, fs02, harbor):
    test = run_test(system)
    look_at_restored_file(test, number=0, how="shown", by=aisha)
    open_restore(test, note="It opens", by=aisha)
    browser = browser_of(ruth)
    for path in (
        f"systems/{system.pk}/", f"tests/{test.pk}/", "tests/", f"updates/{fs02.pk}/", "updates/",
        f"panels/client/{harbor.pk}/", f"panels/device/{fs02.pk}/", "",
    ):  # fmt: skip
        assert browser.get(f"/maintenance/{path}").status_code == 200, path
    text = browser.get(f"/maintenance/tests/{test.pk}/").content.decode()
    assert "It opens" in text
    assert "Download" not in text


def test_two_tests_at_once_are_watched(system, aisha, now):
    request_restore_tests(systems=[system], by=aisha)
    (ask,) = asks(aisha, now)
    assert str(ask.title) == "A restore is being tested"


def test_a_passed_test_is_not_offered_once_a_newer_one_failed(
    system, run_test, backups, browser_of, aisha, now
):
    older = run_test(system)
    assert RestoreTest.objects.to_open().get() == older
    backups.newest().write_bytes(b"nothing")
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        run_test(system)
        assert not RestoreTest.objects.to_open().exists()
        assert "Open what came back" not in browser_of(aisha).get("/maintenance/").content.decode()


def test_the_finder_finds_systems_and_acts(system, aisha, ruth, tom, jonas, oak):
    assert [found.title for found in queries.find(aisha, "patient")] == ["Patient files, FS02"]
    assert [found.title for found in queries.find(aisha, "fs0")] == ["Patient files, FS02"]
    assert [found.title for found in queries.find(aisha, "protect")] == ["Protect a system"]
    assert queries.find(ruth, "protect") == []
    assert queries.find(tom, "patient") == []


def test_hundreds_of_systems_come_in_pages_the_worst_first(maya, oak, browser_of, now):
    device = Device.objects.create(client=oak, name="FS01", state="active")
    ProtectedSystem.objects.bulk_create(
        ProtectedSystem(device=device, name=f"Share {n:03}", job=f"j{n}", tool="archive")
        for n in range(120)
    )
    browser = browser_of(maya)
    first = browser.get("/maintenance/").content.decode()
    assert first.count('class="row-link"') == 50
    assert "Page 1 of 3" in first
    last = browser.get("/maintenance/?page=3").content.decode()
    assert last.count('class="row-link"') == 20


def test_devices_by_updates_come_in_pages_of_their_state(maya, oak, browser_of):
    Device.objects.bulk_create(
        Device(client=oak, name=f"PC{n:03}", kind="workstation", state="active") for n in range(70)
    )
    first = browser_of(maya).get("/maintenance/updates/?state=unknown").content.decode()
    assert first.count('class="row-link"') == 50
    assert 'href="?state=unknown&amp;page=2"' in first
