from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("core", "0001_first")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["name", "id"], name="event_of_a_kind"),
        ),
    ]
