from django.db import migrations


def copy_rep(apps, schema_editor):
    """A rule that named one rep names him in the list."""
    rule = apps.get_model("assignment", "Rule")
    named = rule.reps.through
    rows = rule.objects.filter(rep__isnull=False).values_list("pk", "rep_id")
    named.objects.bulk_create(
        (named(rule_id=pk, rep_id=rep_id) for pk, rep_id in rows.iterator()),
        batch_size=500,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("assignment", "0003_routing_complete")]

    operations = [migrations.RunPython(copy_rep, migrations.RunPython.noop)]
