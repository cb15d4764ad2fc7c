"""The demo district: invented offices, schools and people, and the one password of its accounts."""

from __future__ import annotations

from dataclasses import dataclass, field

from organisation.models import Role

PASSWORD = "thidua-2026"  # noqa: S105 (the demo's, printed at its start)

STAFF, HEAD = Role.STAFF, Role.DEPARTMENT_HEAD


@dataclass(frozen=True)
class Somebody:
    name: str
    login: str = ""
    roles: tuple[str, ...] = (STAFF,)
    department: str = ""
    kind: str = "teacher"
    post: str = "Giáo viên"
    seat: str = ""  # in the emulation council
    initiative_seat: str = ""  # in the council that examines initiatives
    levels: tuple[str, ...] = ()  # whose schools a member of an office's council follows


@dataclass(frozen=True)
class Place:
    slug: str
    name: str
    kind: str
    symbol: str
    superior: str
    issuer: str
    level: str = ""
    place: str = "Hoa Lư"
    contact: tuple[str, str] = ("", "")
    people: tuple[Somebody, ...] = field(default_factory=tuple)


EDUCATION_DEPARTMENT = Place(
    slug="so-gddt",
    name="Sở Giáo dục và Đào tạo tỉnh Hoa Sơn",
    kind="office",
    symbol="SGDĐT",
    superior="ỦY BAN NHÂN DÂN TỈNH HOA SƠN",
    issuer="SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    place="Hoa Sơn",
    contact=("Phan Thị Mỹ Lệ, chuyên viên", "024 3555 0101"),
    people=(
        Somebody("Phan Thị Mỹ Lệ", "so", (Role.OFFICE_OFFICER,), post="Chuyên viên"),
        Somebody("Tô Ngọc Khôi", "giamdoc", (Role.OFFICE_LEADER,), post="Giám đốc"),
    ),
)

WARD = Place(
    slug="phuong-hoa-lu",
    name="Phòng Văn hóa - Xã hội phường Hoa Lư",
    kind="office",
    symbol="VHXH",
    superior="ỦY BAN NHÂN DÂN PHƯỜNG HOA LƯ",
    issuer="PHÒNG VĂN HÓA - XÃ HỘI",
    contact=("Lương Thị Quế, chuyên viên", "024 3555 0110"),
    people=(
        Somebody("Đinh Công Tráng", "truongphong", (Role.OFFICE_LEADER,), post="Trưởng phòng", seat="chair"),
        Somebody("Hứa Minh Triết", "phuong2", post="Phó Trưởng phòng", seat="vice_chair"),
        Somebody(
            "Lương Thị Quế",
            "phuong",
            (Role.OFFICE_OFFICER,),
            post="Chuyên viên",
            seat="secretary",
            levels=("lower_secondary",),
        ),
        Somebody("Tiêu Thị Ngân", "phuong3", post="Chuyên viên", seat="member", levels=("primary",)),
        Somebody("Vương Thị Lành", "phuong4", post="Chuyên viên", seat="member", levels=("nursery",)),
    ),
)

LOWER, UPPER, OFFICE = "Tổ 1, 2, 3", "Tổ 4, 5", "Tổ Văn phòng"

PRIMARY = Place(
    slug="th-ngoc-cau",
    name="Trường Tiểu học Ngọc Cầu",
    kind="school",
    level="primary",
    symbol="THNC",
    superior="ỦY BAN NHÂN DÂN PHƯỜNG HOA LƯ",
    issuer="TRƯỜNG TIỂU HỌC NGỌC CẦU",
    contact=("Phạm Thu Trang, thư ký hội đồng", "024 3555 0142"),
    people=(
        Somebody(
            "Hoàng Thị Bích Liên", "hieutruong", (Role.PRINCIPAL, STAFF), OFFICE, "manager", "Hiệu trưởng", "chair"
        ),
        Somebody(
            "Vũ Đức Thắng",
            "phohieutruong",
            (Role.VICE_PRINCIPAL, STAFF),
            OFFICE,
            "manager",
            "Phó Hiệu trưởng",
            "vice_chair",
        ),
        Somebody("Phạm Thu Trang", "thuky", (Role.COUNCIL_SECRETARY, STAFF), UPPER, seat="secretary"),
        Somebody("Trịnh Thị Ánh", "totruong", (HEAD, STAFF), LOWER, post="Tổ trưởng", seat="member"),
        Somebody("Bùi Quang Đạo", "totruong2", (HEAD, STAFF), UPPER, post="Tổ trưởng", seat="member"),
        Somebody("Ngô Thị Yến", "vanthu", (Role.RECORDS_CLERK, STAFF), OFFICE, "support", "Văn thư"),
        Somebody("Đỗ Thị Hòa", "giaovien", department=LOWER),
        Somebody("Lê Minh Ân", "giaovien2", department=LOWER),
        Somebody("Nguyễn Thị Mây", department=LOWER),
        Somebody("Hồ Văn Sáng", department=UPPER),
        Somebody("Đặng Thị Thu Hiền", department=UPPER),
        Somebody("Trương Văn Bền", "ketoan", (HEAD, STAFF), OFFICE, "support", "Kế toán, Tổ trưởng"),
    ),
)

