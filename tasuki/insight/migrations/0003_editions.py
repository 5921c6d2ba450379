"""Editions, their papers and their readers; what was issued is never changed."""

import django.db.models.deletion
import tasuki.platform.ids
from django.conf import settings
from django.db import migrations, models


FROZEN = """
CREATE FUNCTION edition_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an edition is frozen when it is issued' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER edition_is_frozen BEFORE UPDATE ON insight_edition
    FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION edition_is_frozen();
"""
MELT = """
DROP TRIGGER edition_is_frozen ON insight_edition;
DROP FUNCTION edition_is_frozen();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0002_deals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('issued_at', models.DateTimeField()),
                ('playbook', models.CharField(max_length=60)),
                ('body', models.JSONField()),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='EditionLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_at', models.DateTimeField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='insight.edition')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='EditionPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=5)),
                ('html', models.TextField()),
                ('pdf', models.BinaryField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='insight.edition')),
            ],
        ),
        migrations.CreateModel(
            name='EditionReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('kind', 'until'), name='edition_once'),
        ),
        migrations.AddConstraint(
            model_name='editionletter',
            constraint=models.UniqueConstraint(fields=('edition', 'person'), name='edition_letter_once'),
        ),
        migrations.AddConstraint(
            model_name='editionpaper',
            constraint=models.UniqueConstraint(fields=('edition', 'language'), name='edition_paper_once'),
        ),
        migrations.AddConstraint(
            model_name='editionreader',
            constraint=models.UniqueConstraint(fields=('kind', 'person'), name='edition_reader_once'),
        ),
        migrations.RunSQL(FROZEN, MELT),
    ]
