"""What a document's page shows of its approval: the steps, what was decided, what the reader is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.findings import Finding
from core.templatetags.ui import vi_date, vi_time
from core.vietnamese import search_key
from documents import comparison, services
from documents.approvers import Approvers, Capacity, approvers_for, latest_steps, person_of
from documents.models import ApprovalDecision, ApprovalStep, OfficialDocument

LOOKS = {
    ApprovalStep.State.LATER: ("", "dash"),
    ApprovalStep.State.ASKED: ("info", "clock"),
    ApprovalStep.State.APPROVED: ("ok", "check"),
    ApprovalStep.State.RETURNED: ("warn", "back"),
    ApprovalStep.State.VOID: ("", "dash"),
}
MOST_NAMES = 3


@dataclass(frozen=True)
class StepLine:
    """One step in words; `look` is tone and icon of its tag."""

    who: str
    state: str
    look: tuple[str, str]
    facts: list[str]


@dataclass(frozen=True)
class Changes:
    """What became of the text since a decision."""

    decision: ApprovalDecision
    blocks: list[comparison.ComparedBlock]

    @property
    def stretches(self) -> list[comparison.Stretch]:
        return comparison.stretches(self.blocks)

    @property
    def summary(self) -> dict[str, int]:
        return comparison.summary(self.blocks)


@dataclass
class ApprovalPanel:
    """`asked` is the step that waits, `capacity` in what capacity the reader may decide at it (None: she may not)."""

    lines: list[StepLine] = field(default_factory=list)
    asked: ApprovalStep | None = None
    capacity: Capacity | None = None
    changes: Changes | None = None
    decisions: list[ApprovalDecision] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    open_comments: int = 0


def approval_of(document: OfficialDocument, user) -> ApprovalPanel:
    """The panel for a reader who works on the document."""
    approvers = approvers_for(user, document.organisation)
    steps = latest_steps(document)
    panel = ApprovalPanel(decisions=_decisions(document), open_comments=_open_comments(document))
    if document.state == OfficialDocument.State.DRAFT:
        planned = [] if document.is_generated else services.steps_for(document.organisation, document.kind)
        panel.lines = [StepLine(step.who, "", ("", "dash"), _days(step)) for step in planned]
        return panel
    panel.lines = [_line(step, approvers) for step in steps]
    panel.asked = next((step for step in steps if step.state == ApprovalStep.State.ASKED), None)
    if panel.asked is None:
        return panel
    panel.capacity = approvers.capacity(panel.asked, person_of(user))
    if panel.capacity is not None:
        panel.changes = changes_since(document, services.former_decision(document, panel.asked))
        panel.findings = _findings(document, panel, user, is_last=panel.asked.pk == steps[-1].pk)
    return panel


def changes_since(document: OfficialDocument, decision: ApprovalDecision | None) -> Changes | None:
    """None where nothing was decided before, or the content is still the one decided on."""
    if decision is None or decision.content_hash == document.content_hash:
        return None
    now = services.frozen_content(document) if document.state == OfficialDocument.State.ISSUED else document.content
    return Changes(decision, comparison.compare(decision.content, now))


def decided_by(decision: ApprovalDecision) -> str:
    """ "Vũ Đức Thắng, thay Hoàng Thị Bích Liên": who really decided, and for whom."""
    name = decision.decided_by.full_name
    return f"{name}, thay {decision.deputy_of.full_name}" if decision.deputy_of_id else name


def _decisions(document: OfficialDocument) -> list[ApprovalDecision]:
    rows = ApprovalDecision.objects.filter(document=document).defer("data")
    people = ("decided_by", "deputy_of", "step__person", "step__department")
    return list(rows.select_related(*people).order_by("-pk"))


def _open_comments(document: OfficialDocument) -> int:
    return document.comments.filter(resolved_at=None).count()


def _line(step: ApprovalStep, approvers: Approvers) -> StepLine:
    return StepLine(step.who, step.get_state_display(), LOOKS[step.state], _facts(step, approvers))


def _facts(step: ApprovalStep, approvers: Approvers) -> list[str]:
    decision = getattr(step, "decision", None) or step.carried
    if decision is not None:
        at = f"{vi_time(decision.decided_at)}, {vi_date(decision.decided_at)}"
        return [decided_by(decision), at, *(["nội dung không đổi từ lần duyệt này"] if step.carried_id else [])]
    if step.state == ApprovalStep.State.ASKED:
        return [*_names(step, approvers), *([f"hạn {vi_date(step.due_at)}"] if step.due_at else [])]
    return _days(step) if step.state == ApprovalStep.State.LATER else []


def _names(step: ApprovalStep, approvers: Approvers) -> list[str]:
    """Who may decide now, and who decides for those away; never why they are."""
    said = []
    for holder in approvers.holders(step)[:MOST_NAMES]:
        if holder.absence is None:
            if not step.person_id:
                said.append(holder.person.full_name)
            continue
        instead = f"{holder.deputy.full_name} duyệt thay" if holder.deputy else "chưa có người thay"
        said.append(f"{holder.person.full_name} vắng đến {vi_date(holder.absence.to_on)}, {instead}")
    return said or ([] if step.person_id else ["hiện không ai giữ vai trò này"])


def _days(step) -> list[str]:
    return [f"trong {step.days} ngày làm việc"] if step.days else []


def _findings(document: OfficialDocument, panel: ApprovalPanel, user, *, is_last: bool) -> list[Finding]:
    found = []
    if panel.open_comments:
        detail = f"{panel.open_comments} góp ý chưa được giải quyết."
        found.append(Finding("open_comments", "look", "Còn góp ý", detail))
    signed = [each.name for each in document.content.signatories if each.name.strip()]
    if is_last and signed and search_key(user.full_name) not in map(search_key, signed):
        found.append(
            Finding(
                "another_signatory",
                "look",
                "Người ký in trên văn bản là người khác",
                f"Phần chữ ký ghi {', '.join(signed)}. Duyệt thay không đổi phần chữ ký.",
                change="Cần in “KT.” hoặc người ký khác thì trả lại để sửa phần người ký.",
            )
        )
    return found
