"""Wakes a job within the transaction of the change it belongs to, from any process.

The worker replaces the shared app's connector by its own asynchronous one; a job written through
that would be committed before the rows it speaks of. This app writes through Django's connection.
"""

from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector

_queue = App(connector=DjangoConnector())


def read_mail(mail_id: int) -> None:
    """Somebody's mail is kept and waits to be read."""
    _queue.configure_task("desk.read_mail").defer(mail_id=mail_id)


def send_mail(outbox_id: int) -> None:
    """A letter of ours waits to be sent."""
    _queue.configure_task("desk.send_mail").defer(outbox_id=outbox_id)
