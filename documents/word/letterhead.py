"""The parts of page 1 above the text: the four corners, name and subject, addressees, bases. Pure."""

from __future__ import annotations

from functools import partial

from documents import layout
from documents.content import Content, Run
from documents.rendering import LEFT_CELL, text_width
from documents.word.elements import box, mm, twips, w
from documents.word.paragraphs import Rules, line, words
from documents.word.styles import (
    ABOUT,
    ADDRESSEE,
    ADDRESSEES,
    ATTACHED,
    AUTHORITY,
    BASIS,
    CIRCULATION,
    COUNTRY,
    DATE,
    ISSUER,
    MARK,
    MOTTO,
    NUMBER,
    SUBJECT,
    SUPERIOR,
    TITLE,
    Style,
)
from documents.word.tables import side_by_side

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO_TEXT = "Độc lập - Tự do - Hạnh phúc"
UPRIGHT, LYING = (mm(72.6), mm(100.2)), (mm(112), mm(140))
SHORT_RULE = 0.42  # of the widest line above: the decree wants a third to a half


def letterhead(content: Content, context: dict, rules: Rules) -> list:
    """One table of two rows without lines: agency and nation, number and date."""
    widths = LYING if context["is_landscape"] else UPRIGHT
    rows = [
        [_agency(content, rules), _nation(rules)],
        [_number(context, widths[0]), [line(DATE, context["place_and_date"])] if context["place_and_date"] else []],
    ]
    return [side_by_side(rows, widths, is_centred=not context["is_landscape"])]


def _agency(content: Content, rules: Rules) -> list:
    head = content.letterhead
    superior = [_lines(text, "Regular") for text in head.superior if text.strip()]
    issuer = [_lines(text, "Bold") for text in head.issuer if text.strip()]
    made = [line(SUPERIOR, "\n".join(lines)) for lines in superior]
    made += [line(ISSUER, "\n".join(lines)) for lines in issuer]
    if issuer:
        widest = max(text_width("Bold", ISSUER.size, each) for lines in issuer for each in lines)
        made.append(rules.under(SHORT_RULE * widest))
    return made


def _lines(text: str, face: str) -> list[str]:
    return layout.upper_lines([text], LEFT_CELL, partial(text_width, face, ISSUER.size))


def _nation(rules: Rules) -> list:
    length = text_width("Bold", MOTTO.size, MOTTO_TEXT)
    return [line(COUNTRY, NATION), line(MOTTO, MOTTO_TEXT), rules.under(length)]


def _number(context: dict, width: float) -> list:
    made = [line(NUMBER, f"Số: {context['symbol']}")] if context["symbol"] else []
    if context["is_letter"]:
        made.append(line(ABOUT, "\n".join(context["subject"])))
    made += [_stamp(MARK, mark, width) for mark in context["marks"]]
    return made + ([_stamp(CIRCULATION, context["circulation"], width)] if context["circulation"] else [])


def _stamp(style: Style, text: str, width: float):
    """Words in a box as wide as they are."""
    made = line(style, text)
    aside = twips(max(0.0, (width - text_width("Bold", style.size, text) - 12) / 2))
    made[0].append(box(color=style.color))
    made[0].append(w("ind", left=aside, right=aside))
    return made


def heading(content: Content, context: dict, rules: Rules) -> list:
    """Name and subject with the rule under it, addressees, authority and bases."""
    made = [] if context["is_letter"] else _name(content, context, rules)
    made += _addressees(context["addressees"])
    authority = "\n".join(context["authority"])
    made += [line(AUTHORITY, authority)] if authority else []
    made += [line(BASIS, basis) for basis in context["bases"]]
    return made + ([line(AUTHORITY, context["deciding"])] if authority else [])


def _name(content: Content, context: dict, rules: Rules) -> list:
    made = [line(TITLE, content.title.upper())]
    if context["subject"]:
        attached = context["attached_to"]
        made.append(line(SUBJECT, "\n".join(context["subject"])))
        made += [line(ATTACHED, "\n".join(attached))] if attached else []
        widths = [text_width("Bold", SUBJECT.size, each) for each in context["subject"]]
        widths += [text_width("Italic", ATTACHED.size, each) for each in attached]
        made.append(rules.under(SHORT_RULE * max(widths), after=8))
    return made


def _addressees(addressees: list[str]) -> list:
    """One on the line of “Kính gửi:”; several below it, their dashes under its colon, the whole in the middle."""
    if len(addressees) == 1:
        return [line(ADDRESSEE, f"Kính gửi: {addressees[0]}")]
    if not addressees:
        return []
    opening = text_width("Regular", ADDRESSEES.size, "Kính gửi:")
    dash = text_width("Regular", ADDRESSEES.size, "- ")
    colon = text_width("Regular", ADDRESSEES.size, "Kính gửi")
    widest = max(text_width("Regular", ADDRESSEES.size, each) for each in addressees)
    left = max(0.0, (mm(165) - colon - dash - min(widest, mm(110))) / 2)
    first = words(ADDRESSEES, [Run("Kính gửi:")], keep_next=True)
    made = [_indented(first, left, 0, before=12)]
    for index, addressee in enumerate(addressees):
        after = 12 if index == len(addressees) - 1 else 0
        made.append(_indented(line(ADDRESSEES, f"- {addressee}"), left + opening + dash, dash, after=after))
    return made


def _indented(paragraph, left: float, hanging: float, *, before: float = 0, after: float = 0):
    properties = paragraph[0]
    properties.append(w("spacing", before=round(before * 20), after=round(after * 20)))
    properties.append(w("ind", left=round(left * 20), hanging=round(hanging * 20)))
    return paragraph
