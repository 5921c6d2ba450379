"""Changes of many records that somebody asked for, record by record."""

from __future__ import annotations

import django.db.models.deletion
import tasuki.platform.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0002_saved_views'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Bulk',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64)),
                ('list', models.CharField(max_length=30)),
                ('verb', models.CharField(max_length=60)),
                ('typed', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField()),
                ('total', models.PositiveIntegerField()),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('undo_state', models.CharField(blank=True, max_length=10)),
                ('undo_finished_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='BulkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('subject_id', models.UUIDField()),
                ('typed', models.JSONField(default=dict)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('kept', models.JSONField(default=dict)),
                ('problems', models.JSONField(default=list)),
                ('bulk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='desk.bulk')),
            ],
        ),
        migrations.AddIndex(
            model_name='bulk',
            index=models.Index(fields=['by', '-asked_at'], name='bulk_of_person'),
        ),
        migrations.AddConstraint(
            model_name='bulk',
            constraint=models.UniqueConstraint(fields=('by', 'key'), name='bulk_asked_once'),
        ),
        migrations.AddIndex(
            model_name='bulkitem',
            index=models.Index(fields=['bulk', 'state', 'number'], name='bulk_item_by_state'),
        ),
        migrations.AddConstraint(
            model_name='bulkitem',
            constraint=models.UniqueConstraint(fields=('bulk', 'number'), name='bulk_item_once'),
        ),
    ]
