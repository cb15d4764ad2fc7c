"""Taking an import back: exactly what it made, and nothing of it while something stands on a row."""

from __future__ import annotations

from collections import defaultdict

from core.errors import DomainError
from core.findings import Finding
from core.models import TableImport, TableImportRow
from records.models import DecidedCase, InitiativeAuthor, InitiativeRecognition, QualityRating, TitleRecord

MOST_NAMED = 50
EDITED = "Dòng này đã được sửa sau khi nhập. Sửa hoặc xóa ở hồ sơ của người đó."


def take_back(table: TableImport, rows: list[TableImportRow]) -> None:
    """Remove what rows made; DomainError that names every row something stands on, and then nothing is removed."""
    refused = _refusals(table, rows)
    if refused:
        raise DomainError(
            f"Không hoàn tác được: {len(refused)} dòng đã được dùng hoặc đã sửa. Xem từng dòng bên dưới.",
            findings=refused[:MOST_NAMED],
        )
    made = _made(rows)
    TitleRecord.objects.for_organisation(table.organisation).filter(pk__in=made["title"]).delete()
    QualityRating.objects.for_organisation(table.organisation).filter(pk__in=made["rating"]).delete()
    InitiativeAuthor.objects.for_organisation(table.organisation).filter(pk__in=made["author"]).delete()
    shares = InitiativeAuthor.objects.for_organisation(table.organisation).filter(pk__in=made["share_of"])
    shares.update(share=None)
    InitiativeRecognition.objects.for_organisation(table.organisation).filter(pk__in=made["recognition"]).delete()


def _made(rows: list[TableImportRow]) -> dict[str, dict[int, TableImportRow]]:
    """Ids of what was made by kind, with the row of the table that made each."""
    made: dict[str, dict[int, TableImportRow]] = defaultdict(dict)
    for row in rows:
        for kind in ("title", "rating", "author", "share_of", "recognition"):
            if pk := row.undo.get(kind):
                made[kind][pk] = row
    return made


def _refusals(table: TableImport, rows: list[TableImportRow]) -> list[Finding]:
    made, why = _made(rows), {}
    here = table.organisation
    for title in TitleRecord.objects.for_organisation(here).filter(pk__in=made["title"]):
        row = made["title"][title.pk]
        if title.revoked_on:
            why[row] = "Danh hiệu đã có quyết định thu hồi. Giữ dòng này để lưu vết."
        elif [title.decision_number, title.decided_on.isoformat(), title.detail] != row.undo["was"]:
            why[row] = EDITED
    ratings = QualityRating.objects.for_organisation(here).filter(pk__in=made["rating"])
    for rating in ratings.prefetch_related("replacements"):
        row = made["rating"][rating.pk]
        if rating.replacements.all() or rating.state != QualityRating.State.DECIDED:
            why[row] = "Mức xếp loại này đã có đề nghị thay. Xử lý đề nghị đó trước."
        elif rating.level != row.undo["was"][0]:
            why[row] = EDITED
    authors = InitiativeAuthor.objects.for_organisation(here).filter(pk__in=[*made["author"], *made["share_of"]])
    for author in authors.filter(uses__isnull=False).distinct():
        row = made["author"].get(author.pk) or made["share_of"][author.pk]
        why[row] = "Sáng kiến đã dùng để đề nghị danh hiệu."
    later = InitiativeAuthor.objects.for_organisation(here).filter(recognition__in=made["recognition"])
    for author in later.exclude(pk__in=made["author"]):
        why[made["recognition"][author.recognition_id]] = "Sáng kiến đã được ghi thêm tác giả khác."
    _add_cases(table, rows, why)
    return [_finding(row, why[row]) for row in sorted(why, key=lambda row: (row.line, row.part))]


def _add_cases(table: TableImport, rows: list[TableImportRow], why: dict[TableImportRow, str]) -> None:
    """A case decided since the import was judged with what it brought."""
    cases = DecidedCase.objects.for_organisation(table.organisation).filter(kept_at__gte=table.created_at)
    decided = {case.person_id: case for case in cases.select_related("distinction").exclude(person=None)}
    for row in rows:
        case = decided.get(row.values.get("person"))
        if case is not None:
            name, year = case.distinction.name, case.school_year_code
            why.setdefault(row, f"Đã xét {name} năm học {year} theo hồ sơ có dòng này.")


def _finding(row: TableImportRow, sentence: str) -> Finding:
    return Finding("stands_on", "must", f"Dòng {row.line}: {row.values.get('name', '')}", detail=sentence)
