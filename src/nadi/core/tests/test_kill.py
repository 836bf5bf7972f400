"""A process that dies while it answers a fact leaves nothing half done, and nothing twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.utils import timezone

from nadi.core.delivery import deliver_pending
from nadi.core.events import Fact, announce, answers
from nadi.core.facts import Fact as AnyFact
from nadi.core.models import Delivery, Event, ReviewItem

ANSWERER = """
import os, sys, time, django
django.setup()
from nadi.core.tests.test_kill import DoorOpened, write_it_down
from nadi.core.delivery import deliver_pending
os.environ["SLOWLY"] = sys.argv[1]
print("ready", flush=True)
deliver_pending()
"""


class DoorOpened(AnyFact):
    pass


@answers(DoorOpened)
def write_it_down(fact: Fact) -> None:
    ReviewItem.objects.create(kind="door", reason="it opened")
    if os.environ.get("SLOWLY") == "yes":
        print("written, not committed", flush=True)
        time.sleep(60)


def _url() -> str:
    at = connection.settings_dict
    return f"postgresql:///{quote(str(at['NAME']))}?host={quote(str(at['HOST']))}&user={at['USER']}&port={at['PORT']}"


def _answerer(slowly: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "NADI_DATABASE_URL": _url(),
        "DJANGO_SETTINGS_MODULE": "nadi.config.settings",
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    return subprocess.Popen(
        [sys.executable, "-c", ANSWERER, slowly],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_a_handler_killed_before_its_commit_is_run_again_and_counts_once(
    transactional_db: None,
) -> None:
    with transaction.atomic():
        announce(DoorOpened())
    dying = _answerer("yes")
    assert dying.stdout is not None
    assert "ready" in dying.stdout.readline()
    assert "written" in dying.stdout.readline()
    os.kill(dying.pid, signal.SIGKILL)
    dying.wait()
    dying.stdout.close()
    assert not ReviewItem.objects.exists()
    assert not Delivery.objects.exists()
    deliver_pending()
    deliver_pending()
    assert ReviewItem.objects.count() == 1
    assert Event.objects.get().delivered_at is not None


@pytest.mark.slow
def test_two_workers_at_once_answer_each_fact_once(transactional_db: None) -> None:
    with transaction.atomic():
        for _ in range(40):
            announce(DoorOpened())
    assert Event.objects.filter(next_attempt_at__lte=timezone.now()).count() == 40
    workers = [_answerer("no"), _answerer("no")]
    for worker in workers:
        worker.communicate(timeout=60)
        assert worker.returncode == 0
    assert ReviewItem.objects.count() == 40
    assert Delivery.objects.count() == 40
