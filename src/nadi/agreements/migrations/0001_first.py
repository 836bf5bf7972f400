import django.db.models.deletion
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
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('client', 'Client'), ('employee', 'Employee'), ('vendor', 'Vendor')], max_length=10, verbose_name='with a')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended early on')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='clients.client', verbose_name='client')),
                ('employee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to=settings.AUTH_USER_MODEL, verbose_name='employee')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements_owned', to=settings.AUTH_USER_MODEL, verbose_name='owner on our side')),
                ('vendor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='clients.vendor', verbose_name='vendor')),
            ],
            options={
                'ordering': ['title', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('client__isnull', False), ('employee__isnull', True), ('kind', 'client'), ('vendor__isnull', True)), models.Q(('client__isnull', True), ('employee__isnull', False), ('kind', 'employee'), ('vendor__isnull', True)), models.Q(('client__isnull', True), ('employee__isnull', True), ('kind', 'vendor'), ('vendor__isnull', False)), _connector='OR'), name='agreement_has_the_party_it_names')],
            },
        ),
        migrations.CreateModel(
            name='AgreementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('plan', models.CharField(max_length=60, verbose_name='plan')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('notice_days', models.PositiveSmallIntegerField(default=30, verbose_name='days of notice')),
                ('monthly_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='each month')),
                ('hourly_rate', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='each hour outside')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('billing_step', models.PositiveSmallIntegerField(default=15, verbose_name='minutes in a billing step')),
                ('acknowledge_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='acknowledged within minutes')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('their_signer', models.CharField(blank=True, max_length=120, verbose_name='signed for them by')),
                ('their_signed_at', models.DateTimeField(blank=True, null=True)),
                ('our_signed_at', models.DateTimeField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='agreements.agreement')),
                ('hours', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.calendar', verbose_name='hours covered')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('our_signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['agreement', 'number'],
                'constraints': [models.UniqueConstraint(fields=('agreement', 'number'), name='agreement_version_number_once'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='version_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('hourly_rate__isnull', True), ('monthly_amount__isnull', True)), ('currency__regex', '^[A-Z]{3}$'), _connector='OR'), name='version_money_has_a_currency'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('their_signed_at__isnull', True), ('their_signer', '')), models.Q(('their_signed_at__isnull', False), models.Q(('their_signer', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('our_signed_at__isnull', True), ('our_signer__isnull', True)), models.Q(('our_signed_at__isnull', False), ('our_signer__isnull', False)), _connector='OR')), name='version_signed_by_somebody_at_some_time'), models.CheckConstraint(condition=models.Q(models.Q(('our_signed_at__isnull', True), ('their_signed_at__isnull', True)), models.Q(('sha256', ''), _negated=True), _connector='OR'), name='version_signed_only_with_its_hash'), models.CheckConstraint(condition=models.Q(('billing_step__gte', 1)), name='version_billing_step_of_a_minute_or_more')],
            },
        ),
        migrations.CreateModel(
            name='ResponseTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('priority', models.PositiveSmallIntegerField(verbose_name='priority')),
                ('target_minutes', models.PositiveIntegerField(blank=True, null=True, verbose_name='business minutes to a first answer')),
                ('clause', models.CharField(blank=True, max_length=20, verbose_name='clause')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='response_terms', to='agreements.agreementversion')),
            ],
            options={
                'ordering': ['priority'],
                'constraints': [models.UniqueConstraint(fields=('version', 'priority'), name='response_said_once'), models.CheckConstraint(condition=models.Q(('priority__range', (1, 4))), name='response_for_one_of_four_priorities')],
            },
        ),
        migrations.CreateModel(
            name='SpokenPromise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sentence', models.CharField(max_length=240, verbose_name='what was promised')),
                ('direction', models.CharField(choices=[('us_to_client', 'We promised the client'), ('client_to_us', 'The client promised us'), ('us_to_employee', 'The firm promised a colleague'), ('employee_to_us', 'A colleague promised the firm'), ('us_to_vendor', 'We promised the vendor'), ('vendor_to_us', 'The vendor promised us')], max_length=16, verbose_name='who to whom')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('zone_name', models.CharField(max_length=64)),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('about', models.CharField(blank=True, max_length=160, verbose_name='about')),
                ('about_url', models.CharField(blank=True, max_length=300)),
                ('settled', models.CharField(blank=True, choices=[('', 'Open'), ('kept', 'Kept'), ('broken', 'Broken'), ('let_go', 'Let go')], default='', max_length=8)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_by', models.CharField(blank=True, max_length=200)),
                ('because', models.TextField(blank=True)),
                ('missed_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spoken_promises', to='clients.client', verbose_name='client')),
                ('employee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spoken_promises_with', to=settings.AUTH_USER_MODEL, verbose_name='colleague')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises_owned', to=settings.AUTH_USER_MODEL, verbose_name='owner on our side')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vendor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spoken_promises', to='clients.vendor', verbose_name='vendor')),
            ],
            options={
                'ordering': ['due_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('settled', '')), fields=['due_at'], name='spoken_open_by_due'), models.Index(fields=['client', 'due_at'], name='spoken_by_client')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('client__isnull', False), ('direction__in', ['client_to_us', 'us_to_client']), ('employee__isnull', True), ('vendor__isnull', True)), models.Q(('client__isnull', True), ('direction__in', ['employee_to_us', 'us_to_employee']), ('employee__isnull', False), ('vendor__isnull', True)), models.Q(('client__isnull', True), ('direction__in', ['us_to_vendor', 'vendor_to_us']), ('employee__isnull', True), ('vendor__isnull', False)), _connector='OR'), name='spoken_promise_has_the_party_it_names'), models.CheckConstraint(condition=models.Q(models.Q(('settled', ''), ('settled_at__isnull', True)), models.Q(models.Q(('settled', ''), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='spoken_promise_settled_at_some_time'), models.CheckConstraint(condition=models.Q(models.Q(('settled__in', ['broken', 'let_go']), _negated=True), models.Q(('because', ''), _negated=True), _connector='OR'), name='spoken_promise_not_kept_needs_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Renegotiation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_due_at', models.DateTimeField()),
                ('new_due_at', models.DateTimeField()),
                ('consent', models.CharField(max_length=200, verbose_name='who agreed')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('promise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renegotiations', to='agreements.spokenpromise')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='StandingPromise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sentence', models.CharField(max_length=240, verbose_name='what we promise')),
                ('vital', models.CharField(max_length=80, verbose_name='measured by')),
                ('population', models.CharField(blank=True, max_length=60, verbose_name='for')),
                ('bound', models.CharField(choices=[('at_least', 'at least'), ('at_most', 'at most')], max_length=10, verbose_name='bound')),
                ('target', models.DecimalField(decimal_places=3, max_digits=9, verbose_name='target')),
                ('window_days', models.PositiveSmallIntegerField(default=28, verbose_name='over days')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing_promises', to='agreements.agreementversion')),
            ],
            options={
                'ordering': ['version', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('window_days__gte', 1)), name='standing_promise_over_a_day_or_more')],
            },
        ),
        migrations.CreateModel(
            name='TimeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('minutes', models.PositiveIntegerField(blank=True, null=True)),
                ('note', models.TextField(blank=True, verbose_name='note for the client')),
                ('internal_note', models.TextField(blank=True, verbose_name='internal note')),
                ('about', models.CharField(blank=True, max_length=160)),
                ('about_url', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='time_entries', to='clients.client')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='time_entries', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
                'indexes': [models.Index(fields=['ended_at'], name='time_entry_by_end'), models.Index(fields=['person', '-started_at'], name='time_entry_by_person'), models.Index(fields=['client', 'about_url'], name='time_entry_by_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person',), name='one_running_timer_per_person'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='time_entry_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('minutes__isnull', True)), models.Q(('ended_at__isnull', False), ('minutes__isnull', False)), _connector='OR'), name='time_entry_has_minutes_once_it_ended')],
            },
        ),
        migrations.CreateModel(
            name='ChargeDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('covered', 'Covered'), ('billable', 'Billable'), ('ask', 'Ask first')], max_length=10)),
                ('rule', models.CharField(max_length=16)),
                ('reason', models.CharField(max_length=300)),
                ('clause', models.CharField(blank=True, max_length=20)),
                ('plan', models.CharField(blank=True, max_length=60)),
                ('raw_minutes', models.PositiveIntegerField()),
                ('billable_minutes', models.PositiveIntegerField(default=0)),
                ('rounding', models.CharField(blank=True, max_length=80)),
                ('hourly_rate', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('amount', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('agreement_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.agreementversion')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='agreements.timeentry')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('entry',), name='one_charge_counts_per_entry')],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('kept', 'Kept'), ('at_risk', 'At risk'), ('broken', 'Broken'), ('not_judged', 'Not judged')], max_length=10)),
                ('reason', models.CharField(max_length=240)),
                ('vital_version', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('window_start', models.DateTimeField()),
                ('window_end', models.DateTimeField()),
                ('bound', models.CharField(choices=[('at_least', 'at least'), ('at_most', 'at most')], max_length=10)),
                ('target', models.DecimalField(decimal_places=3, max_digits=9)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ('numerator', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ('denominator', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ('n', models.PositiveIntegerField(default=0)),
                ('excluded', models.PositiveIntegerField(default=0)),
                ('fresh_at', models.DateTimeField(blank=True, null=True)),
                ('judged_by', models.CharField(max_length=200)),
                ('promise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='agreements.standingpromise')),
            ],
            options={
                'ordering': ['-window_end', '-pk'],
                'indexes': [models.Index(fields=['promise', '-window_end'], name='verdict_newest')],
                'constraints': [models.UniqueConstraint(fields=('promise', 'window_end'), name='one_verdict_per_promise_and_moment')],
            },
        ),
        migrations.CreateModel(
            name='WorkType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('center', models.PositiveSmallIntegerField(verbose_name='center')),
                ('default_answer', models.CharField(choices=[('covered', 'Covered'), ('billable', 'Billable'), ('ask', 'Ask first')], max_length=10, verbose_name='by default')),
                ('is_offered', models.BooleanField(default=True, verbose_name='offered')),
            ],
            options={
                'ordering': ['center', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('center__range', (1, 7))), name='work_serves_one_of_seven_centers')],
            },
        ),
        migrations.AddField(
            model_name='timeentry',
            name='work_type',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.worktype'),
        ),
        migrations.CreateModel(
            name='CoverageTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('covered', 'Covered'), ('billable', 'Billable'), ('ask', 'Ask first')], max_length=10, verbose_name='is')),
                ('clause', models.CharField(blank=True, max_length=20, verbose_name='clause')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage_terms', to='agreements.agreementversion')),
                ('work_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.worktype', verbose_name='kind of work')),
            ],
            options={
                'ordering': ['work_type__center', 'work_type__name'],
                'constraints': [models.UniqueConstraint(fields=('version', 'work_type'), name='coverage_said_once')],
            },
        ),
    ]
