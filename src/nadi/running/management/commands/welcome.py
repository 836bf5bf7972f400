"""What `nadi up` says at the end: how to come in."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from nadi.accounts.actions import make_first_owner, make_sign_in_link
from nadi.accounts.models import Person, Role
from nadi.core.actors import System
from nadi.running.surroundings import NOBODY

COMMAND_LINE = System("command line")


class Command(BaseCommand):
    help = "A one-time sign-in link for the owner; the first owner is made where asked for."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--owner", nargs=2, metavar=("EMAIL", "NAME"))

    def handle(self, *args: Any, **options: Any) -> None:
        owner = self.owner(options["owner"])
        if owner is None:
            self.stdout.write(
                f"  {settings.NADI_URL}\n"
                f"  {NOBODY} Make the first owner, who gets a sign-in link:\n"
                f"  nadi owner EMAIL NAME --data {settings.NADI_DATA}"
            )
            return
        link = make_sign_in_link(owner, by=COMMAND_LINE)
        self.stdout.write(
            f"  {settings.NADI_URL}{link}\n  signs {owner.name} in, once, within 15 minutes."
        )

    def owner(self, asked: list[str] | None) -> Person | None:
        """The first owner who works here; made now where there is none and somebody can say who."""
        found = Person.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()
        if found is not None:
            return found
        if asked is None and sys.stdin.isatty():
            self.stderr.write(f"{NOBODY} You are the first owner.")
            asked = [input("Your mail address: ").strip(), input("Your name: ").strip()]
        if not asked or not all(asked):
            return None
        return make_first_owner(email=asked[0], name=asked[1], by=COMMAND_LINE)
