"""The demo firm, told into an empty database, whole or not at all; or a large one, to measure."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core import centers
from nadi.core.demo import Story, storytelling
from nadi.core.volume import Volume, pouring
from nadi.desk.volume import first_number


class Command(BaseCommand):
    help = (
        "Load the demo firm into empty data. With --clients, --devices or --tickets a large "
        "made-up firm instead, for measuring: 1,000 clients, 50,000 devices and 1,000,000 "
        "tickets of three years where a number is not given."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ("clients", "devices", "tickets"):
            parser.add_argument(f"--{name}", type=int, metavar="N", help=f"so many {name}")

    def handle(self, *args: Any, **options: Any) -> None:
        if Person.objects.exists() or Client.objects.exists():
            raise CommandError("Somebody works here already: the demo is for empty data.")
        sizes = {name: options[name] for name in ("clients", "devices", "tickets")}
        asked = {name: size for name, size in sizes.items() if size is not None}
        if any(size < 1 for size in asked.values()):
            raise CommandError("Say how many, at least one.")
        if asked:
            self._large(asked)
            return
        story = Story(now=timezone.now())
        with transaction.atomic(), storytelling():
            for tell in centers.tellers():
                tell(story)
        self.stdout.write("The demo firm is here.")

    def _large(self, asked: dict[str, int]) -> None:
        volume = Volume(timezone.now(), first=first_number(), say=self._say, **asked)
        begun = time.monotonic()
        self._say(
            f"{volume.clients:,} clients, {volume.devices:,} devices, {volume.tickets:,} tickets"
        )
        with transaction.atomic(), pouring():
            for pour in centers.pourers():
                pour(volume)
        self._say(f"A large made-up firm is here, in {time.monotonic() - begun:.0f} s.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
