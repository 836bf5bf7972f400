"""The demo firm, told into an empty database, whole or not at all."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.core import centers
from nadi.core.demo import Story, storytelling


class Command(BaseCommand):
    help = "Load the demo firm into empty data."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if Person.objects.exists():
            raise CommandError("Somebody works here already: the demo is for empty data.")
        story = Story(now=timezone.now())
        with transaction.atomic(), storytelling():
            for tell in centers.tellers():
                tell(story)
        self.stdout.write("The demo firm is here.")
