import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def remember(apps, schema_editor):
    """The last talk that was known becomes the first that is kept."""
    talk = apps.get_model("clients", "Talk").objects
    for kind in ("client", "vendor"):
        known = apps.get_model("clients", kind.title()).objects.exclude(last_talk_on=None)
        for one in known:
            standing = one.standing if kind == "vendor" else ""
            talk.create(**{kind: one}, held_on=one.last_talk_on, standing=standing)


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0001_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='client',
            name='standing',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='how it stands'),
        ),
        migrations.AddField(
            model_name='client',
            name='talk_every_days',
            field=models.PositiveSmallIntegerField(db_default=90, default=90, verbose_name='a talk at least every, days'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='talk_every_days',
            field=models.PositiveSmallIntegerField(db_default=90, default=90, verbose_name='a talk at least every, days'),
        ),
        migrations.CreateModel(
            name='Talk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='day')),
                ('standing', models.TextField(blank=True, db_default='', default='', verbose_name='how it stands')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='clients.client')),
                ('vendor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='clients.vendor')),
            ],
            options={
                'ordering': ['-held_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('client__isnull', False), ('vendor__isnull', True)), models.Q(('client__isnull', True), ('vendor__isnull', False)), _connector='OR'), name='a_talk_is_with_one_of_both')],
            },
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
