"""Long work of the records: writing a table of past years in parts, so that its progress can be read."""

from __future__ import annotations

from core import jobs, table_import
from core.errors import DomainError
from core.models import Job, TableImport
from records.history.table import HistoryTable, finish

IMPORT_HISTORY = "records.import_history"
PART = 500  # rows in one transaction


@jobs.handler(IMPORT_HISTORY)
def import_history(job: Job, *, table_id: int) -> dict:
    """Write what is left of a table; stopped or run twice, it goes on where it was."""
    table = TableImport.objects.for_organisation(job.organisation).get(pk=table_id)
    if not job.created_by.has_perm("records.keep_records", job.organisation):
        raise DomainError("Tài khoản không còn quyền giữ hồ sơ thành tích.")
    importer = HistoryTable(table.organisation, by=job.created_by)
    total = table.rows.filter(outcome__in=table_import.WRITTEN).count()
    left = 1
    while left:
        left = table_import.apply_part(importer, table, by=job.created_by, size=PART)
        jobs.progress(job, total - left, total)
    return finish(table, by=job.created_by)
