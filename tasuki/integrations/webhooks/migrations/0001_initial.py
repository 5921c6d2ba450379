import django.contrib.postgres.fields
import django.db.models.deletion
import tasuki.platform.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('url', models.CharField(max_length=2000)),
                ('description', models.CharField(blank=True, max_length=200)),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('secret', models.TextField()),
                ('old_secret', models.TextField(blank=True)),
                ('old_until_at', models.DateTimeField(null=True)),
                ('after', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('disabled_at', models.DateTimeField(null=True)),
                ('disabled_because', models.CharField(blank=True, max_length=20)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failing_since_at', models.DateTimeField(null=True)),
                ('rests_until_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('event', models.BigIntegerField(null=True)),
                ('code', models.CharField(max_length=60)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('endpoint', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='webhooks.endpoint')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['endpoint', 'due_at'], name='webhook_due'), models.Index(fields=['endpoint', '-made_at', '-id'], name='webhook_log'), models.Index(fields=['made_at'], name='webhook_by_age')],
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'event'), name='webhook_event_once')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('milliseconds', models.PositiveIntegerField(default=0)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('request_headers', models.JSONField(default=dict)),
                ('request_body', models.TextField(blank=True)),
                ('response_headers', models.JSONField(default=dict)),
                ('response_body', models.TextField(blank=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='webhooks.message')),
            ],
        ),
    ]
