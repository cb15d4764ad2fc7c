from django import template
from django.utils.safestring import SafeString

from core.templatetags.ui import tag
from documents.models import OfficialDocument
from documents.seals import written

register = template.Library()

LOOKS = {
    "draft": ("", "pencil"),
    "submitted": ("info", "send"),
    "approved": ("info", "check"),
    "issued": ("ok", "check"),
}
STANDINGS = {
    "stands": ("ok", "check", "Còn hiệu lực"),
    "amended": ("info", "pencil", "Được sửa đổi"),
    "replaced": ("warn", "back", "Được thay thế"),
    "revoked": ("warn", "x", "Bị bãi bỏ"),
}


@register.simple_tag
def document_standing(standing) -> SafeString:
    """The tag of how an issued document stands: “Được thay thế”."""
    return tag(*STANDINGS[standing.state])


@register.simple_tag
def document_state(document: OfficialDocument) -> SafeString:
    """The tag of a document's state: “Đã duyệt, chờ số”."""
    is_form = document.state == "issued" and document.number is None
    return tag(*LOOKS[document.state], "Đã lập" if is_form else document.get_state_display())


@register.filter
def written_code(code: str) -> str:
    """“ABCD-EFGH-JKLM”."""
    return written(code)


@register.filter
def join_lines(text: str) -> str:
    """Lines as one: “Hoàng Thị Liên, Phạm Thu Trang”."""
    return ", ".join(text.splitlines())
