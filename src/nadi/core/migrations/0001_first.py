
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


ROLES_AND_RIGHTS = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nadi_app') THEN
        CREATE ROLE nadi_app NOLOGIN;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'Ask the database administrator for: CREATE ROLE nadi_app LOGIN';
END $$;
GRANT USAGE ON SCHEMA public TO nadi_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO nadi_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO nadi_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO nadi_app;
"""


class Migration(migrations.Migration):

    initial = True

    # Before every other table of nadi and Django, so that all of them are born with these rights.
    run_before = [
        ("contenttypes", "0001_initial"),
        ("procrastinate", "0001_initial"),
        ("accounts", "0001_first"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(ROLES_AND_RIGHTS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField(unique=True)),
                ('count', models.PositiveIntegerField()),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('process', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('pid', models.IntegerField(blank=True, null=True)),
                ('sentence', models.CharField(blank=True, db_default='', max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='AuditRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('verb', models.CharField(max_length=120)),
                ('actor_id', models.BigIntegerField(blank=True, null=True)),
                ('actor', models.CharField(max_length=200)),
                ('subject_type', models.CharField(blank=True, max_length=100)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('arguments', models.JSONField(default=dict)),
                ('because', models.TextField(blank=True)),
                ('request_id', models.CharField(blank=True, max_length=40)),
                ('came_from', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['verb', '-at'], name='audit_by_verb'), models.Index(fields=['subject_type', 'subject_id', '-at'], name='audit_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='center.FactName', max_length=80)),
                ('facts', models.JSONField(default=dict)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('next_attempt_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('last_error', models.TextField(blank=True, db_default='')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('delivered_at__isnull', True)), fields=['next_attempt_at', 'id'], name='event_pending'), models.Index(fields=['-at'], name='event_newest')],
            },
        ),
        migrations.CreateModel(
            name='ReviewItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='mail, report, fact ...', max_length=40)),
                ('source', models.CharField(blank=True, db_default='', max_length=200)),
                ('reason', models.TextField()),
                ('raw', models.BinaryField(db_default=b'', default=b'')),
                ('about', models.JSONField(db_default={}, default=dict)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for a person'), ('replayed', 'Read again, understood'), ('dismissed', 'Put aside by a person')], db_default='waiting', default='waiting', max_length=10)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_by', models.CharField(blank=True, db_default='', max_length=200)),
                ('note', models.TextField(blank=True, db_default='')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['-created_at'], name='review_waiting')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handler', models.CharField(max_length=120)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='core.event')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'handler'), name='one_answer_per_handler')],
            },
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON core_auditrow, core_auditseal FROM nadi_app",
            migrations.RunSQL.noop,
        ),
    ]
