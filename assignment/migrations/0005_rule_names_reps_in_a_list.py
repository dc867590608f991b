from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assignment", "0004_fill_reps_of_rules")]

    operations = [migrations.RemoveField(model_name="rule", name="rep")]
