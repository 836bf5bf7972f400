import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("desk", "0002_numbers_begin_at_1001")]

    operations = [
        migrations.AlterField(
            model_name="outbox",
            name="ticket",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="outbox",
                to="desk.ticket",
            ),
        ),
        migrations.AddField(
            model_name="outbox",
            name="subject",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="where it has no ticket",
                max_length=200,
            ),
        ),
    ]
