from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_lookup_indexes")]
    operations = [
        migrations.AddField(
            model_name="import",
            name="also",
            field=models.JSONField(default=dict),
        ),
    ]
