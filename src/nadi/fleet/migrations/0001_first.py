import django.contrib.postgres.fields
import django.contrib.postgres.indexes
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
    ]

    operations = [
        migrations.CreateModel(
            name='ObserverGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='RollupMark',
            fields=[
                ('minutes', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('rolled_to', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SeriesLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('names', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('server', 'Server'), ('workstation', 'Workstation'), ('network', 'Network'), ('other', 'Other')], db_default='server', default='server', max_length=12, verbose_name='kind')),
                ('platform', models.CharField(blank=True, db_default='', max_length=40, verbose_name='system')),
                ('state', models.CharField(choices=[('pending', 'Waiting for approval'), ('active', 'Active'), ('quarantined', 'Quarantined'), ('retired', 'Retired')], db_default='pending', default='pending', max_length=12, verbose_name='state')),
                ('state_reason', models.TextField(blank=True, db_default='', verbose_name='why')),
                ('simulated', models.BooleanField(db_default=False, default=False)),
                ('silent_after_minutes', models.PositiveSmallIntegerField(db_default=3, default=3, verbose_name='silent after, minutes')),
                ('last_seen_at', models.DateTimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='clients.client', verbose_name='client')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='clients.site', verbose_name='site')),
            ],
            options={
                'ordering': ['name'],
                'indexes': [models.Index(fields=['client', 'state', 'name'], name='device_by_client')],
            },
        ),
        migrations.CreateModel(
            name='EnrolmentToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('approves', models.BooleanField(default=False)),
                ('max_uses', models.PositiveIntegerField(default=1)),
                ('uses', models.PositiveIntegerField(db_default=0, default=0)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.client')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='clients.site')),
            ],
        ),
        migrations.CreateModel(
            name='Agent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='digest of the public key', max_length=32, unique=True)),
                ('public_key', models.CharField(max_length=64)),
                ('hardware', models.JSONField(db_default={}, default=dict)),
                ('other_hardware', models.JSONField(blank=True, null=True)),
                ('version', models.CharField(blank=True, db_default='', max_length=40)),
                ('capabilities', models.JSONField(db_default=[], default=list)),
                ('boot', models.CharField(blank=True, db_default='', max_length=64)),
                ('enrolled_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('last_handshake_at', models.DateTimeField(blank=True, null=True)),
                ('clock_offset_ms', models.IntegerField(db_default=0, default=0)),
                ('dropped_samples', models.PositiveIntegerField(db_default=0, default=0)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('refused_reason', models.TextField(blank=True, db_default='')),
                ('device', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='agent', to='fleet.device')),
                ('token', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='fleet.enrolmenttoken')),
            ],
        ),
        migrations.CreateModel(
            name='Handshake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(max_length=64)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='fleet.agent')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agent', 'nonce'), name='nonce_once_per_agent')],
            },
        ),
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='a series: disk.percent:/', max_length=200)),
                ('direction', models.CharField(choices=[('above', 'Above'), ('below', 'Below')], default='above', max_length=5)),
                ('raise_at', models.FloatField()),
                ('clear_at', models.FloatField()),
                ('verdict', models.CharField(db_default='within', default='within', max_length=7)),
                ('value', models.FloatField(blank=True, null=True)),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='limits', to='fleet.device')),
            ],
            options={
                'indexes': [models.Index(fields=['device', 'name'], name='limit_by_series')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('clear_at__lte', models.F('raise_at')), ('direction', 'above')), models.Q(('clear_at__gte', models.F('raise_at')), ('direction', 'below')), _connector='OR'), name='limit_clears_on_the_right_side')],
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('body', models.JSONField()),
                ('collected_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='observations', to='fleet.device')),
            ],
            options={
                'indexes': [models.Index(fields=['device', 'kind', '-collected_at'], name='observation_newest'), models.Index(fields=['kind', '-received_at'], name='observation_by_kind')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('pk', models.CompositePrimaryKey('device_id', 'boot', 'sequence', blank=True, editable=False, primary_key=True, serialize=False)),
                ('boot', models.UUIDField()),
                ('sequence', models.BigIntegerField()),
                ('digest', models.BinaryField()),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('oldest_at', models.DateTimeField(null=True)),
                ('newest_at', models.DateTimeField(null=True)),
                ('device', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='fleet.device')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.BrinIndex(fields=['received_at'], name='report_by_arrival')],
            },
        ),
        migrations.CreateModel(
            name='Rollup',
            fields=[
                ('pk', models.CompositePrimaryKey('device_id', 'minutes', 'at', 'layout_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('minutes', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('n', models.IntegerField()),
                ('means', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None)),
                ('highs', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None)),
                ('device', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='fleet.device')),
                ('layout', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='fleet.serieslayout')),
            ],
        ),
    ]
