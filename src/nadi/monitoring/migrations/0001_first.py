import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from nadi.core.tables import NewTables


class Migration(NewTables):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('clients', '0001_first'),
        ('fleet', '0002_samples_by_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('silent', 'Device silent'), ('disk', 'Disk'), ('memory', 'Memory'), ('service', 'Service stopped'), ('http', 'Web address')], max_length=10, verbose_name='kind')),
                ('instance', models.CharField(blank=True, max_length=180, verbose_name='of it')),
                ('device_kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, help_text='Empty: all kinds', size=None)),
                ('raise_at', models.FloatField(blank=True, null=True, verbose_name='raises at')),
                ('clear_at', models.FloatField(blank=True, null=True, verbose_name='clears at')),
                ('raise_seconds', models.PositiveIntegerField(default=0, verbose_name='for, seconds')),
                ('raise_times', models.PositiveSmallIntegerField(default=1, verbose_name='times in a row')),
                ('clear_seconds', models.PositiveIntegerField(default=0, verbose_name='well again for, seconds')),
                ('severity', models.CharField(choices=[('urgent', 'Urgent'), ('important', 'Important'), ('notice', 'To know')], default='important', max_length=10, verbose_name='severity')),
                ('answer_minutes', models.PositiveIntegerField(default=240, verbose_name='a person looks within, minutes')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('reason', models.TextField(verbose_name='why this rule')),
                ('procedure', models.CharField(blank=True, max_length=300, verbose_name='procedure')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alert_rules', to='clients.client')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alert_rules', to='fleet.device')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alert_rules', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'ordering': ['kind', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='rule_has_a_reason'), models.CheckConstraint(condition=models.Q(('client', None), ('device', None), _connector='OR'), name='rule_has_one_scope'), models.UniqueConstraint(fields=('kind', 'client', 'device', 'instance'), name='one_rule_per_scope', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='DiskForecast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instance', models.CharField(max_length=180)),
                ('made_on', models.DateField()),
                ('slope', models.FloatField()),
                ('level', models.FloatField()),
                ('days', models.PositiveSmallIntegerField()),
                ('full_on', models.DateField()),
                ('earliest', models.DateField()),
                ('latest', models.DateField(blank=True, null=True)),
                ('planned_at', models.DateTimeField(blank=True, null=True)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disk_forecasts', to='fleet.device')),
                ('planned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-made_on'], name='forecast_newest')],
                'constraints': [models.UniqueConstraint(fields=('device', 'instance', 'made_on'), name='one_forecast_a_day')],
            },
        ),
        migrations.CreateModel(
            name='HttpCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('url', models.URLField(max_length=500, verbose_name='address')),
                ('expected_status', models.PositiveSmallIntegerField(default=200, verbose_name='expected status')),
                ('expected_text', models.CharField(blank=True, max_length=200, verbose_name='expected text')),
                ('timeout_seconds', models.PositiveSmallIntegerField(default=10, verbose_name='seconds to answer')),
                ('interval_seconds', models.PositiveIntegerField(default=60, verbose_name='every, seconds')),
                ('inside', models.BooleanField(default=False, help_text='Only then may it look at addresses that are not on the open internet.', verbose_name="inside the client's network")),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('certificate_until', models.DateTimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='http_checks', to='clients.client')),
            ],
            options={
                'ordering': ['name'],
                'indexes': [models.Index(condition=models.Q(('active', True)), fields=['next_at'], name='check_due')],
                'constraints': [models.UniqueConstraint(fields=('client', 'name'), name='check_name_once_per_client'), models.CheckConstraint(condition=models.Q(('interval_seconds__range', (15, 86400)), ('timeout_seconds__range', (1, 60))), name='check_is_bounded')],
            },
        ),
        migrations.CreateModel(
            name='CheckResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('fine', models.BooleanField()),
                ('sentence', models.CharField(blank=True, max_length=300)),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('milliseconds', models.PositiveIntegerField()),
                ('phases', models.JSONField(default=dict)),
                ('check_of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='monitoring.httpcheck')),
            ],
            options={
                'indexes': [models.Index(fields=['check_of', '-at'], name='checkresult_newest')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=260)),
                ('instance', models.CharField(blank=True, max_length=180)),
                ('severity', models.CharField(choices=[('urgent', 'Urgent'), ('important', 'Important'), ('notice', 'To know')], max_length=10)),
                ('sentence', models.CharField(max_length=400)),
                ('value', models.FloatField(blank=True, null=True)),
                ('raise_at', models.FloatField(blank=True, null=True)),
                ('clear_at', models.FloatField(blank=True, null=True)),
                ('raised_at', models.DateTimeField()),
                ('last_raised_at', models.DateTimeField()),
                ('cleared_at', models.DateTimeField(blank=True, null=True)),
                ('repeats', models.PositiveIntegerField(default=0)),
                ('said', models.CharField(default='nothing', max_length=10)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('kept_back', models.CharField(blank=True, max_length=300)),
                ('flapping', models.BooleanField(default=False)),
                ('answer_by', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('work', 'It led to work'), ('nothing', 'Nothing to do')], max_length=10)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='clients.client')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='fleet.device')),
                ('rule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='alerts', to='monitoring.alertrule')),
                ('check_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='monitoring.httpcheck')),
            ],
            options={
                'ordering': ['-raised_at'],
                'indexes': [models.Index(fields=['key', '-raised_at'], name='alert_by_key'), models.Index(fields=['client', '-raised_at'], name='alert_by_client'), models.Index(fields=['-raised_at'], name='alert_newest'), models.Index(fields=['device', '-raised_at'], name='alert_by_device')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cleared_at', None)), fields=('key',), name='one_open_alert_per_key')],
            },
        ),
        migrations.CreateModel(
            name='Mute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(blank=True, help_text='Empty: everything there', max_length=260)),
                ('reason', models.CharField(max_length=280, verbose_name='reason')),
                ('starts_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('made_by_name', models.CharField(max_length=120)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mutes', to='clients.client')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mutes', to='fleet.device')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['ends_at'],
                'indexes': [models.Index(fields=['client', 'ends_at'], name='mute_by_client')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='mute_has_a_reason'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='mute_ends')],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=260, unique=True)),
                ('instance', models.CharField(blank=True, max_length=180)),
                ('phase', models.CharField(default='ok', max_length=10)),
                ('since', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('sight', models.CharField(default='blind', max_length=10)),
                ('reference', models.DateTimeField(blank=True, null=True)),
                ('settled', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('check_of', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='watch', to='monitoring.httpcheck')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.client')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='fleet.device')),
                ('limit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='watch', to='fleet.limit')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='monitoring.alertrule')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='watch_due'), models.Index(fields=['device', 'key'], name='watch_of_device')],
            },
        ),
        migrations.CreateModel(
            name='AlertChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('what', models.CharField(choices=[('raised', 'Raised'), ('reopened', 'Came back'), ('cleared', 'Over'), ('told', 'Told'), ('kept_back', 'Not told'), ('answered', 'A person looked'), ('severity', 'Severity changed'), ('ended', 'No longer watched')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=400)),
                ('noticed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='monitoring.alert')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['alert', 'at'], name='change_of_alert')],
            },
        ),
    ]
