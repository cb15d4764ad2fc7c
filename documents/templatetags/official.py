from django import template
from django.utils.safestring import SafeString

from core.templatetags.ui import tag
from documents.models import OfficialDocument

register = template.Library()

LOOKS = {
    "draft": ("", "pencil"),
    "submitted": ("info", "send"),
    "approved": ("info", "check"),
    "issued": ("ok", "check"),
}


@register.simple_tag
def document_state(document: OfficialDocument) -> SafeString:
    """The tag of a document's state: “Đã duyệt, chờ số”."""
    return tag(*LOOKS[document.state], document.get_state_display())
