"""What was written before says whose it is too."""

from typing import ClassVar

from django.db import migrations

FILL = """
UPDATE desk_tickettime AS time SET client_id = ticket.client_id
FROM desk_ticket AS ticket
WHERE ticket.number = time.ticket_id AND ticket.client_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("desk", "0005_whose_time")]

    operations: ClassVar = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
