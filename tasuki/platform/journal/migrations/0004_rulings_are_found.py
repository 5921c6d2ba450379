from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_events_of_an_agreement")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("code", "dispute.ruled")), fields=["seq"], name="event_rulings"
            ),
        ),
    ]
