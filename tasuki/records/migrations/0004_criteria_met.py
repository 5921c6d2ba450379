from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0003_found_by_text")]
    operations = [
        migrations.AddField("milestone", "met", ArrayField(models.CharField(max_length=50), null=True)),
        migrations.AddField("milestone", "met_at", models.DateTimeField(null=True)),
    ]