LITERATURE, SCIENCE, LANGUAGES = (
    "Tổ Ngữ văn - Lịch sử và Địa lí",
    "Tổ Toán - Khoa học tự nhiên",
    "Tổ Ngoại ngữ - Nghệ thuật",
)

SECONDARY = Place(
    slug="thcs-song-hong",
    name="Trường THCS Sông Hồng",
    kind="school",
    level="lower_secondary",
    symbol="THCSSH",
    superior="ỦY BAN NHÂN DÂN PHƯỜNG HOA LƯ",
    issuer="TRƯỜNG TRUNG HỌC CƠ SỞ SÔNG HỒNG",
    contact=("Cao Thị Sen, thư ký hội đồng", "024 3555 0168"),
    people=(
        Somebody(
            "Tạ Hữu Nghĩa",
            "sh.hieutruong",
            (Role.PRINCIPAL, STAFF),
            OFFICE,
            "manager",
            "Hiệu trưởng",
            "chair",
            initiative_seat="chair",
        ),
        Somebody(
            "Kiều Thị Thanh Loan",
            "sh.phohieutruong",
            (Role.VICE_PRINCIPAL, STAFF),
            OFFICE,
            "manager",
            "Phó Hiệu trưởng",
            "vice_chair",
            initiative_seat="vice_chair",
        ),
        Somebody(
            "Cao Thị Sen",
            "sh.thuky",
            (Role.COUNCIL_SECRETARY, STAFF),
            LITERATURE,
            seat="secretary",
            initiative_seat="secretary",
        ),
        Somebody(
            "Dương Văn Tài",
            "sh.totruong",
            (HEAD, STAFF),
            LITERATURE,
            post="Tổ trưởng",
            seat="member",
            initiative_seat="member",
        ),
        Somebody(
            "Lưu Thị Hạnh",
            "sh.totruong2",
            (HEAD, STAFF),
            SCIENCE,
            post="Tổ trưởng",
            seat="member",
            initiative_seat="member",
        ),
        Somebody("Châu Ngọc Anh", "sh.totruong3", (HEAD, STAFF), LANGUAGES, post="Tổ trưởng", seat="member"),
        Somebody(
            "Mai Văn Phúc", "sh.vanthu", (Role.RECORDS_CLERK, HEAD, STAFF), OFFICE, "support", "Văn thư", "member"
        ),
        Somebody("Lý Thị Xuân", "sh.uyvien", (STAFF,), SCIENCE, seat="member"),
        Somebody("Tăng Bảo Quốc", "sh.uyvien2", (STAFF,), LANGUAGES, seat="member"),
        Somebody("Đoàn Thị Ngát", "sh.giaovien", department=LITERATURE),
        Somebody("Quách Đình Phong", "sh.giaovien2", department=SCIENCE),
        Somebody("Huỳnh Kim Chi", department=LITERATURE),
        Somebody("La Văn Cường", department=LITERATURE),
        Somebody("Thái Thị Diệu", department=LITERATURE),
        Somebody("Nghiêm Xuân Đức", department=SCIENCE),
        Somebody("Ông Thị Giang", department=SCIENCE),
        Somebody("Phùng Văn Hải", department=SCIENCE),
        Somebody("Bạch Thị Hường", department=SCIENCE),
        Somebody("Khổng Minh Khang", department=SCIENCE),
        Somebody("Viên Thị Lụa", department=LANGUAGES),
        Somebody("Từ Công Minh", department=LANGUAGES),
        Somebody("Chử Thị Nga", department=LANGUAGES),
        Somebody("Giáp Văn Oanh", department=LANGUAGES),
        Somebody("Ninh Thị Phượng", department=OFFICE, kind="support", post="Thư viện"),
        Somebody("Ứng Văn Quý", department=OFFICE, kind="support", post="Bảo vệ"),
    ),
)

PLACES = (EDUCATION_DEPARTMENT, WARD, PRIMARY, SECONDARY)

# What the demo prints at its start, in the order in which a visitor walks through the year.
WALK = (
    ("phohieutruong", "soạn kế hoạch, phó hiệu trưởng"),
    ("hieutruong", "hiệu trưởng, chủ tịch hội đồng"),
    ("vanthu", "văn thư"),
    ("giaovien", "giáo viên"),
    ("totruong", "tổ trưởng"),
    ("thuky", "thư ký hội đồng"),
    ("totruong2", "ủy viên hội đồng"),
    ("phuong", "chuyên viên phường"),
    ("sh.hieutruong", "hiệu trưởng trường THCS (hội đồng chín người)"),
    ("so", "chuyên viên Sở"),
)
