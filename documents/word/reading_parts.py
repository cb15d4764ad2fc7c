"""Single paragraphs, lists and pages of a .docx of ours as content. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from documents.content import Appendix, Letterhead, Run, Signatory
from documents.outline_text import Draft, line_text, rebuilt
from documents.outline_text.characters import chars_of, normal, runs_of
from documents.outline_text.labels import UNNUMBERED as RANKS
from documents.outline_text.labels import Label, read_label
from documents.outline_text.lines import parse_line
from documents.word import styles

HEADING_LABELS = {"Heading1": "Phần I.", "Heading2": "I.", "Heading3": "1."}  # of a heading whose number was deleted
UNNUMBERED = {style.code: marks for marks, style in styles.UNNUMBERED.items()}
NUMBERED = {style.code for style in (styles.PART, styles.ROMAN, styles.ARABIC, styles.DECIMAL, styles.LETTER)}
WRAPPERS = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_PART = re.compile(r"^(phần\s+\S+?)[.:]?(?:\s+(?=\S)|$)", re.IGNORECASE)
_PRINTED_END = re.compile(r"(?<!\s)\./\.$")
_DASH = re.compile(r"^[-–+•*]\s+")
_CAPACITY = re.compile(r"^(TM\.|KT\.|TL\.|TUQ\.|Q\.)\s*")


def draft_of(code: str, runs: list[Run]) -> Draft:
    """A paragraph of the text as a line of the outline."""
    chars = normal(chars_of(runs))
    if code in UNNUMBERED:
        marks = UNNUMBERED[code]
        return Draft(None, "#" * marks, line_text([Run(_words(chars))]), rank=RANKS[marks])
    if code in NUMBERED:
        return _heading(code, _words(chars))
    if code == styles.VERBATIM.code:
        return Draft(None, text=line_text(runs))
    label = read_label(_words(chars))
    if code == styles.NUMBERED.code and label is not None:
        rest = line_text(runs_of(chars[label.length :]))
        return Draft(None, label.text, rest, is_heading=False, rank=label.rank)
    return _raw(line_text(runs))


def _heading(code: str, text: str) -> Draft:
    part = _PART.match(text) if code == styles.PART.code else None
    label = Label("part", 0, f"{part[1]}.", part.end()) if part else read_label(text)
    if label is not None:
        rest = line_text([Run(text[label.length :])])
        return Draft(None, label.text, rest, is_heading=True, rank=label.rank)
    if code in HEADING_LABELS:
        label = read_label(f"{HEADING_LABELS[code]} ")
        return Draft(None, label.text, line_text([Run(text)]), is_heading=True, rank=label.rank)
    return Draft(None, "###", line_text([Run(text)]), rank=RANKS[3])


def _raw(text: str) -> Draft:
    """A line as somebody typed it: its beginning says what it is, as in the editor."""
    read = parse_line(text)
    if read.kind == "item":
        return Draft(None, read.marker, line_text(runs_of(read.chars)))
    if read.label is not None and read.label.length < len(read.whole):
        first, _, rest = text.partition(" ")
        return Draft(None, first, rest, rank=read.label.rank)
    return Draft(None, text=text)


def _words(chars: list) -> str:
    return "".join(char for char, _, _ in chars)


def unended(runs: list[Run]) -> list[Run]:
    """The runs with a full stop in place of “./.”; one that stands apart was typed."""
    chars = chars_of(runs)
    while chars and chars[-1][0].isspace():
        chars.pop()
    return runs_of(chars[:-2] if _PRINTED_END.search(_words(chars[-4:])) else chars)


def drop_end_mark(blocks: list) -> None:
    """The last words of the text end in “./.” where no closing sentence follows."""
    last = blocks[-1] if blocks else None
    while getattr(last, "blocks", None):
        last = last.blocks[-1]
    if hasattr(last, "runs"):
        last.runs = unended(last.runs)
    elif hasattr(last, "title") and _PRINTED_END.search(last.title):
        last.title = last.title[:-2]


def listed(lines: list[str], *, has_dashes: bool = True) -> list[str]:
    """Lines without the dash before them and the sign after them, which printing adds."""
    bare = [_DASH.sub("", line.strip()) if has_dashes else line.strip() for line in lines]
    bare = [f"- {text}" if _DASH.match(text) else text for text in bare]  # printing drops one dash that was typed
    return [text for each in bare if (text := re.sub(r"(?<!\.)[;,.]+$", "", each).rstrip())]


def addressees_of(lines: list[str]) -> list[str]:
    bare = [re.sub(r"^kính gửi\s*:?\s*", "", line, flags=re.IGNORECASE) for line in lines]
    return listed([line for line in bare if line])


def add_post(signatory: Signatory, words: str) -> None:
    """The lines above a signature: the last is the post, those above it on whose behalf one signs."""
    if not (signatory.post or signatory.capacity):
        found = _CAPACITY.match(words)
        signatory.capacity = found[1] if found else ""
        signatory.post = words[found.end() :] if found else words
    else:
        signatory.on_behalf = "\n".join(filter(None, [signatory.on_behalf, signatory.post]))
        signatory.post = words


def elements_of(parent):
    """The paragraphs and tables of a body, those in wrappers too."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in WRAPPERS:
            yield from elements_of(child)


def lying_of(elements: list, body) -> list[bool]:
    """Of each element, whether its page lies: the properties of pages stand behind them."""
    found = [False] * len(elements)
    lies = _is_lying(body.find(qn("w:sectPr")))
    for index in range(len(elements) - 1, -1, -1):
        own = elements[index].find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if own is not None:
            lies = _is_lying(own)
        found[index] = lies
    return found


def _is_lying(properties) -> bool:
    size = properties.find(qn("w:pgSz")) if properties is not None else None
    if size is None:
        return False
    return size.get(qn("w:orient")) == "landscape"


@dataclass
class Flow:
    """A body being read: of the document or of an appendix."""

    drafts: list[Draft] = field(default_factory=list)
    lies: list[bool] = field(default_factory=list)  # of each draft: whether its page does
    caption: str = ""
    begins_lying: bool | None = None


def lies_whole(flow: Flow) -> bool:
    """A text lies on its side as a whole unless it begins with a wide table (headings above it aside)."""
    if not flow.begins_lying:
        return False
    first = next((each for each in flow.drafts if not (each.is_heading or each.label.startswith("#"))), None)
    return first is None or first.table is None


def blocks_of(flow: Flow, *, lies: bool) -> list:
    for draft, is_lying in zip(flow.drafts, flow.lies, strict=True):
        if draft.table is not None:
            draft.table.is_wide = is_lying and not lies
    return rebuilt(flow.drafts)


def finished(appendix: Appendix, flow: Flow, head: Letterhead) -> Appendix:
    appendix.is_landscape = appendix.is_landscape and lies_whole(flow)
    appendix.blocks = blocks_of(flow, lies=appendix.is_landscape)
    if head.symbol:
        appendix.caption = ""  # what ties it to its document is derived from the letterhead
    return appendix
