"""The worker: jobs by the queue and the clock, facts to their handlers, mail."""

from typing import Any

from django.core.management.base import BaseCommand

from nadi.running.worker import Worker


class Command(BaseCommand):
    help = "Run jobs, deliver facts, listen for mail, until told to stop."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        Worker().run()
