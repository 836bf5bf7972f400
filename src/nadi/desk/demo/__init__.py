"""A year of the service board of Northlight IT: many finished tickets, thirty-one open ones, the
mail they came by, and the hours they took.

History is written as rows, because it lies in the past; the last mail comes in through the door.
"""

from __future__ import annotations

from datetime import timedelta

from nadi.accounts.demo import person
from nadi.core.demo import Story
from nadi.desk.demo import book as books
from nadi.desk.demo import letters, past, present
from nadi.desk.demo.asked import ASKED
from nadi.desk.models import Jump, Ticket

TECHNICIANS = ("Aisha Karim", "Jonas Berg", "Tomas Vela", "Lena Fischer", "Sam Okafor")


def tell(story: Story) -> None:
    book = books.Book()
    past.tell(story, book, [person(name) for name in TECHNICIANS])
    present.tell(story, book)
    books.write(story, book)
    _jumps(story)
    letters.tell(story, book)


JUMPS = ("She was on the phone", "Two visits on one road", "The part had just arrived")


def _jumps(story: Story) -> None:
    closed = list(Ticket.objects.filter(owner__isnull=False).order_by("-opened_at")[10:22])
    for number, because in enumerate(JUMPS):
        ticket, instead = closed[2 * number], closed[2 * number + 1]
        if ticket.owner is not None:
            Jump.objects.create(
                ticket=ticket,
                instead_of=instead,
                person=ticket.owner,
                because=because,
                at=story.now - timedelta(days=2 + 5 * number),
            )


__all__ = ["ASKED", "TECHNICIANS", "tell"]
