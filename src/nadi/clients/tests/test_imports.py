"""Clients, their places and their people from tables, through the pages."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

import nadi
from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact, Site
from nadi.core.models import AuditRow, SheetImport

State = SheetImport.State


@pytest.fixture
def brings(ruth: Person, browser_of: Callable[[Person], Browser]) -> Callable[..., SheetImport]:
    """Ruth brings a table, takes the proposed columns, and looks it through."""
    browser = browser_of(ruth)

    def bring(kind: str, content: str | bytes, *, begin: bool = True, **said: str) -> SheetImport:
        raw = content.encode() if isinstance(content, str) else content
        path = f"/imports/new/{kind}/"
        answer = browser.post(path, {"file": SimpleUploadedFile("table.csv", raw)})
        assert answer.status_code == 302, answer.content.decode()
        sheet = SheetImport.objects.latest("pk")
        chosen = {f"column_{name}": str(place) for name, place in sheet.mapping.items()}
        answer = browser.post(f"/imports/{sheet.pk}/columns/", chosen | said)
        assert answer.status_code == 302
        sheet.refresh_from_db()
        if begin and sheet.state == State.LOOKED:
            browser.post(f"/imports/{sheet.pk}/begin/")
            sheet.refresh_from_db()
        assert browser.get(f"/imports/{sheet.pk}/").status_code == 200
        return sheet

    bring.browser = browser  # type: ignore[attr-defined]
    return bring


def _verdicts(sheet: SheetImport) -> list[str]:
    return list(sheet.lines.order_by("number").values_list("verdict", flat=True))


def _why(sheet: SheetImport, number: int) -> str:
    return sheet.lines.get(number=number).why


CLIENTS = """Company Name,Website,Account Manager,Client since,Fax
Ivory Print,https://www.ivoryprint.example,Ruth Osei,2019-03-01,1
Oak & Iron,oakiron.example,,,2
oak  & IRON,other.example,,,3
Juniper Hotel,not a domain,,,4
,empty.example,,,5
Elm,elm.example,Nobody Known,31/12/2018,6
"""


def test_a_preview_says_what_would_become_of_each_row(brings, oak: Client) -> None:
    sheet = brings("clients", CLIENTS, begin=False)
    assert sheet.state == State.LOOKED
    assert _verdicts(sheet) == [
        "new", "same", "doubled", "unreadable", "unreadable", "unreadable",
    ]  # fmt: skip
    assert "row 3 is about the same" in _why(sheet, 4)
    assert "is not a mail domain" in _why(sheet, 5)
    assert _why(sheet, 6) == "Name is empty"
    assert _why(sheet, 7) == "nobody here is called “Nobody Known”"
    assert not Client.objects.filter(name="Ivory Print").exists()
    body = brings.browser.get(f"/imports/{sheet.pk}/").content.decode()
    assert "Not taken from the file: Fax." in body
    assert "Nothing is written yet" in body


def test_what_was_shown_is_what_is_written(brings, oak: Client, ruth: Person) -> None:
    sheet = brings("clients", CLIENTS)
    ivory = Client.objects.get(name="Ivory Print")
    assert (ivory.slug, ivory.state, ivory.owner) == ("ivory-print", "prospect", ruth)
    assert ivory.domains == ["ivoryprint.example"]
    assert str(ivory.since) == "2019-03-01"
    assert sheet.state == State.DONE
    row = AuditRow.objects.get(verb="clients.import_clients")
    assert (row.subject_id, row.actor, row.because) == (
        ivory.pk, "Ruth Osei", f"import {sheet.pk}, row 2",
    )  # fmt: skip


def test_the_same_table_again_makes_nothing_new(brings, oak: Client) -> None:
    brings("clients", CLIENTS)
    again = brings("clients", CLIENTS, begin=False)
    assert _verdicts(again)[:2] == ["same", "same"]
    assert "new" not in _verdicts(again)
    assert "nothing in it to write" in brings.browser.get(f"/imports/{again.pk}/").content.decode()


def test_wrong_columns_get_a_clear_sentence(brings) -> None:
    sheet = brings("clients", "Colour,Size\nred,4\n")
    assert sheet.state == State.KEPT
    assert sheet.problem.startswith("No column says “Name”. The file has: “Colour”, “Size”.")
    assert brings.browser.get(f"/imports/{sheet.pk}/").content.decode().count("No column says")


def test_what_is_the_same_for_every_row_is_written_once(brings, oak: Client) -> None:
    table = "Company,Address Line 1,City,Zip\nOak & Iron,1 Forge Way,Portland,97201\n"
    sheet = brings("sites", table, same_name="Main office")
    assert _verdicts(sheet) == ["new"]
    place = Site.objects.get(client=oak)
    assert (place.name, place.address) == ("Main office", "1 Forge Way\n97201 Portland")


def test_people_come_with_their_places(brings, oak: Client, tom: Person) -> None:
    Site.objects.create(client=oak, name="Forge")
    table = (
        "Vorname;Nachname;Firma;E-Mail;Telefon;Standort\n"
        "Tom;Reed;Oak & Iron;TOM@oakiron.example;+1 555 1;forge\n"
        "Ann;Bell;Oak & Iron;;;\n"
        "Ann;Bell;Oak & Iron;ann@oakiron.example;;\n"
        "Eve;Moss;Oak and Iron;;;\n"
        "Ivy;Nash;Oak & Iron;ivy at oak;;\n"
    )
    sheet = brings("contacts", table)
    assert _verdicts(sheet) == ["changes", "new", "doubled", "unreadable", "unreadable"]
    assert "is “Oak & Iron” meant?" in _why(sheet, 5)
    tom_row = Contact.objects.get(email="tom@oakiron.example")
    assert (tom_row.phone, str(tom_row.site)) == ("+1 555 1", "Forge")
    assert Contact.objects.get(name="Ann Bell").email == ""


def test_undo_names_what_hangs_and_asks_about_what_was_changed(
    brings, oak: Client, ruth: Person
) -> None:
    table = "Name\nAspen\nBirch\nCypress\n"
    sheet = brings("clients", table)
    aspen, birch = (Client.objects.get(name=name) for name in ("Aspen", "Birch"))
    Site.objects.create(client=aspen, name="Hill")
    birch.about = "Saws"
    birch.save()
    body = brings.browser.get(f"/imports/{sheet.pk}/undo/").content.decode()
    assert "Site “Hill” hangs on it" in body or "site “Hill” hangs on it" in body
    assert "Changed since the import: What they do." in body
    brings.browser.post(f"/imports/{sheet.pk}/undo/")
    assert set(Client.objects.filter(name__in=["Aspen", "Birch", "Cypress"])) == {aspen, birch}
    sheet.refresh_from_db()
    assert (sheet.state, sheet.counts["returned"], sheet.counts["stays"]) == ("undone", 1, 2)
    number = sheet.lines.get(subject_id=birch.pk).number
    brings.browser.post(f"/imports/{sheet.pk}/undo/", {"also": [str(number)]})
    assert set(Client.objects.filter(name__in=["Aspen", "Birch", "Cypress"])) == {aspen}


def test_values_changed_since_stay_and_the_others_return(brings, oak: Client, tom: Person) -> None:
    table = "Client,Name,Email,Phone\nOak & Iron,Thomas Reed,tom@oakiron.example,1\n"
    sheet = brings("contacts", table)
    row = Contact.objects.get(email="tom@oakiron.example")
    assert (row.name, row.phone) == ("Thomas Reed", "1")
    row.phone = "2"
    row.save()
    brings.browser.post(f"/imports/{sheet.pk}/undo/")
    row.refresh_from_db()
    assert (row.name, row.phone) == ("Tom Reed", "2")


def test_nothing_is_half_imported(brings, oak: Client) -> None:
    sheet = brings("clients", "Name\nAspen\nBirch\n", begin=False)
    Client.objects.create(name="birch", slug="birch", calendar=oak.calendar)
    brings.browser.post(f"/imports/{sheet.pk}/begin/")
    sheet.refresh_from_db()
    assert sheet.state == State.LOOKED
    assert "Since you looked" in sheet.problem
    assert not Client.objects.filter(name="Aspen").exists()


def test_a_file_that_is_no_table_is_not_kept(
    ruth: Person, browser_of: Callable[[Person], Browser]
) -> None:
    wrong = {
        b"": "empty",
        b"%PDF-1.7": "This is a PDF",
        b"\xd0\xcf\x11\xe0rest": "old Excel file",
        b"PK\x03\x04rest": "cannot be read",
        b'Name\n"Aspen\n': "opens and never closes",
        b"Name\0\0": "no table",
    }
    for raw, said in wrong.items():
        file = SimpleUploadedFile("table.csv", raw)
        answer = browser_of(ruth).post("/imports/new/clients/", {"file": file})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not SheetImport.objects.exists()


def test_the_rows_as_csv_are_harmless(brings, oak: Client) -> None:
    evil = "Client,Name,Phone\nOak & Iron,\"=cmd|' /C calc'!A0\",+1 555\n"
    sheet = brings("contacts", evil)
    assert Contact.objects.get(phone="+1 555").name.startswith("=cmd")
    assert any("like a formula" in each for each in sheet.remarks)
    body = brings.browser.get(f"/imports/{sheet.pk}/rows/").content.decode()
    assert "'=cmd" in body
    assert ",=cmd" not in body


def test_the_worked_table_of_the_page_holds(brings, oak: Client, tom: Person) -> None:
    Contact.objects.create(client=oak, name="Ann Bell")
    page = Path(nadi.__file__).parents[2] / "docs/algorithms/imports.md"
    rows = re.findall(
        r"^\| (\d+) \| (.*?) \| (.*?) \| (.*?) \| (\w+) \|$", page.read_text(), re.MULTILINE
    )
    table = ["Client,Name,Email,Phone", *(f"Oak & Iron,{n},{m},{p}" for _r, n, m, p, _v in rows)]
    sheet = brings("contacts", "\n".join(table), begin=False)
    found = list(sheet.lines.order_by("number").values_list("number", "verdict"))
    assert found == [(int(row), verdict) for row, _n, _m, _p, verdict in rows]
    assert len(found) == 7
