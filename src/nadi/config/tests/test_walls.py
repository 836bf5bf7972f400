"""Behind an open door: no object of another client is seen or changed by its number.

For every URL that names an object the table below says whose it is. One object of each kind is made
for Oak & Iron; then Jonas, who is limited to Harbor Dental, and Sara of Northgate Legal ask for it,
to see and to change. A URL with a number that is not in the table fails the test.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client as Browser
from django.urls import URLPattern, reverse

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.config.permissions import TABLE
from nadi.config.tests.making import make
from nadi.config.tests.test_doors import URLS
from nadi.desk.mailboxes import files

THE_FIRMS_OWN = {
    "balance:agree_neglect",
    "balance:remove_vital",
    "balance:return_vital",
    "accounts:enter",
    "accounts:sign_out_there",
    "accounts:person",
    "accounts:change_role",
    "accounts:make_link",
    "accounts:leave",
    "accounts:come_back",
    "core:review_item",
    "core:review_raw",
    "core:review_replay",
    "core:review_dismiss",
    "core:new_import",
    "core:empty_table",
    "core:import",
    "core:import_columns",
    "core:import_otherwise",
    "core:begin_import",
    "core:put_import_aside",
    "core:undo_import",
    "core:import_file",
    "core:import_rows",
    "clients:vendor",
    "clients:edit_vendor",
    "clients:vendor_talk",
    "clients:calendar",
    "clients:edit_calendar",
    "clients:limit",
    "monitoring:past_round",
    "learning:procedure",
    "learning:revise",
    "learning:publish",
    "learning:review",
    "learning:begin_run",
    "learning:ask",
    "learning:hand_over",
    "learning:retire",
    "learning:version",
    "learning:decline",
    "learning:starter",
    "learning:trial",
    "learning:lesson",
    "learning:take_back",
    "learning:agree",
    "planning:change_question",
    "balance:state",
    "balance:reading",
    "balance:do_it",  # one's own round of today; whose, is tested in balance/tests/test_round.py
    "balance:schedule",
    "balance:hand_over",
    "balance:let_go",
    "balance:given_done",
    "balance:given_let_go",
    "agreements:hours",
    "culture:meeting",
    "culture:hold",
    "culture:note",
    "culture:end_pairing",
    "culture:goal_sheet",
    "culture:agree_goals",
    "culture:review_goals",
    "culture:sign_review",
    "culture:minutes",
    "culture:vendor_relation",
    "culture:trust_check",
    "culture:answer_them",
    "culture:export",
    "culture:answer_by_link",
    "account_confirm_email",
    "account_reset_password_from_key",
}
WHOSE = {
    "clients.Client": [
        "clients:client",
        "clients:edit",
        "clients:change_state",
        "clients:note_talk",
        "clients:new_site",
        "clients:new_contact",
        "fleet:client_panel",
        "agreements:client_panel",
        "monitoring:client_panel",
        "monitoring:round_look",
        "maintenance:client_panel",
        "desk:client_panel",
        "learning:client_panel",
        "culture:client_panel",
        "culture:client_relation",
        "planning:client",
        "planning:answers",
        "planning:add_goal",
        "planning:add_step",
        "planning:add_risk",
        "planning:add_signal",
        "planning:rhythm",
        "planning:client_panel",
    ],
    "clients.Site": ["clients:site", "clients:edit_site"],
    "clients.Contact": [
        "clients:contact",
        "clients:edit_contact",
        "clients:contact_left",
        "clients:let_sign_in",
    ],
    "fleet.EnrolmentToken": ["fleet:withdraw_token"],
    "fleet.Device": [
        "fleet:device",
        "fleet:line",
        "fleet:rows",
        "fleet:observation",
        "fleet:edit",
        "fleet:approve",
        "fleet:quarantine",
        "fleet:release",
        "fleet:retire",
        "monitoring:device_panel",
        "monitoring:set_limit",
        "maintenance:device_panel",
        "maintenance:device_updates",
        "desk:device_panel",
        "planning:device",
        "planning:note_fact",
        "planning:plan_device",
        "planning:device_panel",
    ],
    "agreements.AgreementVersion": [
        "agreements:agreement",
        "agreements:renew",
        "agreements:end",
        "agreements:new_version",
        "agreements:version",
        "agreements:edit_version",
        "agreements:terms",
        "agreements:add_standing_promise",
        "agreements:sign_for_them",
        "agreements:sign_for_us",
    ],
    "agreements.StandingPromise": [
        "agreements:standing_promise",
        "agreements:judge",
        "agreements:remove_standing_promise",
    ],
    "agreements.Verdict": ["agreements:verdict"],
    "agreements.TimeEntry": ["agreements:time_entry"],
    "agreements.SpokenPromise": [
        "agreements:spoken_promise",
        "agreements:keep_promise",
        "agreements:break_promise",
        "agreements:let_go_of_promise",
        "agreements:renegotiate_promise",
    ],
    "learning.Run": [
        "learning:run",
        "learning:mark_step",
        "learning:improve",
        "learning:finish_run",
        "learning:leave_run",
        "learning:hand_run_over",
    ],
    "monitoring.Alert": [
        "monitoring:alert",
        "monitoring:answer",
        "monitoring:mute",
        "monitoring:series",
    ],
    "monitoring.Mute": ["monitoring:lift_mute"],
    "monitoring.DiskForecast": ["monitoring:plan_prevention"],
    "monitoring.AlertRule": [
        "monitoring:rule",
        "monitoring:change_rule",
        "monitoring:stop_rule",
        "monitoring:rule_for_client",
    ],
    "monitoring.HttpCheck": [
        "monitoring:site",
        "monitoring:change_site",
        "monitoring:look",
        "monitoring:stop_site",
    ],
    "maintenance.ProtectedSystem": ["maintenance:system", "maintenance:end_protection"],
    "maintenance.RestoreTest": [
        "maintenance:test",
        "maintenance:open_test",
        "maintenance:restored_file",
        "maintenance:take_file",
    ],
    "maintenance.Checklist": [
        "maintenance:checklist",
        "maintenance:checklist_step",
        "maintenance:take_checklist",
        "maintenance:revise_checklist",
        "maintenance:publish_checklist",
        "maintenance:file_checklist",
    ],
    "desk.Ticket": [
        "desk:ticket",
        "desk:begin",
        "desk:work",
        "desk:priority",
        "desk:owner",
        "desk:whose",
        "desk:close",
        "desk:taught",
        "desk:portal_ticket",
    ],
    "planning.Meeting": [
        "planning:meeting",
        "planning:pack",
        "planning:answer",
        "planning:close",
        "planning:move",
        "planning:call_off",
        "planning:ask_decision",
        "planning:agree_action",
    ],
    "planning.Decision": ["planning:decide", "planning:take_back"],
    "planning.ActionItem": [
        "planning:action_done",
        "planning:let_go_of_action",
        "planning:onto_the_board",
    ],
    "planning.Goal": ["planning:settle_goal"],
    "planning.RoadmapItem": ["planning:change_step"],
    "planning.AcceptedRisk": ["planning:end_risk"],
    "planning.DevicePlan": ["planning:withdraw_plan"],
    "desk.Attachment": ["desk:attachment", "desk:portal_attachment"],
    "desk.RawMail": ["desk:mail_trace"],
    "desk.Outbox": ["desk:send_again", "desk:believe_delivered", "desk:give_up_sending"],
}
SPECIAL = {
    "agreements.SpokenPromise": {"zone_name": "UTC"},
    "desk.Attachment": {"digest": hashlib.sha256(b"words").hexdigest()},
}
PANELS = {name for names in WHOSE.values() for name in names if name.endswith("_panel")}


def _named(name: str) -> list[str]:
    return list(URLS[name].pattern.converters)


def test_every_url_that_names_an_object_says_whose_it_is() -> None:
    told = {name for names in WHOSE.values() for name in names}
    naming = {
        name
        for name, roles in TABLE.items()
        if roles and name in URLS and (_named(name) or URLS[name].pattern.regex.groupindex)
    }
    assert naming - told - THE_FIRMS_OWN == set()
    assert told - naming == set()


@pytest.fixture(autouse=True)
def a_file(tmp_path: Path, settings: Any) -> None:
    settings.NADI_DATA = tmp_path
    files.keep(b"words")


def _one_of(label: str, oak: Client, maya: Person) -> models.Model:
    model: type[models.Model] = apps.get_model(label)
    return make(model, {Client: oak, Person: maya}, always={Client}, special=SPECIAL)


def _path(name: str, pattern: URLPattern, row: models.Model) -> str:
    known = {
        "pk": getattr(row, "agreement_id", None) or row.pk,
        "number": 0 if name.startswith("maintenance:") else getattr(row, "number", row.pk),
        "slug": getattr(row, "slug", ""),
        "kind": "inventory",
        "promise": row.pk,
    }
    if row._meta.label == "agreements.StandingPromise":
        version = getattr(row, "version")  # noqa: B009  typed as any model here
        known |= {"pk": row.pk, "number": version.number}
        if "remove" in name:
            known["pk"] = version.agreement_id
    return reverse(name, kwargs={key: known[key] for key in pattern.pattern.converters})


def _is_closed(name: str, answer: object, foreign: str) -> bool:
    status = getattr(answer, "status_code", 0)
    if status in {403, 404, 405}:
        return True
    body = getattr(answer, "content", b"").decode()
    return name in PANELS and status == 200 and foreign not in body


@pytest.mark.parametrize("label", WHOSE)
@pytest.mark.parametrize("looker", ["jonas", "sara"])
def test_nobody_reaches_what_is_another_clients(
    label: str,
    looker: str,
    oak: Client,
    maya: Person,
    request: pytest.FixtureRequest,
    browser_of: Callable[[Person], Browser],
) -> None:
    row = _one_of(label, oak, maya)
    browser = browser_of(request.getfixturevalue(looker))
    before = type(row)._base_manager.filter(pk=row.pk).values().get()
    open_ones = []
    for name in WHOSE[label]:
        path = _path(name, URLS[name], row)
        for act in (browser.get, browser.post):
            answer = act(path)
            if not _is_closed(name, answer, "Oak & Iron"):
                open_ones.append(f"{name}: {act.__name__} {path} answers {answer.status_code}")
    assert open_ones == []
    assert type(row)._base_manager.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("label", WHOSE)
def test_the_same_objects_are_there_for_who_may_see_them(
    label: str, oak: Client, maya: Person, browser_of: Callable[[Person], Browser]
) -> None:
    """Otherwise the test above would pass for a number that is wrong."""
    row = _one_of(label, oak, maya)
    browser = browser_of(maya)
    seen = [browser.get(_path(name, URLS[name], row)).status_code for name in WHOSE[label]]
    posts_only = {405}
    assert set(seen) & {200, 302} or set(seen) == posts_only
