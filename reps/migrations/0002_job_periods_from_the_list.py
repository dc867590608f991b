from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reps", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="sweeprun",
            name="every_minutes",
        ),
    ]
