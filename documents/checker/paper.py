"""The components that the decree names (its ô số), found in a picture; what is not there is empty."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from documents.checker import signs
from documents.checker.picture import Line, Paragraph, Picture, Piece, Table

KINDS = ("plan", "decision", "proposal", "minutes", "list", "letter", "other")
# Phụ lục III: the types and their abbreviations. A công văn has none.
TYPES = {
    "NGHỊ QUYẾT": "NQ",
    "QUYẾT ĐỊNH": "QĐ",
    "CHỈ THỊ": "CT",
    "QUY CHẾ": "QC",
    "QUY ĐỊNH": "QyĐ",
    "THÔNG CÁO": "TC",
    "THÔNG BÁO": "TB",
    "HƯỚNG DẪN": "HD",
    "CHƯƠNG TRÌNH": "CTr",
    "KẾ HOẠCH": "KH",
    "PHƯƠNG ÁN": "PA",
    "ĐỀ ÁN": "ĐA",
    "DỰ ÁN": "DA",
    "BÁO CÁO": "BC",
    "BIÊN BẢN": "BB",
    "TỜ TRÌNH": "TTr",
    "HỢP ĐỒNG": "HĐ",
    "CÔNG ĐIỆN": "CĐ",
    "GIẤY MỜI": "GM",
    "GIẤY ỦY QUYỀN": "GUQ",
    "GIẤY GIỚI THIỆU": "GGT",
    "GIẤY NGHỈ PHÉP": "GNP",
    "PHIẾU GỬI": "PG",
    "PHIẾU CHUYỂN": "PC",
    "PHIẾU BÁO": "PB",
}
_KIND_OF = {"QUYẾT ĐỊNH": "decision", "TỜ TRÌNH": "proposal", "BIÊN BẢN": "minutes"}
_LISTS = re.compile(r"^(DANH SÁCH|BẢNG TỔNG HỢP|BẢNG KÊ|TỔNG HỢP)")
_BODIES = (
    re.compile(r"^(UBND|[ỦU][ỶYỷ]? ?BAN|SỞ|BỘ|PHÒNG)\b"),
    re.compile(r"^TRƯỜNG\b"),
    re.compile(r"^(HỘI ĐỒNG|TỔ|BAN)\b"),
)
_ENACTS = re.compile(r"^QUYẾT (ĐỊNH|NGHỊ)\s*:?$")


@dataclass
class Signing:
    """One signature: its lines in capitals (ô 7a), other posts of the signer (ô 7b), the name."""

    posts: list[Line] = field(default_factory=list)
    other_posts: list[Line] = field(default_factory=list)
    name: Line | None = None
    middle: float = 0.0

    @property
    def words(self) -> str:
        return " ".join(line.text for line in self.posts)


@dataclass
class Paper:
    picture: Picture
    kind: str = "other"
    superior: list[Line] = field(default_factory=list)
    issuer: list[Line] = field(default_factory=list)
    country: Line | None = None
    motto: Line | None = None
    typed_rules: list[Line] = field(default_factory=list)  # signs typed in place of a drawn rule
    number: Line | None = None
    about: list[Line] = field(default_factory=list)
    date: Line | None = None
    title: Line | None = None
    title_is_centred: bool = True
    subject: list[Line] = field(default_factory=list)
    attached: str = ""  # “(Ban hành kèm theo Quyết định số …)”
    addressees: list[Line] = field(default_factory=list)
    bases: list[Paragraph] = field(default_factory=list)
    body: list[Piece] = field(default_factory=list)
    signings: list[Signing] = field(default_factory=list)
    recipients: list[Line] = field(default_factory=list)  # “Nơi nhận:” and its list
    drafter: Line | None = None  # ô 12

    @property
    def is_pdf(self) -> bool:
        return self.picture.source == "pdf"

    @property
    def is_decreed(self) -> bool:
        """Whether the decree lays the paper out at all."""
        return self.kind != "other"

    @property
    def is_letter(self) -> bool:
        return self.kind == "letter" and self.title is None

    @property
    def has_recipients(self) -> bool:
        return bool(self.recipients)

    @property
    def is_numberless(self) -> bool:
        """A draft, as its number tells: “Số:      /KH-…”."""
        return self.number is not None and not re.search(r"\d", self.number.text.split("/")[0])

    @property
    def is_draft(self) -> bool:
        return self.picture.is_draft or self.is_numberless

    @property
    def texts(self) -> list[Paragraph]:
        """The paragraphs of the body that are no table and do not stand in the middle."""
        return [piece for piece in self.body if isinstance(piece, Paragraph) and piece.align != "center" and piece.text]

    @property
    def tables(self) -> list[Table]:
        pieces = [*self.body, *(piece for annex in self.picture.annexes for piece in annex.pieces)]
        return [piece for piece in pieces if isinstance(piece, Table)]


def understand(picture: Picture, kind: str | None = None) -> Paper:
    """The paper as one of KINDS; without a kind it is known by its tên loại. ValueError for an unknown kind."""
    if kind is not None and kind not in KINDS:
        raise ValueError(kind)
    paper = Paper(picture)
    _read_corners(paper)
    pieces = [piece for piece in picture.pieces if isinstance(piece, Table) or piece.text]
    rest = _take_name(paper, pieces)
    rest = _take_addressees(paper, rest)
    paper.body = _take_bases(paper, rest)
    paper.signings = [_signing(lines) for lines in picture.ending.signatures if lines]
    paper.recipients = list(picture.ending.recipients)
    if _names_drafter(paper.recipients):
        paper.drafter = paper.recipients.pop()
    paper.kind = kind or _kind(paper)
    return paper


def _names_drafter(recipients: list[Line]) -> bool:
    """Whether who wrote the paper stands below the last recipient, “Lưu: VT, …”, which ends with a full stop."""
    if len(recipients) < 3 or signs.LIST_MARK.match(recipients[-1].text):
        return False
    is_ended = recipients[-2].text.endswith(".") and any(signs.ARCHIVE.match(line.text) for line in recipients[1:-1])
    return is_ended or bool(signs.DRAFTER.match(recipients[-1].text))


def _kind(paper: Paper) -> str:
    if paper.title is None:
        return "letter" if paper.about else "other"
    title = paper.title.text.upper()
    if _LISTS.match(title):
        return "list"
    named = type_named(title)
    if named:
        return _KIND_OF.get(named, "plan")
    return "plan" if paper.country and paper.number else "other"


def type_named(title: str) -> str:
    """The type of Phụ lục III with which a title begins, "" where none."""
    return next((name for name in TYPES if title.upper().startswith(name)), "")


# ---- the head ----


def _read_corners(paper: Paper) -> None:
    names: list[Line] = []
    for line in paper.picture.corners.left:
        if not line.text:
            continue
        if signs.TYPED_RULE.match(line.text):
            paper.typed_rules.append(line)
        elif paper.number is None and signs.NUMBER_START.match(line.text):
            paper.number = line
        elif signs.ABOUT.match(line.text) or paper.about or paper.number is not None:
            paper.about.append(line)
        else:
            names.append(line)
    paper.superior, paper.issuer = _bodies(names)
    for line in paper.picture.corners.right:
        if not line.text:
            continue
        if signs.TYPED_RULE.match(line.text):
            paper.typed_rules.append(line)
        elif paper.country is None and signs.COUNTRY.search(line.text):
            paper.country = line
        elif paper.motto is None and signs.MOTTO.search(line.text):
            paper.motto = line
        elif paper.date is None and signs.DATE.search(line.text):
            paper.date = line


def _bodies(names: list[Line]) -> tuple[list[Line], list[Line]]:
    """The superior's lines and the issuer's: the latter stand bold; where all do, by what their names begin with."""
    first_bold = next((place for place, line in enumerate(names) if line.is_bold), None)
    if first_bold:
        return names[:first_bold], names[first_bold:]
    ranks = [next((rank for rank, word in enumerate(_BODIES) if word.match(line.text)), None) for line in names]
    for place in range(1, len(names)):
        if ranks[0] is not None and ranks[place] is not None and ranks[place] > ranks[0]:
            return names[:place], names[place:]
    if first_bold is None and len(names) > 1:
        return names[:-1], names[-1:]
    return [], names


# ---- what stands above the text ----


def _take_name(paper: Paper, pieces: list[Piece]) -> list[Piece]:
    """Title and trích yếu, off the front of the text."""
    lines: list[tuple[Line, Paragraph]] = []
    taken = 0
    for piece in pieces[:6]:
        if isinstance(piece, Table) or (not lines and not _is_title(piece)):
            break
        if lines and (piece.align not in ("center", "") or _ends_name(piece, lines)):
            break
        lines += [(line, piece) for line in piece.lines if line.text]
        taken += 1
        if len(lines) > 1 and any(line.rule for line, _ in lines[1:]):
            break
    if not lines:
        return pieces
    paper.title = lines[0][0]
    paper.title_is_centred = lines[0][1].align in ("center", "") and lines[0][1].align != ""
    for line, _ in lines[1:]:
        is_open = paper.attached and not paper.attached.endswith(")")
        if line.text.startswith("(") or is_open:
            paper.attached += f" {line.text}" if is_open else line.text
        elif signs.TYPED_RULE.match(line.text):
            paper.typed_rules.append(line)
        else:
            paper.subject.append(line)
    rest = pieces[taken:]
    while rest and isinstance(rest[0], Paragraph) and (paper.attached or rest[0].text.startswith("(")):
        if not (rest[0].text.startswith("(") or (rest[0].align == "center" and rest[0].text.endswith(")"))):
            break
        paper.attached += rest[0].text
        rest = rest[1:]
    return rest


def _is_title(piece: Paragraph) -> bool:
    line = next(line for line in piece.lines if line.text)
    return line.is_upper and (piece.align == "center" or type_named(line.text) == line.text.strip())


def _ends_name(piece: Paragraph, lines: list[tuple[Line, Paragraph]]) -> bool:
    first = piece.lines[0]
    is_subject = len(lines) == 1 and piece.align == "center" and piece.is_bold  # it may begin with “Thực hiện”
    is_text = signs.ADDRESSEES.match(piece.text) or (signs.BASIS.match(piece.text) and not is_subject)
    return bool(is_text or piece.align != "center" or (first.is_upper and len(lines) > 1) or lines[-1][0].rule)


def _take_addressees(paper: Paper, pieces: list[Piece]) -> list[Piece]:
    if not pieces or isinstance(pieces[0], Table) or not signs.ADDRESSEES.match(pieces[0].text):
        return pieces
    first = pieces[0]
    paper.addressees = [line for line in first.lines if line.text]
    taken = 1
    if re.fullmatch(r"Kính gửi\s*:?", paper.addressees[0].text, re.IGNORECASE):
        for piece in pieces[1:]:
            if isinstance(piece, Table) or not (piece.text.startswith("-") or piece.align == "center"):
                break
            paper.addressees += [line for line in piece.lines if line.text]
            taken += 1
    return pieces[taken:]


def _take_bases(paper: Paper, pieces: list[Piece]) -> list[Piece]:
    """The căn cứ before the text; the lines in capitals around them (whose decision, “QUYẾT ĐỊNH:”) are left out."""
    rest = list(pieces)
    while rest and isinstance(rest[0], Paragraph):
        piece = rest[0]
        is_basis = signs.BASIS.match(piece.text) and (
            _is_italic(piece) or (piece.text.endswith(";") and not _are_ended(paper.bases)) or _goes_on(paper, piece)
        )
        is_frame = (
            piece.align == "center" and piece.lines[0].is_upper and not re.match(r"^(PHẦN|CHƯƠNG|[IVX]+\.)", piece.text)
        )
        if not is_basis and not (is_frame and (_ENACTS.match(piece.text) or (len(rest) > 1 and not paper.bases))):
            break
        if is_basis:
            paper.bases.append(piece)
        rest.pop(0)
    return rest


def _is_italic(piece: Paragraph) -> bool:
    return all(run.italic for run in piece.runs)


def _are_ended(bases: list[Paragraph]) -> bool:
    """A full stop after bases in italics: what stands upright below them begins the text."""
    return bool(bases) and bases[-1].text.endswith(".") and all(_is_italic(basis) for basis in bases)


def _goes_on(paper: Paper, piece: Paragraph) -> bool:
    """Whether an upright line is one more basis: the one before says so. “Thực hiện …” may begin the text."""
    return bool(paper.bases) and paper.bases[-1].text.endswith(";") and not piece.text.startswith("Thực hiện")


# ---- the foot ----


def _signing(lines: list[Line]) -> Signing:
    shown = [line for line in lines if line.text and not signs.NOTE.match(line.text)]
    signing = Signing(middle=lines[0].middle)
    if shown and not shown[-1].is_upper and len(shown) > 1:
        signing.name = shown.pop()
    count = next((place for place, line in enumerate(shown) if place and not line.is_upper), len(shown))
    signing.posts, signing.other_posts = shown[:count], shown[count:]
    return signing
