"""The few kinds of XML elements a text document is made of, and its units. Pure.

Lengths: Word counts in twips (1/20 pt), half points (font sizes), eighths of a point (borders) and EMU (drawings).
"""

from __future__ import annotations

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
BLACK, RED = "000000", "C00000"
BOX = ("top", "left", "bottom", "right")
TWIPS_A_POINT = 20
EMU_A_POINT = 12700
POINTS_A_MM = 72 / 25.4


def twips(points: float) -> str:
    return str(round(points * TWIPS_A_POINT))


def mm(millimetres: float) -> float:
    """In points."""
    return millimetres * POINTS_A_MM


def w(name: str, /, *children, **attributes: object):
    """`<w:name w:attribute="…">children</w:name>`; children that are None are left out."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(child for child in children if child is not None)
    return element


def fonts():
    return w("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT)


def character_properties(size: float, *, bold: bool = False, italic: bool = False, color: str = BLACK):
    """What every run says of itself: font, weight, size in points, colour."""
    half_points = round(size * 2)
    return w(
        "rPr",
        fonts(),
        w("b") if bold else None,
        w("bCs") if bold else None,
        w("i") if italic else None,
        w("iCs") if italic else None,
        w("color", val=color),
        w("sz", val=half_points),
        w("szCs", val=half_points),
        w("lang", val=LANGUAGE, eastAsia=LANGUAGE),
    )


def text_run(text: str, size: float, *, bold: bool = False, italic: bool = False, color: str = BLACK):
    """A run; line breaks and tabs in the text are those of Word."""
    run = w("r", character_properties(size, bold=bold, italic=italic, color=color))
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if number:
            run.append(w("br"))
        for place, part in enumerate(line.split("\t")):
            if place:
                run.append(w("tab"))
            if part:
                run.append(_text(part))
    return run


def _text(words: str):
    element = w("t")
    element.text = words
    if words != words.strip() or "  " in words:
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def field(code: str, size: float):
    """Runs that show a field (PAGE): Word counts it."""
    parts = [w("fldChar", fldCharType="begin"), w("instrText"), w("fldChar", fldCharType="separate"), None]
    parts[1].text = f" {code} "
    parts[3] = _text("2")
    return [w("r", character_properties(size), part) for part in [*parts, w("fldChar", fldCharType="end")]]


def box(*, points: float = 1, space: int = 1, color: str = BLACK):
    """A border round a paragraph, `space` points from its text."""
    return w("pBdr", *(w(side, val="single", sz=round(points * 8), space=space, color=color) for side in BOX))


_RULE = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:w10="urn:schemas-microsoft-com:office:word">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{order}" behindDoc="0" locked="0"
 layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="column"><wp:align>center</wp:align></wp:positionH>
<wp:positionV relativeFrom="paragraph"><wp:posOffset>{down}</wp:posOffset></wp:positionV>
<wp:extent cx="{length}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="{number}" name="Đường kẻ {number}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{length}" cy="0"/></a:xfrm>
<a:prstGeom prst="line"><a:avLst/></a:prstGeom>
<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:prstDash val="solid"/></a:ln></wps:spPr>
<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:line id="rule{number}" from="0,{points_down}pt" to="{points}pt,{points_down}pt"
 strokecolor="black" strokeweight="0.75pt"
 style="position:absolute;mso-position-horizontal:center;mso-position-horizontal-relative:text"/>
</w:pict></mc:Fallback></mc:AlternateContent></w:r>
"""


def rule(number: int, points: float, *, down: float = 2):
    """A solid line of this length, centred in its column or cell, `down` points below the top of its paragraph."""
    return parse_xml(
        _RULE.format(
            number=number,
            order=251658240 + number,
            length=round(points * EMU_A_POINT),
            points=f"{points:.1f}",
            down=round(down * EMU_A_POINT),
            points_down=f"{down:g}",
        )
    )
