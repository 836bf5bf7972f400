"""The first owner of an empty firm, from the command line: there is no set-up page to find."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from nadi.accounts.actions import make_first_owner, make_sign_in_link
from nadi.core.actors import System
from nadi.core.errors import NadiError

COMMAND_LINE = System("command line")


class Command(BaseCommand):
    help = "Make the first owner and print a one-time sign-in link."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            owner = make_first_owner(email=options["email"], name=options["name"], by=COMMAND_LINE)
            link = make_sign_in_link(owner, by=COMMAND_LINE)
        except ValidationError as error:
            raise CommandError(f"{options['email']} is no mail address.") from error
        except NadiError as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"{owner.name} is the owner. Once, within 15 minutes, this signs in:")
        self.stdout.write(f"{settings.NADI_URL}{link}")
