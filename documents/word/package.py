"""The .docx around the text: an empty one with our styles, and one whose bytes depend on its content alone. Pure."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from functools import cache
from xml.sax.saxutils import escape

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from documents.word.elements import LANGUAGE, w
from documents.word.styles import write_styles

NEVER = (1980, 1, 1, 0, 0, 0)  # the earliest time an archive can tell
# The one time written inside: a file made anew of the same content is the same file.
EPOCH = datetime(2020, 3, 5)  # noqa: DTZ001 - core properties hold a time without zone; the day the decree took effect
KEPT = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
}
CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
CUSTOM = RELATIONSHIP_TYPE.CUSTOM_PROPERTIES
SOURCE_PROPERTY = "MaNoiDung"
_CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">'
    "<vt:lpwstr>{value}</vt:lpwstr></property></Properties>"
)


def empty_document():
    """A new file with our styles and nothing in it."""
    return Document(io.BytesIO(_blank()))


@cache
def _blank() -> bytes:
    document = Document()
    for part in (document.part, document.part.package):
        for name, relation in list(part.rels.items()):
            if relation.reltype not in KEPT:
                part.rels.pop(name)
    write_styles(document.styles.element)
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    mode = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    settings.extend([w("defaultTabStop", val=720), w("compat", mode), w("themeFontLang", val=LANGUAGE)])
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def finished(document, *, title: str, subject: str, source: str) -> bytes:
    """The bytes of the file; `source` is the hash of the content it was made of, kept where Word keeps it too."""
    core = document.core_properties
    core.title, core.subject, core.language = title[:255], subject[:255], LANGUAGE
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
    core.created = core.modified = EPOCH
    core.revision = 1
    package = document.part.package
    blob = _CUSTOM.format(name=SOURCE_PROPERTY, value=escape(source)).encode()
    package.relate_to(Part(PackURI("/docProps/custom.xml"), CUSTOM_TYPE, blob, package), CUSTOM)
    data = io.BytesIO()
    document.save(data)
    return _timeless(data)


def source_of(document) -> str:
    """The hash of the content a file was made of, "" where it does not say."""
    for relation in document.part.package.rels.values():
        if relation.reltype == CUSTOM and not relation.is_external:
            return _property(relation.target_part.blob)
    return ""


def _property(blob: bytes) -> str:
    from docx.oxml.parser import parse_xml

    for element in parse_xml(blob):
        if element.get("name") == SOURCE_PROPERTY:
            return "".join(element.itertext()).strip()[:64]
    return ""


def _timeless(data: io.BytesIO) -> bytes:
    """The same archive without the time at which it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            new.writestr(zipfile.ZipInfo(name, NEVER), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
