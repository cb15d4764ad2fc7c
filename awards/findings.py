"""What a dossier still lacks, and what it has: the same findings on its page, before submission and in a refusal."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse

from awards import criteria
from awards.initiatives_held import initiatives_shown
from awards.models import AchievementReport, Dossier, DossierPart, Nomination
from awards.standing import held_back_sentence, motions_to_propose, verdicts_of_nominations
from core import clock
from core.findings import Finding
from councils.models import Motion
from documents.models import OfficialDocument
from legal.catalogue import REPORT_PREFIX
from legal.models import LegalParameter
from records.eligibility.judging import ELIGIBLE, NEEDS_REVIEW, NOT_ELIGIBLE

Kind = DossierPart.Kind
NAMES = {
    Kind.PROPOSAL: "Tờ trình",
    Kind.LIST: "Danh sách đề nghị",
    Kind.REPORT: "Báo cáo thành tích",
    Kind.MINUTES: "Biên bản họp hội đồng",
}
HELD_BACK = "held_back"
SEVERAL = (Kind.MINUTES, Kind.REPORT)  # of these a dossier may hold more than one


def findings_of(dossier: Dossier) -> list[Finding]:
    """All findings of a dossier as it stands. Reads only."""
    nominations = list(dossier.nominations.in_order())
    passed, held_back = motions_to_propose(dossier.school_year)
    parts = list(dossier.parts.select_related("document__series"))
    by_kind = {part.kind: part.document for part in parts if part.kind not in SEVERAL}
    found = [_nominations(dossier, nominations, {motion.pk for motion in passed})]
    found += _held_back(held_back)
    found += [_minutes(dossier, nominations, parts)]
    found += [_paper(dossier, kind, by_kind.get(kind)) for kind in (Kind.PROPOSAL, Kind.LIST)]
    found += _counts(dossier, nominations, by_kind)
    found += _reports(dossier, nominations)
    found += _standings(dossier, nominations) if dossier.is_editable else []
    return found + _unchanged(dossier, by_kind)


def _nominations(dossier: Dossier, nominations: list[Nomination], passed: set[int]) -> Finding:
    page = _url(dossier, "awards:dossier_detail", dossier.pk)
    if not passed:
        return Finding(
            "no_nomination",
            "must",
            "Chưa có ai được hội đồng thông qua danh hiệu",
            f"Chưa có kết quả bỏ phiếu danh hiệu của {dossier.school_year} trong một phiên họp đã kết thúc.",
            change="Đưa danh hiệu đã đăng ký vào phiên họp để hội đồng bỏ phiếu.",
            remedy_label="Đưa vào phiên họp",
            remedy_url=_url(dossier, "awards:title_hand_over"),
        )
    if passed != {row.motion_id for row in nominations}:
        return Finding(
            "nominations_changed",
            "must",
            "Danh sách đề nghị khác kết quả của hội đồng",
            f"Hồ sơ có {len(nominations)} đề nghị, hội đồng đã thông qua {len(passed)}.",
            change="Lấy lại kết quả của hội đồng, rồi lập lại tờ trình và danh sách.",
            remedy_label="Lấy kết quả hội đồng",
            remedy_url=f"{page}#collect",
            facts={"nominations": len(nominations), "passed": len(passed)},
        )
    return Finding("nominations_whole", "ok", f"{len(passed)} đề nghị, đều được hội đồng thông qua")


def _held_back(motions: list[Motion]) -> list[Finding]:
    if not motions:
        return []
    sentence = held_back_sentence(motion.candidate_name for motion in motions)
    return [Finding(HELD_BACK, "look", "Có người được hội đồng thông qua nhưng chưa đề nghị", sentence)]


def _standings(dossier: Dossier, nominations: list[Nomination]) -> list[Finding]:
    """How the candidates stand, as numbers: who may read why finds it beside each name."""
    page = _url(dossier, "awards:dossier_detail", dossier.pk)
    counts = Counter(verdict.outcome for verdict in verdicts_of_nominations(dossier, nominations).values())
    found = []
    if not_met := counts[NOT_ELIGIBLE]:
        title = f"{not_met} đề nghị chưa đủ điều kiện theo quy định đang áp dụng"
        found.append(Finding("not_eligible", "look", title, remedy_label="Xem từng đề nghị", remedy_url=f"{page}#rows"))
    if unsure := counts[NEEDS_REVIEW]:
        title = f"{unsure} đề nghị cần xem xét điều kiện"
        detail = "Còn thiếu minh chứng, hoặc quy định đang áp dụng chưa đối chiếu văn bản."
        found.append(
            Finding("needs_review", "look", title, detail, remedy_label="Xem từng đề nghị", remedy_url=f"{page}#rows")
        )
    if waiting := sum(held.is_open for held in initiatives_shown(dossier, nominations).values()):
        title = f"{waiting} đề nghị chưa chọn sáng kiến"
        detail = "Mỗi sáng kiến chỉ dùng một lần; chọn sáng kiến dùng cho từng đề nghị."
        found.append(
            Finding("initiative_open", "look", title, detail, remedy_label="Chọn sáng kiến", remedy_url=f"{page}#rows")
        )
    if nominations and not found:
        found.append(Finding("all_eligible", "ok", f"{counts[ELIGIBLE]} đề nghị đủ điều kiện"))
    return found


def _minutes(dossier: Dossier, nominations: list[Nomination], parts: list[DossierPart]) -> Finding:
    sessions = {row.motion.session_id: row.motion.session for row in nominations}
    waiting = [session for session in sessions.values() if not (session.minutes and session.minutes.can_be_sent)]
    if waiting and waiting[0].minutes:
        return _unsent(dossier, Kind.MINUTES, waiting[0].minutes)
    held = {part.document_id for part in parts if part.kind == Kind.MINUTES}
    if waiting or not sessions or held != {session.minutes_id for session in sessions.values()}:
        return Finding(
            "minutes_missing",
            "must",
            "Chưa có biên bản họp hội đồng",
            "Biên bản được lấy từ phiên họp đã bỏ phiếu danh hiệu.",
            remedy_label="Xem các phiên họp",
            remedy_url=_url(dossier, "councils:session_list"),
        )
    numbers = ", ".join(session.minutes.full_number for session in sessions.values())
    if any(session.motions.by_hands().exists() for session in sessions.values()):
        return Finding(
            "minutes_hold_more",
            "look",
            "Biên bản gửi đi có cả nội dung khác",
            f"Biên bản số {numbers} ghi cả kết quả giơ tay như xếp loại tháng; nơi nhận sẽ đọc được.",
            change="Lần sau họp xét danh hiệu trong một phiên riêng, biên bản gửi đi chỉ có danh hiệu.",
        )
    return Finding("minutes_issued", "ok", "Biên bản họp hội đồng đã ban hành", f"Số {numbers}.")


def _paper(dossier: Dossier, kind: str, document: OfficialDocument | None) -> Finding:
    name = NAMES[kind]
    if document is None:
        return Finding(
            f"{kind}_missing",
            "must",
            f"Chưa có {name.lower()}",
            "Hệ thống lập từ kết quả của hội đồng, không phải nhập lại.",
            remedy_label=f"Lập {name.lower()}",
            remedy_url=_url(dossier, "awards:part_create", dossier.pk, kind),
        )
    if not document.can_be_sent:
        return _unsent(dossier, kind, document)
    return Finding(f"{kind}_issued", "ok", f"{name} đã ban hành", f"Số {document.full_number}.")


def _unsent(dossier: Dossier, kind: str, document: OfficialDocument) -> Finding:
    """A paper that exists but has no issued file yet; the button leads to where that is done."""
    url = _url(dossier, "documents:document_detail", document.pk)
    if document.state == OfficialDocument.State.ISSUED:
        return Finding(
            f"{kind}_unrendered",
            "must",
            f"{NAMES[kind]} chưa có tệp PDF",
            f"Văn bản số {document.full_number} đã ban hành, tệp đang được tạo. Tải lại trang sau ít phút.",
            remedy_label="Mở văn bản",
            remedy_url=url,
        )
    return Finding(
        f"{kind}_not_issued",
        "must",
        f"{NAMES[kind]} chưa ban hành",
        f"Văn bản đang ở trạng thái “{document.get_state_display()}”. Chỉ nộp được bản đã duyệt, có số và ngày.",
        remedy_label="Mở văn bản",
        remedy_url=url,
    )


def _counts(dossier: Dossier, nominations: list[Nomination], by_kind: dict) -> list[Finding]:
    """Count in the tờ trình = rows in the list = motions passed, read from the papers themselves."""
    expected = Counter((row.candidate_name, row.distinction.name) for row in nominations)
    found = []
    if proposal := by_kind.get(Kind.PROPOSAL):
        count = criteria.count_of_proposal(proposal.content)
        if count != len(nominations):
            told = "không đọc được tổng số" if count is None else f"ghi {count} đề nghị"
            found.append(_differs(dossier, Kind.PROPOSAL, f"Tờ trình {told}, hồ sơ có {len(nominations)}."))
        told, held = criteria.reports_of_proposal(proposal.content), dossier.parts.filter(kind=Kind.REPORT).count()
        if told != held:
            sentence = f"Tờ trình ghi {told} báo cáo thành tích, hồ sơ có {held}."
            found.append(_differs(dossier, Kind.PROPOSAL, sentence))
    if listed := by_kind.get(Kind.LIST):
        rows = criteria.rows_of_list(listed.content)
        if Counter(rows) != expected:
            found.append(
                _differs(dossier, Kind.LIST, f"Danh sách có {len(rows)} dòng, hồ sơ có {len(nominations)} đề nghị.")
            )
    if not found and len(by_kind) == 2 and nominations:
        title = f"Tờ trình, danh sách và kết quả hội đồng cùng có {len(nominations)} đề nghị"
        found.append(Finding("counts_agree", "ok", title))
    return found


def _reports(dossier: Dossier, nominations: list[Nomination]) -> list[Finding]:
    """As many confirmed reports as there are nominations for the titles that ask for one."""
    rules = LegalParameter.objects.all_in_force(REPORT_PREFIX, on=clock.today(), at=dossier.organisation)
    asked = {code.removeprefix(REPORT_PREFIX): row for code, row in rules.items() if row.value == "yes"}
    wanting = [row for row in nominations if row.distinction.code in asked]
    confirmed = _confirmed_registrations(dossier)
    missing = [row for row in wanting if row.motion.subject_key not in confirmed]
    if missing:
        names = ", ".join(row.candidate_name for row in missing)
        return [
            Finding(
                "report_missing",
                "must",
                f"Còn thiếu {len(missing)} báo cáo thành tích",
                f"Danh hiệu đề nghị phải kèm báo cáo được thủ trưởng xác nhận: {names}.",
                citation=asked[missing[0].distinction.code].citation,
                remedy_label="Xem các báo cáo",
                remedy_url=_url(dossier, "awards:report_list"),
                facts={"missing": len(missing)},
            )
        ]
    if wanting:
        return [Finding("reports_whole", "ok", f"Có đủ {len(wanting)} báo cáo thành tích")]
    return []


def _confirmed_registrations(dossier: Dossier) -> set[str]:
    """Subjects of motions whose candidate has a confirmed report."""
    rows = AchievementReport.objects.for_organisation(dossier.organisation).filter(
        state=AchievementReport.State.CONFIRMED, registration__round__school_year=dossier.school_year
    )
    return {f"registration:{pk}" for pk in rows.values_list("registration_id", flat=True)}


def _differs(dossier: Dossier, kind: str, detail: str) -> Finding:
    name = NAMES[kind].lower()
    return Finding(
        f"{kind}_differs",
        "must",
        f"{NAMES[kind]} khác nội dung hồ sơ",
        detail,
        change=f"Lập lại {name} để số liệu khớp nhau.",
        remedy_label=f"Lập lại {name}",
        remedy_url=_url(dossier, "awards:part_create", dossier.pk, kind),
    )


def _unchanged(dossier: Dossier, by_kind: dict) -> list[Finding]:
    """After a return: the part that was asked back still is the paper that was sent."""
    latest = dossier.latest
    if latest is None or latest.open_return is None:
        return []
    part = latest.open_return.part
    sent = {file.part: file.document_id for file in latest.files.all()}
    document = by_kind.get(part)
    if document is None or sent.get(part) != document.pk:
        return []
    name = NAMES[part]
    return [
        Finding(
            "part_unchanged",
            "look",
            f"{name} vẫn là bản đã bị yêu cầu bổ sung",
            "Bản đã ban hành không sửa được; bản sửa là một văn bản mới thay thế.",
            remedy_label=f"Lập lại {name.lower()}",
            remedy_url=_url(dossier, "awards:part_create", dossier.pk, part),
        )
    ]


def _url(dossier: Dossier, name: str, *args) -> str:
    return reverse(name, args=[dossier.organisation.slug, *args])
