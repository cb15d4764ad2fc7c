// The typed outline: what is pasted from Word or a page becomes plain lines, Ctrl+B and Ctrl+I set the marks, and the
// paper beside it is shown as it would print. Without this file the form is the same form; “Xem thử” shows the paper.

const PAUSE = 700;

// On a wide screen the paper is a whole A4 page, made smaller to stand beside the form; on a phone it takes the width.
const PAGE_WIDTH = 830;

for (const form of document.querySelectorAll("form[data-outline-form]")) {
  for (const box of form.querySelectorAll("textarea")) {
    box.addEventListener("paste", (event) => paste(event, box));
    box.addEventListener("keydown", (event) => shortcut(event, box));
  }
  startPreview(form);
}

// ---- pasting ----

function paste(event, box) {
  const html = event.clipboardData?.getData("text/html");
  if (!html) return;
  const text = outlineOf(html);
  if (!text) return;
  event.preventDefault();
  insert(box, text);
}

// execCommand keeps the browser's own undo; where it is refused the text is put in directly.
function insert(box, text) {
  box.focus();
  if (document.execCommand?.("insertText", false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

const HIDDEN = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "XML", "HEAD", "O:P", "IMG", "BUTTON"]);
const BLOCKS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "BLOCKQUOTE", "SECTION", "ARTICLE", "DD", "DT", "PRE"]);

function outlineOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const lines = [];
  walkBlocks(page.body, lines);
  const text = lines.map((line) => line.replace(/[ \u00a0\t]+/g, " ").trim()).join("\n");
  return text.replace(/\n{3,}/g, "\n\n").trim();
}

function walkBlocks(node, lines) {
  let inline = [];
  const flush = () => {
    const text = joined(inline);
    inline = [];
    if (text.trim()) lines.push(...text.split("\n").filter((line) => line.trim()).map((line) => cleanStart(line)));
  };
  for (const child of node.childNodes) {
    if (child.nodeType === Node.COMMENT_NODE || HIDDEN.has(child.nodeName)) continue;
    if (child.nodeName === "TABLE") {
      flush();
      lines.push("", ...tableLines(child), "");
    } else if (child.nodeName === "UL" || child.nodeName === "OL") {
      flush();
      listLines(child, lines);
    } else if (BLOCKS.has(child.nodeName) || (child.nodeType === Node.ELEMENT_NODE && child.querySelector("p, div, table, li"))) {
      flush();
      walkBlocks(child, lines);
    } else {
      inline.push(...runsOf(child, false, false));
    }
  }
  flush();
}

function listLines(list, lines) {
  let number = Number(list.getAttribute("start")) || 1;
  for (const item of list.children) {
    const inner = [];
    walkBlocks(item, inner);
    const mark = list.nodeName === "UL" ? "-" : ordinal(list, number);
    number += 1;
    if (inner.length) inner[0] = `${mark} ${inner[0]}`;
    lines.push(...inner);
  }
}

function ordinal(list, number) {
  const kind = list.getAttribute("type") ?? list.style.listStyleType;
  if (kind === "a" || kind === "lower-alpha") return `${"abcdđeghiklmnopqrstuvxy"[number - 1] ?? number})`;
  if (kind === "I" || kind === "upper-roman") return `${roman(number)}.`;
  return `${number}.`;
}

function roman(number) {
  const tens = "X".repeat(Math.floor(number / 10));
  return tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][number % 10];
}

// Each piece of text with the style that its elements give it.
function runsOf(node, bold, italic) {
  if (node.nodeType === Node.TEXT_NODE) return [{ text: node.textContent.replace(/\s+/g, " "), bold, italic }];
  if (node.nodeName === "BR") return [{ text: "\n", bold: false, italic: false }];
  if (node.nodeType !== Node.ELEMENT_NODE || HIDDEN.has(node.nodeName)) return [];
  const style = node.style;
  const heavy = style.fontWeight === "bold" || Number(style.fontWeight) >= 600;
  const light = style.fontWeight === "normal" || style.fontWeight === "400";
  const isBold = (bold || heavy || node.nodeName === "B" || node.nodeName === "STRONG") && !light;
  const isItalic = (italic || style.fontStyle === "italic" || node.nodeName === "I" || node.nodeName === "EM") && style.fontStyle !== "normal";
  return [...node.childNodes].flatMap((child) => runsOf(child, isBold, isItalic));
}

