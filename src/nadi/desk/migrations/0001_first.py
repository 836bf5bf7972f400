import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from nadi.core.tables import NewTables


class Migration(NewTables):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('agreements', '0003_kinds_of_work'),
        ('clients', '0001_first'),
        ('fleet', '0002_samples_by_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('public', 'to the client'), ('internal', 'internal'), ('system', 'nadi')], max_length=8)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author_name', models.CharField(blank=True, max_length=200)),
                ('from_client', models.BooleanField(default=False)),
                ('is_automatic', models.BooleanField(default=False)),
                ('text', models.TextField(help_text='What is shown, without quotes of earlier mail')),
                ('html', models.TextField(blank=True, help_text="The mail's own HTML, cleaned when stored")),
                ('whole_text', models.TextField(blank=True, help_text='With the quotes, where they were cut')),
                ('minutes', models.PositiveIntegerField(blank=True, null=True)),
                ('promised_word_at', models.DateTimeField(blank=True, null=True)),
                ('message_id', models.CharField(blank=True, db_index=True, max_length=1000)),
                ('link', models.CharField(blank=True, max_length=200)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clients.contact')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=120)),
                ('size', models.PositiveBigIntegerField()),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='desk.entry')),
            ],
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False, verbose_name='number')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('requester_name', models.CharField(blank=True, max_length=200)),
                ('requester_email', models.CharField(blank=True, max_length=320)),
                ('board', models.CharField(choices=[('help_desk', 'Help desk'), ('machines', 'From machines'), ('team', 'From the team')], default='help_desk', max_length=12)),
                ('status', models.CharField(choices=[('new', 'New'), ('acknowledged', 'Acknowledged'), ('ready', 'Ready'), ('scheduled', 'Scheduled'), ('in_progress', 'In progress'), ('waiting_client', 'Waiting on client'), ('waiting_vendor', 'Waiting on vendor'), ('escalated', 'Escalated'), ('completed', 'Completed'), ('closed', 'Closed')], default='new', max_length=16)),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'P1, critical'), (2, 'P2, high'), (3, 'P3, normal'), (4, 'P4, when convenient')], default=3)),
                ('what_is_down', models.CharField(blank=True, max_length=20)),
                ('work_type', models.CharField(blank=True, max_length=40)),
                ('source', models.CharField(choices=[('mail', 'by mail'), ('call', 'by phone'), ('talk', 'in conversation'), ('portal', 'from the portal'), ('monitoring', 'from monitoring'), ('backups', 'from backups'), ('technician', 'seen by a technician'), ('staff', 'from the team'), ('back_office', 'from the back office')], max_length=12)),
                ('next_step', models.CharField(blank=True, max_length=200, verbose_name='next step')),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('next_until', models.DateTimeField(blank=True, null=True)),
                ('estimate_minutes', models.PositiveIntegerField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('touched_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('human_touched', models.BooleanField(default=False)),
                ('reopened', models.PositiveSmallIntegerField(default=0)),
                ('answer_budget', models.DurationField(blank=True, null=True)),
                ('answer_promise', models.CharField(blank=True, max_length=200)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer_due', models.DateTimeField(blank=True, null=True)),
                ('last_word_at', models.DateTimeField(blank=True, null=True)),
                ('promised_word_at', models.DateTimeField(blank=True, null=True)),
                ('root_message_id', models.CharField(blank=True, max_length=1000)),
                ('clock_name', models.CharField(blank=True, max_length=12)),
                ('clock_due', models.DateTimeField(blank=True, null=True)),
                ('clock_since', models.DateTimeField(blank=True, null=True)),
                ('strays_at', models.DateTimeField(blank=True, null=True)),
                ('strays_because', models.CharField(blank=True, max_length=30)),
                ('version', models.PositiveIntegerField(default=1)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='clients.client')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tickets', to='fleet.device')),
                ('hours', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clients.calendar')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tickets_owned', to=settings.AUTH_USER_MODEL)),
                ('requester', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tickets', to='clients.contact')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status__in', ('closed', 'completed')), _negated=True), fields=['board', 'priority', 'opened_at', 'number'], name='ticket_board_in_turn'), models.Index(condition=models.Q(('status__in', ('closed', 'completed')), _negated=True), fields=['priority', 'opened_at', 'number'], name='ticket_in_turn'), models.Index(condition=models.Q(('status__in', ('closed', 'completed')), _negated=True), fields=['strays_at'], name='ticket_strays'), models.Index(fields=['client', '-opened_at'], name='ticket_by_client'), models.Index(fields=['-closed_at'], name='ticket_by_closing'), models.Index(fields=['-opened_at'], name='ticket_by_opening'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('title', config='simple'), name='ticket_title_words')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status__in', ('closed', 'completed'))), models.Q(('closed_at__isnull', True), models.Q(('status__in', ('closed', 'completed')), _negated=True)), _connector='OR'), name='closed_tickets_say_when'), models.CheckConstraint(condition=models.Q(('priority__gte', 1), ('priority__lte', 4)), name='four_priorities')],
            },
        ),
        migrations.CreateModel(
            name='Stray',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.CharField(max_length=30)),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='strays', to='desk.ticket')),
            ],
            options={
                'indexes': [models.Index(fields=['ticket', 'start'], name='stray_by_ticket')],
            },
        ),
        migrations.CreateModel(
            name='StatusSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('new', 'New'), ('acknowledged', 'Acknowledged'), ('ready', 'Ready'), ('scheduled', 'Scheduled'), ('in_progress', 'In progress'), ('waiting_client', 'Waiting on client'), ('waiting_vendor', 'Waiting on vendor'), ('escalated', 'Escalated'), ('completed', 'Completed'), ('closed', 'Closed')], max_length=16)),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField(blank=True, null=True)),
                ('because', models.CharField(blank=True, max_length=300)),
                ('by', models.CharField(blank=True, max_length=120)),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spans', to='desk.ticket')),
            ],
            options={
                'ordering': ['start', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('end__isnull', True)), fields=('ticket',), name='one_status_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='RawMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.CharField(blank=True, max_length=320)),
                ('envelope_from', models.CharField(blank=True, max_length=320)),
                ('envelope_to', models.JSONField(default=list)),
                ('raw', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('unread', 'not read yet'), ('read', 'read'), ('again', 'the same mail again'), ('held', 'held for a person'), ('review', 'not understood, in review')], default='unread', max_length=8)),
                ('message_id', models.CharField(blank=True, max_length=1000)),
                ('sender', models.CharField(blank=True, max_length=320)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('trace', models.JSONField(default=list, help_text='What each step said of it')),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('entry', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mail', to='desk.entry')),
                ('ticket', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mails', to='desk.ticket')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'unread')), fields=['received_at'], name='mail_unread'), models.Index(fields=['-received_at'], name='mail_newest'), models.Index(fields=['message_id'], name='mail_by_id'), models.Index(fields=['sender', '-received_at'], name='mail_by_sender')],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('message_id', ''), _negated=True), models.Q(('state', 'again'), _negated=True)), fields=('mailbox', 'message_id'), name='the_same_mail_once')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.CharField(max_length=320)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('hears', models.BooleanField(default=True, verbose_name='gets our answers')),
                ('undeliverable_since', models.DateTimeField(blank=True, null=True)),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='desk.ticket')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('ticket', 'email'), name='takes_part_once')],
            },
        ),
        migrations.CreateModel(
            name='Outbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=320)),
                ('message_id', models.CharField(max_length=1000)),
                ('raw', models.BinaryField()),
                ('is_automatic', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('waiting', 'waiting to be sent'), ('sending', 'being sent'), ('sent', 'delivered'), ('doubt', 'in doubt'), ('failed', 'not delivered')], default='waiting', max_length=8)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='desk.entry')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outbox', to='desk.ticket')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='outbox_waiting'), models.Index(condition=models.Q(('state__in', ['sending', 'doubt', 'failed'])), fields=['claimed_at'], name='outbox_unsettled'), models.Index(fields=['recipient', '-made_at'], name='outbox_by_recipient')],
                'constraints': [models.UniqueConstraint(fields=('message_id', 'recipient'), name='sent_once_to_each')],
            },
        ),
        migrations.CreateModel(
            name='Jump',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.CharField(max_length=300)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('instead_of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='desk.ticket')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jumps', to='desk.ticket')),
            ],
        ),
        migrations.AddField(
            model_name='entry',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='desk.ticket'),
        ),
        migrations.CreateModel(
            name='TicketAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('alert_id', models.BigIntegerField(blank=True, null=True)),
                ('times', models.PositiveIntegerField(default=1)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('cleared_at', models.DateTimeField(blank=True, null=True)),
                ('is_current', models.BooleanField(default=True)),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='desk.ticket')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('key',), name='one_ticket_per_alert_key')],
            },
        ),
        migrations.CreateModel(
            name='TicketTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worked_at', models.DateTimeField(help_text='When the work ended')),
                ('written_at', models.DateTimeField()),
                ('is_same_day', models.BooleanField(help_text='Where the person who worked is')),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='times', to='desk.entry')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='times', to='desk.ticket')),
                ('time', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='on_ticket', to='agreements.timeentry')),
            ],
            options={
                'indexes': [models.Index(fields=['written_at'], name='ticket_time_by_writing')],
            },
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['ticket', 'at'], name='entry_by_ticket'),
        ),
    ]
