import core.clock
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models

from core.migration_operations import Together


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0001_initial'),
        ('deadlines', '0004_kinds_of_review'),
        ('documents', '0007_text_versions'),
        ('evaluations', '0001_initial'),
        ('legal', '0002_document_once_at_each_place'),
        ('organisation', '0003_staff_group_name'),
        ('records', '0001_initial'),
        ('submissions', '0004_rubrics_and_scores'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='score',
            name='score_is_number_or_state',
        ),
        migrations.RenameField(
            model_name='score',
            old_name='points',
            new_name='amount',
        ),
        Together(
            operations=[
                migrations.CreateModel(
                    name='AudienceGroup',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, verbose_name='tên nhóm')),
                        ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                        ('staff_kind', models.CharField(blank=True, choices=[('manager', 'Cán bộ quản lý'), ('teacher', 'Giáo viên'), ('support', 'Nhân viên')], max_length=10, verbose_name='loại')),
                        ('is_homeroom', models.BooleanField(blank=True, null=True, verbose_name='giáo viên chủ nhiệm')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                        ('staff_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.staffgroup', verbose_name='nhóm khác')),
                    ],
                    options={
                        'verbose_name': 'nhóm đối tượng',
                        'ordering': ['position', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='audience_group_once')],
                    },
                ),
                migrations.CreateModel(
                    name='EvaluationPolicy',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('saved_at', models.DateTimeField(default=core.clock.now, editable=False, verbose_name='lưu lúc')),
                        ('saved_from', models.CharField(blank=True, editable=False, max_length=32)),
                        ('locator', models.CharField(blank=True, max_length=120, verbose_name='điều, khoản')),
                        ('uses_council', models.BooleanField(default=True, verbose_name='hội đồng xét kết quả')),
                        ('council_scores', models.BooleanField(default=False, verbose_name='hội đồng (thủ trưởng) chấm cột riêng')),
                        ('objection_days', models.PositiveSmallIntegerField(default=3, verbose_name='số ngày làm việc để giải trình, khiếu nại')),
                        ('staff_sees', models.CharField(choices=[('nothing', 'Không ai xem kết quả của người khác'), ('commended', 'Danh sách được biểu dương'), ('grades', 'Mức xếp loại của mọi người')], default='commended', max_length=10, verbose_name='toàn trường xem')),
                        ('public_days', models.PositiveSmallIntegerField(default=0, verbose_name='số ngày công khai trên trang chung')),
                        ('least_service', models.CharField(default='1/2', max_length=12, verbose_name='thời gian làm việc ít nhất trong kỳ')),
                        ('transfer_rule', models.CharField(choices=[('longest', 'Tổ có nhiều ngày nhất trong kỳ'), ('last', 'Tổ vào ngày cuối kỳ')], default='longest', max_length=10, verbose_name='người đổi tổ giữa kỳ do')),
                        ('late_cap', models.CharField(blank=True, max_length=60, verbose_name='nộp muộn không xếp cao hơn mức')),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.legaldocument', verbose_name='quy chế')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                        ('school_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.schoolyear', verbose_name='năm học')),
                    ],
                    options={
                        'verbose_name': 'quy định đánh giá',
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'school_year'), name='evaluation_policy_once'), models.CheckConstraint(condition=models.Q(('objection_days__lte', 30)), name='objection_days_bounded'), models.CheckConstraint(condition=models.Q(('public_days__lte', 90)), name='public_days_bounded')],
                    },
                ),
                migrations.CreateModel(
                    name='RollUp',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('saved_at', models.DateTimeField(default=core.clock.now, editable=False, verbose_name='lưu lúc')),
                        ('saved_from', models.CharField(blank=True, editable=False, max_length=32)),
                        ('name', models.CharField(max_length=160, verbose_name='tên')),
                        ('period_kind', models.CharField(choices=[('month', 'Tháng'), ('quarter', 'Quý'), ('round', 'Đợt'), ('semester', 'Học kỳ'), ('calendar_year', 'Năm dương lịch'), ('school_year', 'Năm học')], max_length=15, verbose_name='cho kỳ')),
                        ('subject', models.CharField(choices=[('person', 'Cá nhân'), ('department', 'Tổ'), ('organisation', 'Cả đơn vị'), ('unit', 'Đơn vị trực thuộc')], default='person', max_length=15, verbose_name='đối tượng')),
                        ('formula', models.JSONField(verbose_name='công thức')),
                        ('locator', models.CharField(blank=True, max_length=120, verbose_name='điều, khoản')),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.legaldocument', verbose_name='quy chế')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                        ('school_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.schoolyear', verbose_name='năm học')),
                    ],
                    options={
                        'verbose_name': 'công thức tổng hợp',
                        'ordering': ['period_kind', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'school_year', 'period_kind', 'subject'), name='roll_up_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PeriodRubric',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                        ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='period_rubrics', to='evaluations.evaluationperiod')),
                        ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='period_rubrics', to='evaluations.rubric')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('period', 'rubric'), name='period_rubric_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DepartmentMeeting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('saved_at', models.DateTimeField(default=core.clock.now, editable=False, verbose_name='lưu lúc')),
                        ('saved_from', models.CharField(blank=True, editable=False, max_length=32)),
                        ('held_at', models.DateTimeField(verbose_name='họp lúc')),
                        ('place', models.CharField(blank=True, max_length=200, verbose_name='tại')),
                        ('remarks', models.TextField(blank=True, verbose_name='ý kiến tại cuộc họp')),
                        ('chaired_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person', verbose_name='chủ trì')),
                        ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department')),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.officialdocument', verbose_name='biên bản')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                        ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='evaluations.evaluationperiod')),
                        ('secretary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person', verbose_name='thư ký')),
                    ],
                    options={
                        'verbose_name': 'cuộc họp tổ',
                        'constraints': [models.UniqueConstraint(fields=('period', 'department'), name='department_meeting_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('chaired_by', models.F('secretary')), _negated=True), name='meeting_two_people')],
                    },
                ),
                migrations.CreateModel(
                    name='MeetingAttendance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_present', models.BooleanField(verbose_name='có mặt')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='evaluations.departmentmeeting')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'person'), name='meeting_attendance_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Objection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('explanation', 'Giải trình'), ('objection', 'Đề nghị xem xét lại')], max_length=15, verbose_name='loại')),
                        ('text', models.TextField(verbose_name='nội dung')),
                        ('filed_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('outcome', models.CharField(blank=True, choices=[('kept', 'Giữ nguyên kết quả'), ('changed', 'Xét lại kết quả')], max_length=10, verbose_name='kết quả')),
                        ('answer', models.TextField(blank=True, verbose_name='trả lời')),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                        ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='evaluations.evaluationsheet')),
                    ],
                    options={
                        'verbose_name': 'ý kiến về kết quả',
                        'ordering': ['filed_at', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='objection_has_text'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='answered_objection_is_whole'), models.UniqueConstraint(condition=models.Q(('outcome', ''), ('withdrawn_at__isnull', True)), fields=('sheet',), name='open_objection_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SheetEdition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(verbose_name='lần')),
                        ('content', models.JSONField()),
                        ('reason', models.TextField(verbose_name='lý do mở lại')),
                        ('made_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                        ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='evaluations.evaluationsheet')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='sheet_edition_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='sheet_edition_has_reason')],
                    },
                ),
                migrations.AlterModelOptions(
                    name='criterion',
                    options={'ordering': ['position', 'pk'], 'verbose_name': 'tiêu chí'},
                ),
                migrations.RemoveConstraint(
                    model_name='criterion',
                    name='criterion_max_positive',
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='each_points',
                    field=models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='điểm mỗi lần'),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='effect',
                    field=models.CharField(blank=True, choices=[('ungraded', 'Không xếp loại'), ('drop', 'Hạ một mức'), ('at_most', 'Không cao hơn mức')], max_length=10, verbose_name='hệ quả'),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='effect_grade',
                    field=models.CharField(blank=True, max_length=60, verbose_name='mức cao nhất'),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='kind',
                    field=models.CharField(choices=[('group', 'Nhóm tiêu chí'), ('points', 'Chấm điểm'), ('levels', 'Chọn mức điểm'), ('bonus', 'Điểm cộng'), ('deduction', 'Điểm trừ'), ('progress', 'Tiến bộ so với chính mình'), ('gate', 'Điều kiện')], default='points', max_length=10, verbose_name='cách chấm'),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='levels',
                    field=models.JSONField(blank=True, default=list, verbose_name='các mức'),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='needs_evidence',
                    field=models.BooleanField(default=False, verbose_name='cần minh chứng'),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='parent',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='evaluations.criterion'),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='unit',
                    field=models.CharField(blank=True, max_length=30, verbose_name='đơn vị tính'),
                ),
                migrations.AlterField(
                    model_name='criterion',
                    name='max_points',
                    field=models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='tối đa'),
                ),
                migrations.AlterField(
                    model_name='criterion',
                    name='title',
                    field=models.CharField(max_length=500, verbose_name='tiêu chí'),
                ),
                migrations.AddConstraint(
                    model_name='criterion',
                    constraint=models.CheckConstraint(condition=models.Q(('max_points__isnull', True), ('max_points__gt', 0), _connector='OR'), name='criterion_max_positive'),
                ),
                migrations.AddConstraint(
                    model_name='criterion',
                    constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['group', 'bonus', 'deduction', 'gate']), ('max_points__isnull', False), _connector='OR'), name='scored_criterion_has_max'),
                ),
                migrations.AddConstraint(
                    model_name='criterion',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'gate'), models.Q(('effect', ''), _negated=True)), models.Q(models.Q(('kind', 'gate'), _negated=True), ('effect', ''), ('effect_grade', '')), _connector='OR'), name='gate_has_effect'),
                ),
                migrations.AlterModelOptions(
                    name='gradeband',
                    options={'ordering': ['-minimum'], 'verbose_name': 'mức xếp loại'},
                ),
                migrations.AddField(
                    model_name='gradeband',
                    name='needs_no_zero',
                    field=models.BooleanField(default=False, verbose_name='không có tiêu chí 0 điểm'),
                ),
                migrations.AddField(
                    model_name='gradeband',
                    name='praise',
                    field=models.CharField(blank=True, max_length=120, verbose_name='biểu dương'),
                ),
                migrations.AddField(
                    model_name='gradeband',
                    name='share_base',
                    field=models.CharField(choices=[('graded', 'số người được xếp loại trong nhóm'), ('next', 'số người đạt mức này và mức liền dưới')], default='graded', max_length=10, verbose_name='tính trên'),
                ),
                migrations.AddField(
                    model_name='gradeband',
                    name='share_cap',
                    field=models.CharField(blank=True, max_length=12, verbose_name='tỷ lệ tối đa'),
                ),
                migrations.AlterField(
                    model_name='gradeband',
                    name='minimum',
                    field=models.DecimalField(decimal_places=2, max_digits=6, verbose_name='từ'),
                ),
                migrations.AlterModelOptions(
                    name='rubric',
                    options={'ordering': ['name', '-version_number'], 'verbose_name': 'biểu điểm'},
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='adopted_at',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='đưa vào dùng lúc'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='adopted_by',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='document',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.legaldocument', verbose_name='quy chế'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='family',
                    field=models.UUIDField(default=uuid.uuid4, editable=False),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='final_rule',
                    field=models.CharField(choices=[('last', 'Lấy điểm của cấp xét sau cùng'), ('weighted', 'Tính theo tỷ trọng các cột')], default='last', max_length=10, verbose_name='điểm cuối cùng'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='follows',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='evaluations.rubric', verbose_name='bản trước'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='hides_self',
                    field=models.BooleanField(default=False, verbose_name='tổ chấm xong mới thấy điểm tự chấm'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='locator',
                    field=models.CharField(blank=True, max_length=120, verbose_name='điều, khoản'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='period_kinds',
                    field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('month', 'Tháng'), ('quarter', 'Quý'), ('round', 'Đợt'), ('semester', 'Học kỳ'), ('calendar_year', 'Năm dương lịch'), ('school_year', 'Năm học')], max_length=15), blank=True, default=list, size=None, verbose_name='loại kỳ'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='saved_at',
                    field=models.DateTimeField(default=core.clock.now, editable=False, verbose_name='lưu lúc'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='saved_from',
                    field=models.CharField(blank=True, editable=False, max_length=32),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='scale',
                    field=models.CharField(choices=[('points', 'Theo số điểm'), ('percent', 'Theo phần trăm của mức tối đa')], default='percent', max_length=10, verbose_name='mức xếp loại tính'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='school_year',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.schoolyear', verbose_name='năm học'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='shows_review_at',
                    field=models.CharField(choices=[('recommended', 'Khi tổ đề nghị'), ('provisional', 'Khi có kết quả dự kiến'), ('published', 'Khi công bố')], default='provisional', max_length=15, verbose_name='người được chấm thấy điểm của tổ'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='subject',
                    field=models.CharField(choices=[('person', 'Cá nhân'), ('department', 'Tổ'), ('organisation', 'Cả đơn vị'), ('unit', 'Đơn vị trực thuộc')], default='person', max_length=15, verbose_name='đối tượng'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='total_points',
                    field=models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='tổng điểm tối đa'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='version',
                    field=models.PositiveIntegerField(default=1),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='version_number',
                    field=models.PositiveSmallIntegerField(default=1, verbose_name='bản'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='weight_council',
                    field=models.PositiveSmallIntegerField(default=0, verbose_name='tỷ trọng hội đồng chấm (%)'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='weight_department',
                    field=models.PositiveSmallIntegerField(default=0, verbose_name='tỷ trọng tổ chấm (%)'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='weight_self',
                    field=models.PositiveSmallIntegerField(default=0, verbose_name='tỷ trọng tự chấm (%)'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='audience',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rubrics', to='evaluations.audiencegroup', verbose_name='nhóm'),
                ),
                migrations.AddField(
                    model_name='rubric',
                    name='given',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='submissions.submission'),
                ),
                migrations.AlterField(
                    model_name='rubric',
                    name='is_frozen',
                    field=models.BooleanField(default=False, editable=False, verbose_name='đã dùng'),
                ),
                migrations.AddConstraint(
                    model_name='rubric',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('final_rule', 'weighted'), _negated=True), ('weight_self', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('weight_department')), '-', models.F('weight_council'))), _connector='OR'), name='weighted_rubric_weights_are_whole'),
                ),
                migrations.AddConstraint(
                    model_name='rubric',
                    constraint=models.CheckConstraint(condition=models.Q(('subject', 'person'), ('audience__isnull', True), _connector='OR'), name='only_persons_have_groups'),
                ),
                migrations.AddConstraint(
                    model_name='rubric',
                    constraint=models.UniqueConstraint(fields=('organisation', 'given'), name='given_rubric_once'),
                ),
                migrations.AlterModelOptions(
                    name='evaluationperiod',
                    options={'ordering': ['-starts_on', '-ends_on'], 'verbose_name': 'kỳ đánh giá'},
                ),
                migrations.RemoveConstraint(
                    model_name='evaluationperiod',
                    name='evaluation_period_once',
                ),
                migrations.AddField(
                    model_name='evaluationperiod',
                    name='announcement',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.officialdocument', verbose_name='thông báo'),
                ),
                migrations.AddField(
                    model_name='evaluationperiod',
                    name='formula',
                    field=models.JSONField(blank=True, default=dict),
                ),
                migrations.AddField(
                    model_name='evaluationperiod',
                    name='kind',
                    field=models.CharField(choices=[('month', 'Tháng'), ('quarter', 'Quý'), ('round', 'Đợt'), ('semester', 'Học kỳ'), ('calendar_year', 'Năm dương lịch'), ('school_year', 'Năm học')], default='month', max_length=15, verbose_name='loại kỳ'),
                ),
                migrations.AddField(
                    model_name='evaluationperiod',
                    name='objections_until',
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name='evaluationperiod',
                    name='policy',
                    field=models.JSONField(blank=True, default=dict),
                ),
                migrations.AddField(
                    model_name='evaluationperiod',
                    name='provisional_at',
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name='evaluationperiod',
                    name='provisional_by',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='evaluationperiod',
                    name='rubrics',
                    field=models.ManyToManyField(related_name='periods', through='evaluations.PeriodRubric', to='evaluations.rubric'),
                ),
                migrations.AddField(
                    model_name='evaluationperiod',
                    name='public_code',
                    field=models.CharField(blank=True, editable=False, max_length=40),
                ),
                migrations.AddConstraint(
                    model_name='evaluationperiod',
                    constraint=models.UniqueConstraint(fields=('organisation', 'kind', 'starts_on', 'ends_on'), name='evaluation_period_once'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationperiod',
                    constraint=models.CheckConstraint(condition=models.Q(('provisional_at__isnull', True), models.Q(('objections_until__isnull', False), ('provisional_by__isnull', False)), _connector='OR'), name='provisional_period_has_times'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationperiod',
                    constraint=models.UniqueConstraint(condition=models.Q(('public_code', ''), _negated=True), fields=('public_code',), name='public_result_once'),
                ),
                migrations.RemoveConstraint(
                    model_name='evaluationsheet',
                    name='reviewed_sheet_has_reviewer',
                ),
                migrations.RemoveConstraint(
                    model_name='evaluationsheet',
                    name='published_sheet_has_grade',
                ),
                migrations.RemoveConstraint(
                    model_name='evaluationsheet',
                    name='evaluation_sheet_once',
                ),
                migrations.RemoveConstraint(
                    model_name='evaluationsheet',
                    name='submitted_sheet_has_time',
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='council_note',
                    field=models.TextField(blank=True, verbose_name='nhận xét của hội đồng'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='decided_at',
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='decided_by',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='edition',
                    field=models.PositiveSmallIntegerField(default=0, verbose_name='lần công bố'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='exemption',
                    field=models.CharField(blank=True, choices=[('leave', 'Nghỉ dài ngày'), ('short_service', 'Làm việc chưa đủ thời gian trong kỳ'), ('left', 'Đã chuyển đi')], max_length=15, verbose_name='lý do được miễn'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='late_reason',
                    field=models.CharField(blank=True, max_length=500, verbose_name='lý do nộp muộn'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='placement_note',
                    field=models.CharField(blank=True, max_length=400, verbose_name='cách tính thời gian, tổ'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='points',
                    field=models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='điểm'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='praise',
                    field=models.CharField(blank=True, max_length=120, verbose_name='biểu dương'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='reachable',
                    field=models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='tối đa'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='reasons',
                    field=models.JSONField(blank=True, default=list, verbose_name='vì sao'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='rubric',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='evaluations.rubric'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='subject',
                    field=models.CharField(choices=[('person', 'Cá nhân'), ('department', 'Tổ'), ('organisation', 'Cả đơn vị'), ('unit', 'Đơn vị trực thuộc')], default='person', max_length=15, verbose_name='đối tượng'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='submission',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='submissions.submission'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='submitted_by',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='sources',
                    field=models.JSONField(blank=True, default=list, verbose_name='các kỳ được tổng hợp'),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='taken',
                    field=models.JSONField(blank=True, default=list),
                ),
                migrations.AddField(
                    model_name='evaluationsheet',
                    name='taken_from',
                    field=models.CharField(blank=True, max_length=60),
                ),
                migrations.AlterField(
                    model_name='evaluationsheet',
                    name='person',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person'),
                ),
                migrations.AlterField(
                    model_name='evaluationsheet',
                    name='state',
                    field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã nộp'), ('department_recommended', 'Tổ đề nghị'), ('council_passed', 'Hội đồng thông qua'), ('council_not_passed', 'Hội đồng không thông qua'), ('head_decided', 'Thủ trưởng đã quyết định'), ('provisional', 'Kết quả dự kiến'), ('published', 'Đã công bố'), ('exempt', 'Được miễn')], default='draft', max_length=25, verbose_name='trạng thái'),
                ),
                migrations.AddIndex(
                    model_name='evaluationsheet',
                    index=models.Index(fields=['organisation', 'period', 'state'], name='sheet_organisation_period'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationsheet',
                    constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'exempt']), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='reviewed_sheet_has_reviewer'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationsheet',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'head_decided'), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='decided_sheet_has_decider'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationsheet',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['provisional', 'published']), _negated=True), models.Q(('grade', ''), _negated=True), _connector='OR'), name='published_sheet_has_grade'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationsheet',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'exempt'), models.Q(('exemption', ''), _negated=True)), models.Q(models.Q(('state', 'exempt'), _negated=True), ('exemption', '')), _connector='OR'), name='exempt_sheet_has_reason'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationsheet',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('subject', 'person'), ('submission__isnull', True)), models.Q(('department__isnull', False), ('person__isnull', True), ('subject', 'department'), ('submission__isnull', True)), models.Q(('department__isnull', True), ('person__isnull', True), ('subject', 'organisation'), ('submission__isnull', True)), models.Q(('department__isnull', True), ('person__isnull', True), ('subject', 'unit'), ('submission__isnull', False)), _connector='OR'), name='sheet_has_its_candidate'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationsheet',
                    constraint=models.UniqueConstraint(condition=models.Q(('subject', 'person')), fields=('period', 'person'), name='evaluation_sheet_once'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationsheet',
                    constraint=models.UniqueConstraint(condition=models.Q(('subject', 'department')), fields=('period', 'department'), name='department_sheet_once'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationsheet',
                    constraint=models.UniqueConstraint(condition=models.Q(('subject', 'organisation')), fields=('period',), name='organisation_sheet_once'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationsheet',
                    constraint=models.UniqueConstraint(condition=models.Q(('subject', 'unit')), fields=('period', 'submission'), name='unit_sheet_once'),
                ),
                migrations.AddConstraint(
                    model_name='evaluationsheet',
                    constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'exempt']), ('submitted_at__isnull', False), _connector='OR'), name='submitted_sheet_has_time'),
                ),
                migrations.AlterField(
                    model_name='score',
                    name='amount',
                    field=models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True),
                ),
                migrations.AlterField(
                    model_name='score',
                    name='column',
                    field=models.CharField(choices=[('self', 'Tự chấm'), ('department', 'Tổ chấm'), ('council', 'Hội đồng chấm')], max_length=10),
                ),
                migrations.AddConstraint(
                    model_name='score',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gte', 0), ('state', 'scored')), models.Q(models.Q(('state', 'scored'), _negated=True), ('amount__isnull', True)), _connector='OR'), name='score_is_number_or_state'),
                ),
                migrations.RemoveConstraint(
                    model_name='sheetevidence',
                    name='sheet_evidence_once',
                ),
                migrations.AddField(
                    model_name='sheetevidence',
                    name='good_deed',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.gooddeed'),
                ),
                migrations.AddField(
                    model_name='sheetevidence',
                    name='is_confidential',
                    field=models.BooleanField(default=False, verbose_name='bảo mật'),
                ),
                migrations.AddField(
                    model_name='sheetevidence',
                    name='label',
                    field=models.CharField(blank=True, max_length=250, verbose_name='tên gọi'),
                ),
                migrations.AddField(
                    model_name='sheetevidence',
                    name='title_record',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.titlerecord'),
                ),
                migrations.AddField(
                    model_name='sheetevidence',
                    name='url',
                    field=models.URLField(blank=True, max_length=500, verbose_name='địa chỉ'),
                ),
                migrations.AlterField(
                    model_name='sheetevidence',
                    name='evidence',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.evidence'),
                ),
                migrations.AddConstraint(
                    model_name='sheetevidence',
                    constraint=models.UniqueConstraint(condition=models.Q(('evidence__isnull', False)), fields=('sheet', 'criterion', 'evidence'), name='sheet_evidence_once'),
                ),
                migrations.AddConstraint(
                    model_name='sheetevidence',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('evidence__isnull', False), ('good_deed__isnull', True), ('title_record__isnull', True), ('url', '')), models.Q(('evidence__isnull', True), ('good_deed__isnull', True), ('title_record__isnull', True), models.Q(('url', ''), _negated=True)), models.Q(('evidence__isnull', True), ('good_deed__isnull', True), ('title_record__isnull', False), ('url', '')), models.Q(('evidence__isnull', True), ('good_deed__isnull', False), ('title_record__isnull', True), ('url', '')), _connector='OR'), name='sheet_evidence_is_one_thing'),
                ),
            ],
        ),
    ]