// The marks stand at the words, never at a space; `*` and `\` of the text itself are protected.
function joined(runs) {
  let text = "";
  let bold = false;
  let italic = false;
  let space = "";
  const turn = (toBold, toItalic) => `${toBold === bold ? "" : "**"}${toItalic === italic ? "" : "*"}`;
  for (const run of runs) {
    for (const part of run.text.split(/(\s+)/).filter(Boolean)) {
      if (!part.trim()) {
        space = part.includes("\n") || space === "\n" ? "\n" : " ";
        continue;
      }
      const closes = (bold && !run.bold) || (italic && !run.italic) || space === "\n";
      if (closes) {
        text += turn(bold && run.bold && space !== "\n", italic && run.italic && space !== "\n");
        bold = bold && run.bold && space !== "\n";
        italic = italic && run.italic && space !== "\n";
      }
      text += space + turn(run.bold, run.italic) + part.replace(/[\\*]/g, "\\$&");
      ({ bold, italic } = run);
      space = "";
    }
  }
  return text + turn(false, false);
}

// Word's bullets are letters of a symbol font; its numbers stand before a row of spaces.
function cleanStart(line) {
  return line.trim()
    .replace(/^(?:[\uf000-\uf0ff·•●○▪■□➢➤►✓✔⦁§]|o(?=[\s\u00a0]{2,}))[\s\u00a0]*/, "- ")
    .replace(/[\uf000-\uf0ff]/g, "");
}

function tableLines(table) {
  const rows = [...table.rows].map((row) => [...row.cells].flatMap((cell) => {
    const text = cell.textContent.replace(/\s+/g, " ").trim().replace(/[\\|]/g, "\\$&");
    return [text, ...Array.from({ length: Math.min(cell.colSpan, 50) - 1 }, () => "")];
  }));
  const filled = rows.filter((row) => row.length);
  if (!filled.length) return [];
  const bar = (cells) => `| ${cells.join(" | ")} |`;
  return [bar(filled[0]), bar(filled[0].map(() => "---")), ...filled.slice(1).map(bar)];
}

// ---- bold and italic ----

function shortcut(event, box) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const mark = { b: "**", i: "*" }[event.key.toLowerCase()];
  if (!mark) return;
  event.preventDefault();
  const { selectionStart: start, selectionEnd: end } = box;
  const chosen = box.value.slice(start, end);
  const inner = chosen.trim();
  if (!inner) return;
  const head = chosen.slice(0, chosen.indexOf(inner));
  const tail = chosen.slice(head.length + inner.length);
  const isMarked = inner.startsWith(mark) && inner.endsWith(mark) && inner.length > 2 * mark.length;
  insert(box, head + (isMarked ? inner.slice(mark.length, -mark.length) : mark + inner + mark) + tail);
}

// ---- the paper ----

function startPreview(form) {
  const frame = document.querySelector("iframe[data-preview]");
  if (!frame) return;
  let timer = 0;
  let asked = 0;
  fit(frame);
  window.addEventListener("resize", () => fit(frame));
  document.addEventListener("input", (event) => {
    if (event.target.form !== form) return;
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });

  async function show() {
    asked += 1;
    const mine = asked;
    const answer = await fetch(form.dataset.previewUrl, { method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) return;
    const html = await answer.text();
    if (mine !== asked) return; // a later one is under way
    const top = frame.contentWindow?.scrollY ?? 0;
    frame.addEventListener("load", () => frame.contentWindow?.scrollTo(0, top), { once: true });
    frame.srcdoc = html;
  }
}

function fit(frame) {
  const box = frame.parentElement;
  const isBeside = window.matchMedia("(min-width: 62rem)").matches;
  const scale = isBeside ? Math.min(1, box.clientWidth / PAGE_WIDTH) : 1;
  frame.style.width = scale < 1 ? `${PAGE_WIDTH}px` : "";
  frame.style.height = scale < 1 ? `${box.clientHeight / scale}px` : "";
  frame.style.transformOrigin = "0 0";
  frame.style.transform = scale < 1 ? `scale(${scale})` : "";
}
