from django.db import migrations

BEGIN = "SELECT setval(pg_get_serial_sequence('desk_ticket', 'number'), 1000)"


class Migration(migrations.Migration):
    """Four digits from the first ticket on: a number that is read aloud is not taken for a date."""

    dependencies = [("desk", "0001_first")]

    operations = [migrations.RunSQL(BEGIN, migrations.RunSQL.noop)]
