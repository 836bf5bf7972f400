"""CPU that one Today costs, beside the floor of the same run.

    NADI_DATABASE_URL=... python bench/today.py [--rounds 200]

Renders the page for the owner in this very process, on whatever the database holds, and prints CPU
per page (process time, both user and system) next to the floor: an empty view through the same
middleware. Today is measured twice: as it mostly is, with what the worker reckoned ahead, and with
nothing reckoned ahead. What the worker spends on it is printed too. Aim: at most 8 ms of CPU.
"""

# ruff: noqa: PLC0415  the settings are chosen before Django is loaded

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nadi.config.settings")
os.environ.setdefault("NADI_POOL", "yes")  # as the web process has it


def cpu_of(browser, path: str, rounds: int) -> list[float]:
    spent = []
    for _ in range(rounds):
        before = time.process_time()
        answer = browser.get(path)
        spent.append(1000 * (time.process_time() - before))
        if answer.status_code not in (200, 302):
            raise SystemExit(f"{path} answered {answer.status_code}")
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds

    import django

    django.setup()
    from django.test import Client
    from django.utils import timezone

    from nadi.accounts.models import Person, Role
    from nadi.balance import preparing
    from nadi.balance.models import Prepared, VitalSnapshot
    from nadi.core.centers import vitals

    owner = Person.objects.filter(role=Role.OWNER).first()
    if owner is None:
        raise SystemExit("There is no owner in this database: load the demo first.")
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(owner)
    cpu_of(browser, "/", 20)
    Prepared.objects.all().delete()
    afresh = cpu_of(browser, "/", max(rounds // 4, 1))
    before = time.process_time()
    preparing.prepare(timezone.now())
    ahead = 1000 * (time.process_time() - before)
    floor, page = cpu_of(browser, "/settings/", rounds), cpu_of(browser, "/", rounds)
    print(f"vitals {len(vitals())}, snapshots {VitalSnapshot.objects.count()}")
    for name, spent in (
        ("a page that reads nothing of its own", floor),
        ("Today", page),
        ("Today, nothing reckoned ahead", afresh),
    ):
        ordered = sorted(spent)
        print(
            f"{name:>38}: median {statistics.median(spent):6.2f} ms CPU, "
            f"95 % {ordered[int(len(ordered) * 0.95)]:6.2f} ms"
        )
    print(f"{'the worker, for all who lead':>38}: {ahead:13.2f} ms CPU at most every minute")
    print(f"{'ratio':>38}: {statistics.median(page) / statistics.median(floor):6.2f}")


if __name__ == "__main__":
    main()
