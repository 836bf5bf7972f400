import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('zone_name', models.CharField(default='UTC', max_length=64, verbose_name='time zone')),
                ('week', models.JSONField(verbose_name='week')),
                ('holidays_of', models.CharField(blank=True, help_text='A country, like SE or US-NY', max_length=12, verbose_name='public holidays of')),
                ('special_days', models.JSONField(blank=True, default=dict, verbose_name='special days')),
            ],
        ),
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('state', models.CharField(choices=[('prospect', 'Prospect'), ('managed', 'Managed'), ('notice', 'Notice given'), ('left', 'Left')], default='prospect', max_length=10, verbose_name='state')),
                ('domains', models.JSONField(blank=True, default=list, verbose_name='mail domains')),
                ('about', models.TextField(blank=True, verbose_name='what they do')),
                ('last_talk_on', models.DateField(blank=True, null=True, verbose_name='last talk')),
                ('since', models.DateField(blank=True, null=True, verbose_name='client since')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clients', to='clients.calendar', verbose_name='hours')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='clients_owned', to=settings.AUTH_USER_MODEL, verbose_name='owner on our side')),
            ],
            options={
                'ordering': ['name'],
                'indexes': [models.Index(fields=['state', 'name'], name='client_by_state')],
            },
        ),
        migrations.CreateModel(
            name='ClientLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.client')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='client_limits', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'client'), name='client_limit_once')],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('address', models.TextField(blank=True, verbose_name='address')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sites', to='clients.client')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('client', 'name'), name='site_name_once_per_client')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='mail address')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('decides', models.BooleanField(default=False, verbose_name='decides')),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='clients.client')),
                ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contact', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='clients.site')),
            ],
            options={
                'indexes': [models.Index(fields=['email'], name='contact_by_email')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('client', 'email'), name='contact_address_once_per_client')],
            },
        ),
        migrations.CreateModel(
            name='Vendor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                ('provides', models.CharField(blank=True, max_length=200, verbose_name='provides')),
                ('support', models.TextField(blank=True, verbose_name='how to reach support')),
                ('last_talk_on', models.DateField(blank=True, null=True, verbose_name='last talk')),
                ('standing', models.TextField(blank=True, verbose_name='how it stands')),
                ('clients', models.ManyToManyField(blank=True, related_name='vendors', to='clients.client')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='vendors_owned', to=settings.AUTH_USER_MODEL, verbose_name='owner on our side')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
    ]
