"""A new one-time sign-in link: for whoever lost theirs, or the second factor with it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nadi.accounts.actions import make_sign_in_link
from nadi.accounts.models import Person
from nadi.core.actors import System
from nadi.core.errors import NadiError


class Command(BaseCommand):
    help = "Print a one-time sign-in link for somebody who works here."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody here has the mail address {options['email']}.")
        try:
            link = make_sign_in_link(person, by=System("command line"))
        except NadiError as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"{settings.NADI_URL}{link}")
