"""The papers of a school's year: which loại văn bản each is, and where its form is known from. Pure data.

A form whose layout stands in a text that was read names it; every other is the school's own and is shown as such.
Rooms name the form when they make a paper; the register, the page of a document and the samples read this table.
"""

from __future__ import annotations

from dataclasses import dataclass

OWN_FORM = "Mẫu của đơn vị, không theo mẫu của văn bản nào"
NAMED_TYPE = "Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.4"
DECISION = "Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.2"
RESOLUTION = "Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.1"
LETTER = "Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.5"
INVITATION = "Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.7"
UNNUMBERED = ("form", "certificate")  # kinds that are filled in or awarded, not registered under a number
MINUTES = "Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.9"

# The types of the decree by kind; other papers are headed by their own name.
TITLES = {
    "plan": "Kế hoạch",
    "list": "Danh sách",
    "minutes": "Biên bản",
    "proposal": "Tờ trình",
    "notice": "Thông báo",
    "decision": "Quyết định",
    "regulation": "Quy chế",
    "invitation": "Giấy mời",
    "guidance": "Hướng dẫn",
    "report": "Báo cáo",
    "resolution": "Nghị quyết",
}


@dataclass(frozen=True)
class PaperForm:
    """`kind` is that of `OfficialDocument`; `code` abbreviates its type in the symbol; a công văn has none.

    `layout` is what the checker of finished papers judges it as: plan (any type with a name), decision, proposal,
    minutes, list, letter (công văn), or other: a paper outside the decree's layout.
    """

    name: str
    kind: str
    layout: str
    code: str = ""
    source: str = OWN_FORM
    heads_itself: bool = False  # headed by its own name, not by that of its kind

    @property
    def title(self) -> str:
        """The name of its type as it is printed; a công văn has none."""
        return "" if self.kind == "letter" else TITLES.get(self.kind, self.name).upper()

    @property
    def is_own(self) -> bool:
        return self.source == OWN_FORM

    @property
    def is_numbered(self) -> bool:
        return self.kind not in UNNUMBERED


PAPER_FORMS: dict[str, PaperForm] = {
    # plans, campaigns, the office's work
    "plan": PaperForm("Kế hoạch thi đua, khen thưởng", "plan", "plan", "KH", NAMED_TYPE),
    "launch_plan": PaperForm("Kế hoạch phát động phong trào thi đua", "plan", "plan", "KH", NAMED_TYPE),
    "inspection_plan": PaperForm("Kế hoạch kiểm tra công tác thi đua, khen thưởng", "plan", "plan", "KH", NAMED_TYPE),
    "guidance": PaperForm("Hướng dẫn", "guidance", "plan", "HD", NAMED_TYPE),
    "interim_report": PaperForm("Báo cáo sơ kết", "report", "plan", "BC", NAMED_TYPE),
    "final_report": PaperForm("Báo cáo tổng kết", "report", "plan", "BC", NAMED_TYPE),
    "report": PaperForm("Báo cáo", "report", "plan", "BC", NAMED_TYPE),
    "resolution": PaperForm("Nghị quyết hội nghị", "resolution", "plan", "NQ", RESOLUTION),
    "notice": PaperForm("Thông báo", "notice", "plan", "TB", NAMED_TYPE),
    "letter": PaperForm("Công văn", "letter", "letter", "", LETTER),
    "invitation": PaperForm("Giấy mời", "invitation", "plan", "GM", INVITATION),
    "regulation": PaperForm("Quy chế", "regulation", "plan", "QC", NAMED_TYPE),
    # decisions
    "council_decision": PaperForm("Quyết định thành lập hội đồng", "decision", "decision", "QĐ", DECISION),
    "council_renewal": PaperForm("Quyết định kiện toàn, kết thúc hội đồng", "decision", "decision", "QĐ", DECISION),
    "award_decision": PaperForm("Quyết định khen thưởng", "decision", "decision", "QĐ", DECISION),
    "title_decision": PaperForm("Quyết định công nhận danh hiệu thi đua", "decision", "decision", "QĐ", DECISION),
    "initiative_decision": PaperForm("Quyết định công nhận sáng kiến", "decision", "decision", "QĐ", DECISION),
    "decision": PaperForm("Quyết định", "decision", "decision", "QĐ", DECISION),
    # the dossier
    "proposal": PaperForm("Tờ trình đề nghị xét tặng", "proposal", "proposal", "TTr", NAMED_TYPE),
    "nomination_list": PaperForm("Danh sách trích ngang", "list", "list", "DS"),
    "person_report": PaperForm("Báo cáo thành tích cá nhân", "form", "other"),
    "collective_report": PaperForm("Báo cáo thành tích tập thể", "form", "other"),
    # meetings
    "council_minutes": PaperForm("Biên bản họp hội đồng", "minutes", "minutes", "BB", MINUTES),
    "count_minutes": PaperForm("Biên bản kiểm phiếu", "minutes", "minutes", "BB", MINUTES),
    "department_minutes": PaperForm("Biên bản họp tổ", "minutes", "minutes", "BB", MINUTES),
    "inspection_minutes": PaperForm("Biên bản kiểm tra", "minutes", "minutes", "BB", MINUTES),
    "ballot": PaperForm("Phiếu bầu", "form", "other"),
    "initiative_scoring": PaperForm("Phiếu chấm sáng kiến", "form", "other"),
    # registration and results
    "registration_list": PaperForm("Danh sách đăng ký thi đua", "list", "list", "DS"),
    "registration": PaperForm("Bản đăng ký thi đua", "form", "other"),
    "covenant": PaperForm("Giao ước thi đua", "form", "other"),
    "result_announcement": PaperForm("Thông báo kết quả đánh giá", "notice", "plan", "TB", NAMED_TYPE),
    "result_table": PaperForm("Bảng tổng hợp xếp loại", "list", "list", "BTH", heads_itself=True),
    "sheet": PaperForm("Phiếu đánh giá cá nhân", "form", "other"),
    "certificate": PaperForm("Giấy khen", "certificate", "other"),
}

# What is written freely in the editor, not from the data of a room.
FREE = ("letter", "notice", "guidance", "report", "decision")
