import django.contrib.postgres.fields
import django.db.models.deletion
import tasuki.platform.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('records', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PrematureIndex',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('index', models.FloatField()),
                ('team_p75', models.FloatField(null=True)),
                ('conversions', models.PositiveIntegerField()),
                ('as_of', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('items', models.JSONField()),
                ('results', models.JSONField(default=list)),
                ('total', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, null=True, size=None)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Conversion',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('playbook', models.CharField(max_length=60)),
                ('verdict', models.CharField(max_length=25)),
                ('decision', models.JSONField()),
                ('dossier', models.JSONField()),
                ('brief', models.JSONField(blank=True, null=True)),
                ('fit', models.SmallIntegerField(blank=True, null=True)),
                ('intent', models.SmallIntegerField(blank=True, null=True)),
                ('override', models.JSONField(blank=True, null=True)),
                ('made', models.JSONField(default=dict)),
                ('unmapped', models.JSONField(default=list)),
                ('idempotency_key', models.CharField(blank=True, max_length=200, null=True)),
                ('request_digest', models.CharField(blank=True, max_length=64)),
                ('voidable_until', models.DateTimeField()),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.account')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.contact')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversions', to='records.lead')),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversions', to='records.opportunity')),
                ('voided_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('lead',), name='one_standing_conversion_per_lead'), models.UniqueConstraint(condition=models.Q(('idempotency_key__isnull', False)), fields=('by', 'idempotency_key'), name='idempotency_key_once_per_person')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('rules', models.JSONField(default=list)),
                ('approver_because', models.CharField(blank=True, max_length=60)),
                ('rank', models.CharField(db_default='manager', default='manager', max_length=60)),
                ('state', models.CharField(default='pending', max_length=12)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('rationale', models.TextField(blank=True)),
                ('approver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='records.opportunity')),
                ('conversion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='conversion.conversion')),
            ],
            options={
                'indexes': [models.Index(fields=['approver', 'state'], name='approval_for_person')],
            },
        ),
        migrations.CreateModel(
            name='DealSizes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('segment', models.CharField(max_length=50)),
                ('currency', models.CharField(max_length=3)),
                ('n', models.PositiveIntegerField()),
                ('median_ln', models.FloatField(null=True)),
                ('mad_ln', models.FloatField(null=True)),
                ('p90', models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ('as_of', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('segment', 'currency'), name='deal_sizes_once')],
            },
        ),
    ]
