"""The front: static files by content, health with sentences, figures for this machine alone."""

import gzip
import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from starlette.testclient import TestClient

from nadi.config import health, metrics
from nadi.config.front import front, static
from nadi.config.health import Finding, judge_beat, judge_part
from nadi.config.shelf import Shelf
from nadi.core.models import Heartbeat

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def browser() -> TestClient:
    return TestClient(front, base_url="http://localhost", client=("127.0.0.1", 5000))


def _shelf(folder: Path, **files: str) -> Shelf:
    for name, text in files.items():
        (folder / f"{name}.css").write_text(text)
    return Shelf([folder])


def test_any_change_gives_a_new_address(tmp_path: Path) -> None:
    first = _shelf(tmp_path, base="a {}", frame="b {}").digest
    assert _shelf(tmp_path).digest == first
    assert _shelf(tmp_path, frame="b { }").digest != first
    (tmp_path / "frame.css").rename(tmp_path / "other.css")
    assert _shelf(tmp_path, frame="b {}").digest != first


def test_a_static_file_is_kept_for_ever_under_its_present_address(browser: TestClient) -> None:
    assert f"/static/{static.shelf.digest}/" == settings.STATIC_URL
    answer = browser.get(f"{settings.STATIC_URL}nadi/css/base.css")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content == static.shelf.files["nadi/css/base.css"].read_bytes()


def test_under_an_old_address_it_is_asked_for_anew(browser: TestClient) -> None:
    answer = browser.get("/static/000000000000/nadi/css/base.css")
    assert answer.headers["cache-control"] == "no-cache"


def test_text_travels_squeezed_and_fonts_do_not(browser: TestClient) -> None:
    style = static.shelf.squeezed("nadi/css/base.css")
    assert style is not None
    assert gzip.decompress(style) == static.shelf.files["nadi/css/base.css"].read_bytes()
    font = next(name for name in static.shelf.files if name.endswith(".woff2"))
    assert static.shelf.squeezed(font) is None
    assert browser.get(f"{settings.STATIC_URL}{font}").headers["content-type"] == "font/woff2"
    answer = browser.get(
        f"{settings.STATIC_URL}nadi/css/base.css", headers={"accept-encoding": "gzip"}
    )
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    ["nadi/css/none.css", "../settings.py", "..%2f..%2fconfig/settings.py", "/etc/passwd", ""],
)
def test_nothing_beside_the_shelf_is_served(browser: TestClient, path: str) -> None:
    answer = browser.get(f"/static/{static.shelf.digest}/{path}")
    assert answer.status_code == 404
    assert b"SECRET" not in answer.content


def test_this_process_says_that_it_lives(browser: TestClient) -> None:
    answer = browser.get("/livez")
    assert (answer.status_code, answer.text) == (200, "alive\n")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_health_is_200_only_while_all_are_well(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = [Finding("web", True, "The pages answer.")]
    monkeypatch.setattr(health, "examine", lambda: findings)
    assert browser.get("/healthz").status_code == 200
    findings.append(Finding("worker", False, "The worker last reported 90 s ago."))
    answer = browser.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["sentences"] == ["The worker last reported 90 s ago."]


def test_a_database_that_is_away_is_named_and_the_rest_is_still_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NADI_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    found = {finding.name: finding for finding in health.examine()}
    assert not found["database"].well
    assert "does not answer" in found["database"].sentence
    assert "intake" in found
    assert "mail" in found


@pytest.mark.parametrize(
    ("age", "well"), [(0, True), (44, True), (45, True), (46, False), (3600, False), (None, False)]
)
def test_a_heartbeat_grows_stale(age: int | None, well: bool) -> None:
    at = None if age is None else NOW - timedelta(seconds=age)
    assert judge_beat("worker", at, NOW).well is well


def test_a_part_without_a_process_says_why() -> None:
    ill = judge_part("agent", {"pid": None, "sentence": "was ended by signal SIGKILL", "log": "l"})
    assert (ill.well, ill.sentence) == (
        False,
        "The agent was ended by signal SIGKILL. Its log: l",
    )
    assert judge_part("agent", {"pid": 5}).well
    assert not judge_part("agent", "nonsense").well


@pytest.mark.django_db(transaction=True)
def test_health_and_figures_read_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "database", _test_database)
    Heartbeat.objects.create(process="worker", at=datetime.now(UTC), pid=1)
    found = {finding.name: finding for finding in health.examine()}
    assert found["database"].well
    assert found["worker"].well
    text = metrics.exposition().decode()
    assert "nadi_events_pending 0.0" in text
    assert 'nadi_process_up{process="worker"} 1.0' in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("figure", metrics.FIGURES, ids=lambda figure: figure[0])
def test_every_figure_can_be_asked_of_the_database(
    figure: tuple[str, str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(_test_database()) as asked:
        assert asked.execute("SELECT to_regclass(%s) IS NOT NULL", [figure[2]]).fetchone() == (
            True,
        )
        row = asked.execute(figure[3]).fetchone()
    assert row is not None
    assert row[0] is None or float(row[0]) >= 0


def _test_database() -> str:
    known = connection.settings_dict
    return f"postgresql://{known['USER']}@/{known['NAME']}?host={known['HOST']}"


def test_figures_are_closed_to_other_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "exposition", lambda: b"nadi 1\n")
    stranger = TestClient(front, base_url="http://localhost", client=("192.0.2.7", 5000))
    assert stranger.get("/metrics").status_code == 403
    monkeypatch.setenv("NADI_METRICS_TOKEN", "word")
    assert stranger.get("/metrics").status_code == 403
    right = stranger.get("/metrics", headers={"authorization": "Bearer word"})
    assert (right.status_code, right.content) == (200, b"nadi 1\n")


def test_a_stranger_cannot_make_new_labels() -> None:
    metrics.count("BREW", 418, 0.1)
    text = metrics.generate_latest(metrics.registry).decode()
    assert "BREW" not in text
    assert 'method="other"' in text


def test_a_stranger_on_the_mail_port_is_not_taken_for_our_door(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        host, port = stranger.getsockname()
        monkeypatch.setattr(settings, "NADI_SMTP_HOST", host)
        monkeypatch.setattr(settings, "NADI_SMTP_PORT", port)

        def greet() -> None:
            line, _address = stranger.accept()
            with line:
                line.sendall(b"220 elsewhere.example ESMTP nadi\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(ConnectionError, match="something else"):
            health.mail_greets()
        thread.join()
