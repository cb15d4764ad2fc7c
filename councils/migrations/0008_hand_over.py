"""Who went on in whose place stays as it was once the session is closed."""

import core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


EVENTS = {
    "inserted": ("INSERT", "NEW"),
    "deleted": ("DELETE", "OLD"),
    "updated": ("UPDATE", "OLD"),
    "updated_into": ("UPDATE", "NEW"),
}
CREATE = "".join(
    f"""
CREATE TRIGGER closed_not_{name} AFTER {event} ON councils_handover REFERENCING {side} TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION councils_closed_stays_closed(
    $$JOIN councils_councilsession s ON s.id = c.session_id$$, $$s.state = 'closed'$$
  );
"""
    for name, (event, side) in EVENTS.items()
)
REMOVE = "".join(f"DROP TRIGGER closed_not_{name} ON councils_handover;\n" for name in EVENTS)


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0007_closed_stays_closed'),
        ('organisation', '0003_staff_group_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(choices=[('chair', 'chủ tọa'), ('record', 'thư ký phiên họp')], max_length=6, verbose_name='nhiệm vụ')),
                ('reason', models.CharField(blank=True, max_length=250, verbose_name='lý do')),
                ('at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.councilmember', verbose_name='người giao')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='councils.councilsession')),
                ('to_member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.councilmember', verbose_name='người nhận')),
            ],
            options={
                'verbose_name': 'giao chủ tọa, thư ký',
                'ordering': ['at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_member', models.F('to_member')), _negated=True), name='handed_over_to_another')],
            },
        ),
        migrations.RunSQL(CREATE, REMOVE),
    ]
