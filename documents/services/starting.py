"""Papers that are written freely: begun with their four corners and who signs, the rest is typed in the editor."""

from __future__ import annotations

from django.db import transaction

from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from documents.content import Content, Paragraph, Run, Section
from documents.models import OfficialDocument
from documents.paper_forms import FREE, PAPER_FORMS
from documents.services.drafts import create_document
from documents.services.letterheads import head_signatory, letterhead_for


@transaction.atomic
def begin_paper(*, organisation, form: str, subject: str, by) -> OfficialDocument:
    """A draft of one of the forms in `paper_forms.FREE` with nothing in it but what the organisation is known by."""
    if form not in FREE:
        raise DomainError("Loại văn bản này được lập từ trang có số liệu của nó, không soạn tự do. Chọn loại khác.")
    paper = PAPER_FORMS[form]
    content = Content(
        title=paper.title,
        subject=clean_line(subject),
        letterhead=letterhead_for(organisation, type_code=paper.code),
        recipients=["Như trên", "Lưu: VT"] if paper.kind == "letter" else ["Lưu: VT"],
        signatories=[head_signatory(organisation, clock.today())],
        blocks=_articles() if paper.kind == "decision" else [],
    )
    return create_document(organisation=organisation, kind=paper.kind, form=form, content=content, by=by)


def _articles() -> list[Section]:
    """The article every decision ends with; the others are typed above it."""
    last = "Quyết định này có hiệu lực kể từ ngày ký."
    return [Section("", [Paragraph([Run(last)])], style="article")]
