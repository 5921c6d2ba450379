import django.contrib.postgres.fields
import django.db.models.deletion
import tasuki.platform.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('records', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('file_name', models.CharField(max_length=255)),
                ('digest', models.CharField(max_length=64)),
                ('encoding', models.CharField(max_length=20)),
                ('delimiter', models.CharField(default=',', max_length=1)),
                ('headers', models.JSONField(default=list)),
                ('asked', models.JSONField(default=dict)),
                ('mapping', models.JSONField(default=dict)),
                ('unmapped', models.JSONField(default=list)),
                ('choices', models.JSONField(default=dict)),
                ('duplicates', models.CharField(max_length=10)),
                ('state', models.CharField(default='running', max_length=12)),
                ('dry_run', models.BooleanField(default=False)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, null=True, size=None)),
                ('problems', models.JSONField(default=list)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('bytes_read', models.BigIntegerField(default=0)),
                ('bytes_in_all', models.BigIntegerField(default=0)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('skipped', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('seconds', models.FloatField(blank=True, null=True)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('reverted_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Rejected',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('line', models.PositiveIntegerField()),
                ('cells', models.JSONField()),
                ('problems', models.JSONField()),
                ('imported', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejects', to='intake.import')),
            ],
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=255)),
                ('size', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('encoding', models.CharField(max_length=20)),
                ('tolerant', models.BooleanField(default=False)),
                ('delimiter', models.CharField(max_length=1)),
                ('kind', models.CharField(max_length=20)),
                ('asked', models.JSONField(default=dict)),
                ('mapping_name', models.CharField(blank=True, max_length=100)),
                ('duplicates', models.CharField(default='skip', max_length=10)),
                ('brought_at', models.DateTimeField()),
                ('erase_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mends', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='intake.import')),
            ],
            options={
                'indexes': [models.Index(fields=['by', '-brought_at'], name='upload_of_person'), models.Index(fields=['erase_at'], name='upload_to_erase')],
            },
        ),
        migrations.AddField(
            model_name='import',
            name='upload',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='runs', to='intake.upload'),
        ),
        migrations.CreateModel(
            name='UploadedPart',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('body', models.BinaryField()),
                ('upload', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='intake.upload')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('upload', 'number'), name='uploaded_part_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=12)),
                ('record_id', models.UUIDField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('imported', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='intake.import')),
            ],
            options={
                'indexes': [models.Index(fields=['imported', 'record_id'], name='import_change_of_record')],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=12)),
                ('record_id', models.UUIDField()),
                ('action', models.CharField(max_length=8)),
                ('line', models.PositiveIntegerField()),
                ('digest', models.UUIDField(null=True)),
                ('external_id', models.CharField(max_length=100, null=True)),
                ('extra', models.JSONField(null=True)),
                ('imported', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='records', to='intake.import')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('digest__isnull', False)), fields=['digest'], name='imported_row_digest'), models.Index(condition=models.Q(('external_id__isnull', False)), fields=['subject', 'external_id'], name='imported_row_alias')],
            },
        ),
        migrations.CreateModel(
            name='SavedMapping',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(max_length=20)),
                ('headers', models.CharField(max_length=64)),
                ('asked', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['headers', '-saved_at'], name='saved_mapping_of_headers')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'name'), name='saved_mapping_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Suspect',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('standing', models.CharField(max_length=10)),
                ('score', models.FloatField()),
                ('reasons', models.JSONField(default=list)),
                ('found_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_as', models.CharField(blank=True, max_length=20)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspects', to='records.lead')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.lead')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('lead', 'other'), name='suspect_pair_once'), models.CheckConstraint(condition=models.Q(('lead', models.F('other')), _negated=True), name='suspect_is_another_lead')],
            },
        ),
    ]
