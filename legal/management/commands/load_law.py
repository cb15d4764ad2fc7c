from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from legal.rule_files import RuleFileError
from legal.services import load_library, read_beside_library

LARGEST = 5_000_000  # bytes; the whole library is a tenth of it


def _text_of(path: Path) -> str:
    """The text of a file; a folder, a device or what is larger than any rules is refused before it is read."""
    if not path.is_file():
        raise CommandError(f"Không đọc được tệp: {path} không phải một tệp.")
    if path.stat().st_size > LARGEST:
        raise CommandError(f"Không đọc được tệp: {path} quá lớn, tối đa {LARGEST // 1_000_000} MB.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"Không đọc được tệp: {path} không phải văn bản UTF-8. Lưu lại theo mã UTF-8.") from error
    except OSError as error:
        raise CommandError(f"Không đọc được tệp: {error}") from error


class Command(BaseCommand):
    help = "Nạp tệp quy định (TOML) vào thư viện chung. Tệp có lỗi thì không nạp gì; dữ liệu đã có không bị ghi đè."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="TỆP")
        parser.add_argument("--check", action="store_true", help="chỉ kiểm tra, không nạp")

    def handle(self, *, files: list[Path], check: bool, **options):
        try:
            rows = read_beside_library({str(path): _text_of(path) for path in files})
        except RuleFileError as error:
            raise CommandError(f"{error}\nChưa nạp gì. Sửa các chỗ trên rồi chạy lại.") from error
        if check:
            self.stdout.write(f"Không có lỗi: {sum(map(len, rows.values()))} dòng.")
            return
        counts = load_library(rows)
        told = sum(map(len, rows.values()))
        self.stdout.write(f"Đã thêm {sum(counts.values())} trong {told} dòng; phần còn lại đã có, để nguyên.")
