"""Scans of signed papers, signed files, pictures of signatures and seals; what is signed stays as it is."""

import core.clock
import core.files
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


INSTALL = """
CREATE TRIGGER insert_only_rows BEFORE UPDATE OR DELETE ON documents_signedfile
  FOR EACH ROW EXECUTE FUNCTION audit_insert_only();
CREATE TRIGGER insert_only_table BEFORE TRUNCATE ON documents_signedfile
  FOR EACH STATEMENT EXECUTE FUNCTION audit_insert_only();
CREATE TRIGGER insert_only_rows BEFORE UPDATE OR DELETE ON documents_signedscan
  FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL) EXECUTE FUNCTION audit_insert_only();
CREATE TRIGGER insert_only_table BEFORE TRUNCATE ON documents_signedscan
  FOR EACH STATEMENT EXECUTE FUNCTION audit_insert_only();
"""

REMOVE = """
DROP TRIGGER insert_only_rows ON documents_signedfile;
DROP TRIGGER insert_only_table ON documents_signedfile;
DROP TRIGGER insert_only_rows ON documents_signedscan;
DROP TRIGGER insert_only_table ON documents_signedscan;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0002_insert_only"),
        ('documents', '0011_series_of_numbers'),
        ('organisation', '0003_staff_group_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SignedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_for', models.CharField(choices=[('person', 'Người ký'), ('organisation', 'Đơn vị')], max_length=12)),
                ('signatory', models.CharField(blank=True, max_length=200, verbose_name='họ tên in trên văn bản')),
                ('file', models.FileField(max_length=250, upload_to=core.files.DatedFolder('signed'))),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(verbose_name='dung lượng')),
                ('holder', models.CharField(max_length=250, verbose_name='tên trong chứng thư')),
                ('issuer', models.CharField(max_length=250, verbose_name='nơi cấp chứng thư')),
                ('serial', models.CharField(max_length=64, verbose_name='số chứng thư')),
                ('valid_to', models.DateTimeField(verbose_name='chứng thư có hiệu lực đến')),
                ('signed_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed_files', to='documents.officialdocument')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                ('previous', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='documents.signedfile')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bản đã ký số',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('previous', None)), fields=('document',), name='first_signature_once'), models.UniqueConstraint(condition=models.Q(('signed_for', 'organisation')), fields=('document',), name='organisation_signs_once'), models.UniqueConstraint(condition=models.Q(('signed_for', 'person')), fields=('document', 'signatory'), name='signatory_signs_once'), models.CheckConstraint(condition=models.Q(models.Q(('signed_for', 'person'), models.Q(('signatory', ''), _negated=True)), models.Q(('previous__isnull', False), ('signatory', ''), ('signed_for', 'organisation')), _connector='OR'), name='organisation_signs_after_a_person')],
            },
        ),
        migrations.CreateModel(
            name='SignedScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=250, upload_to=core.files.DatedFolder('signed_scans'))),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(verbose_name='dung lượng')),
                ('page_count', models.PositiveSmallIntegerField(verbose_name='số trang')),
                ('findings', models.JSONField(default=list)),
                ('signers', models.CharField(blank=True, max_length=500, verbose_name='người đã ký')),
                ('has_seal', models.BooleanField(default=False, verbose_name='có dấu của đơn vị')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='lý do thay')),
                ('uploaded_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('confirmed_at', models.DateTimeField(editable=False, null=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='documents.officialdocument')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='documents.signedscan', verbose_name='thay cho')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bản quét đã ký',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', False), ('supersedes', None)), fields=('document',), name='first_scan_once'), models.CheckConstraint(condition=models.Q(('supersedes', None), models.Q(('supersedes', models.F('id')), _negated=True), _connector='OR'), name='scan_supersedes_another'), models.CheckConstraint(condition=models.Q(('supersedes', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='scan_supersedes_with_reason'), models.CheckConstraint(condition=models.Q(('confirmed_at', None), models.Q(('signers', ''), _negated=True), _connector='OR'), name='confirmed_scan_names_signers')],
            },
        ),
        migrations.CreateModel(
            name='SigningImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('signature', 'Chữ ký'), ('seal', 'Con dấu')], max_length=10)),
                ('file', models.FileField(max_length=250, upload_to=core.files.DatedFolder('signing_images'))),
                ('sha256', models.CharField(max_length=64)),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('width_mm', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='bề ngang thật (mm)')),
                ('has_usual_ink', models.BooleanField(default=True)),
                ('uploaded_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.organisation', verbose_name='đơn vị')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mẫu chữ ký, con dấu',
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'signature')), fields=('organisation', 'person'), name='one_signature_picture'), models.UniqueConstraint(condition=models.Q(('kind', 'seal')), fields=('organisation',), name='one_seal_picture'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'signature'), ('person__isnull', False)), models.Q(('kind', 'seal'), ('person', None), ('width_mm__isnull', False)), _connector='OR'), name='picture_is_of_one')],
            },
        ),
        migrations.RunSQL(INSTALL, REMOVE),
    ]
