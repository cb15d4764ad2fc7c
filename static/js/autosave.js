// Saves a form while it is being written. Without this file the form's own button does the same.
//
// <form data-autosave-url="…" data-autosave-key="sheet-12-user-3" data-login-url="…">; `[data-autosave-state]` says what is saved.
// The changed fields are posted; 2xx means saved (header X-Saved-At: "09:41", else this machine's clock); 409 and 422
// carry a sentence as text. With 422 the header X-Refused names the fields that were not stored; without it none was.
// What is not sent yet stays on this machine under the key and is offered again, beside what the system has by then.
// `data-autosave-with="before"` names fields that are sent each time; `data-autosave-draft` says that what is saved is
// a draft only; `data-autosave-unsent` says that the page shows what was typed and refused, not what is stored.

import { read, sweep, write } from "./copies.js";

const WAIT = 1500;
const RETRY = 10000;
const PATIENCE = 20000;
const LOST = "Mất kết nối; có mạng lại sẽ tự gửi.";
const SIGNED_OUT = "Phiên làm việc đã hết.";
const FAULTY = "Hệ thống chưa nhận; sẽ tự gửi lại.";
const SHOWN = 160; // characters of a long text, around the first difference

sweep();
for (const form of document.querySelectorAll("form[data-autosave-url]")) start(form);

function start(form) {
  const line = document.querySelector("[data-autosave-state]");
  const key = form.dataset.autosaveKey;
  const base = storedValues(form); // what the system has, as far as this page knows
  const unsent = new Set();
  const offered = new Set(); // in the copy of an earlier visit: undecided, so never written over
  const held = new Set(); // refused once: not sent again until it is changed, or the form's own button is pressed
  let failure = null;
  let isKept = true;
  let isLeaving = false;
  let timer = 0;
  let sending = false;

  form.autocomplete = "off"; // or the browser would put what was typed over what is stored when the page is loaded again
  offerCopy();
  for (const [name, values] of Object.entries(valuesOf(form, Object.keys(base)))) {
    if (!same(values, base[name])) unsent.add(name); // typed before this script came
  }
  if (held.size) fail({ why: "Xem chỗ cần sửa rồi bấm nút lưu." });
  plan(WAIT);
  // On the document: a field may stand outside the form and belong to it by its `form` attribute.
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const field = event.target;
      if (field.form !== form || !isSaved(field)) return;
      unsent.add(field.name);
      held.delete(field.name);
      keepCopy();
      if (failure) show();
      else say(line, "Chưa lưu");
      plan(WAIT);
    });
  }
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || (event.submitter?.formTarget || form.target) === "_blank") return;
    isLeaving = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => { isLeaving = false; });
  addEventListener("online", () => plan(0));
  // A phone that is put away may never come back to this page.
  document.addEventListener("visibilitychange", () => { if (!isLeaving) plan(0); });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && ((unsent.size && !isKept) || hasFiles(form))) event.preventDefault();
  });

  function plan(delay) {
    clearTimeout(timer);
    if (unsent.size) timer = setTimeout(save, delay);
  }

  async function save() {
    if (sending) return plan(WAIT);
    const sent = valuesOf(form, [...unsent].filter((name) => !held.has(name)));
    if (!Object.keys(sent).length) return undefined;
    sending = true;
    const busy = setTimeout(() => { if (!failure) say(line, "Đang lưu…"); }, 400);
    try {
      const answer = await send(form, Object.keys(sent));
      if (answer.ok) stored(sent, answer);
      else await refused(sent, answer);
    } catch {
      fail({ why: LOST, again: true });
    } finally {
      clearTimeout(busy);
      sending = false;
    }
    return undefined;
  }

  function stored(sent, answer) {
    acknowledge(sent);
    if (held.size) return show();
    failure = null;
    const words = "autosaveDraft" in form.dataset ? "Đã lưu nháp lúc" : "Đã lưu lúc";
    say(line, `${words} ${answer.headers.get("X-Saved-At") ?? clockTime()}`, "saved");
    return plan(WAIT);
  }

  async function refused(sent, answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401) return fail({ why: SIGNED_OUT, login: true, again: true });
    if (answer.status === 403) {
      return (await renewToken()) ? fail({ why: FAULTY, again: true }) : fail({ why: SIGNED_OUT, login: true, again: true });
    }
    if (![400, 409, 422].includes(answer.status)) return fail({ why: FAULTY, again: true });
    const why = (await answer.text()).trim().slice(0, 300) || "Bấm nút lưu để xem chỗ cần sửa.";
    const wrong = answer.headers.get("X-Refused");
    if (wrong === null) return fail({ why, reload: answer.status === 409 });
    acknowledge(Object.fromEntries(Object.entries(sent).filter(([name]) => !wrong.split(",").includes(name))));
    return unsent.size ? fail({ why, reload: answer.status === 409 }) : stored({}, answer);
  }

  // What the system has now; a field that was changed again meanwhile stays unsent.
  function acknowledge(sent) {
    const now = valuesOf(form, Object.keys(sent));
    for (const [name, values] of Object.entries(sent)) {
      base[name] = values;
      if (same(now[name], values)) unsent.delete(name);
    }
    keepCopy(Object.keys(sent));
  }

  function fail(found) {
    failure = found;
    keepCopy();
    show();
    if (found.again) plan(RETRY);
  }

  function show() {
    if (!unsent.size) return;
    const place = isKept ? "Phần đang viết được giữ trên máy này." : "Máy này không giữ được bản nào: đừng đóng trang.";
    say(line, `Chưa gửi ${unsent.size} ô. ${failure.why} ${place}`, "notsaved");
    if (failure.login) link(line, form.dataset.loginUrl ?? "/", "Đăng nhập ở thẻ mới", "_blank");
    if (failure.reload && isKept) link(line, location.href, "Tải lại để so sánh");
  }

  function keepCopy(sent = []) {
    const fields = read(key);
    for (const name of sent) if (!unsent.has(name) && !offered.has(name)) delete fields[name];
    const now = valuesOf(form, unsent);
    for (const name of unsent) {
      if (!offered.has(name)) fields[name] = { values: now[name], base: base[name] ?? [], label: labelOf(form, name), at: Date.now() };
    }
    isKept = write(key, fields) && ![...unsent].some((name) => offered.has(name));
  }

  // ---- the copy of an earlier visit ----

  function offerCopy() {
    const fields = read(key);
    const known = Object.keys(fields).filter((name) => same(base[name], fields[name].values));
    if ("autosaveUnsent" in form.dataset) {
      known.forEach((name) => unsent.add(name) && held.add(name));
    } else if (known.length) {
      known.forEach((name) => delete fields[name]); // the system has it: it arrived after all
      write(key, fields);
    }
    const different = Object.keys(fields).filter((name) => !same(base[name], fields[name].values));
    if (!different.length) return;
    different.forEach((name) => offered.add(name));
    const notice = noticeOf(different.map((name) => ({ ...fields[name], now: base[name] ?? [] })), { take, drop });
    form.before(notice);

    function take() {
      restore(form, Object.fromEntries(different.map((name) => [name, fields[name].values])));
      offered.clear();
      different.forEach((name) => { if (form.elements.namedItem(name)) unsent.add(name); });
      keepCopy();
      notice.remove();
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
      form.elements.namedItem(different[0])?.dispatchEvent?.(new Event("input", { bubbles: true })); // a preview beside it
      plan(0);
    }

    function drop() {
      offered.clear();
      const rest = read(key);
      different.forEach((name) => delete rest[name]);
      write(key, rest);
      keepCopy();
      notice.remove();
    }
  }
}

// ---- sending ----

function send(form, names) {
  const body = new FormData();
  const all = new FormData(form);
  const always = (form.dataset.autosaveWith ?? "").split(" ").filter(Boolean);
  for (const name of ["csrfmiddlewaretoken", ...always, ...names]) {
    const values = all.getAll(name);
    // An unticked box has no value of its own; an empty one says so.
    for (const value of values.length ? values : [""]) body.append(name, value);
  }
  return fetch(form.dataset.autosaveUrl, {
    method: "POST", body, redirect: "manual", credentials: "same-origin", headers: { "X-Requested-With": "XMLHttpRequest" },
    keepalive: document.hidden, signal: AbortSignal.timeout(PATIENCE),
  });
}

// Signing in again in another tab changes the token: take the new one from this page as it would load now.
async function renewToken() {
  const page = await fetch(location.href, { redirect: "manual", credentials: "same-origin" });
  if (!page.ok) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]");
  if (!fresh) return false;
  for (const old of document.querySelectorAll("[name=csrfmiddlewaretoken]")) old.value = fresh.value;
  return true;
}

// ---- fields ----

function isSaved(field) {
  return field.name && field.name !== "csrfmiddlewaretoken" && !["file", "password", "hidden", "submit"].includes(field.type);
}

// As the page came, whatever was typed or restored since.
function storedValues(form) {
  const values = {};
  for (const field of [...form.elements].filter(isSaved)) {
    values[field.name] ??= [];
    values[field.name].push(...cameWith(field));
  }
  return values;
}

function cameWith(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.defaultChecked ? [field.value] : [];
  if (!field.options) return [field.defaultValue ?? field.value];
  const chosen = [...field.options].filter((option) => option.defaultSelected);
  if (!chosen.length && !field.multiple && field.options.length) chosen.push(field.options[0]);
  return chosen.map((option) => option.value);
}

function valuesOf(form, names) {
  const data = new FormData(form);
  return Object.fromEntries([...names].map((name) => [name, data.getAll(name)]));
}

// The browser sends line ends its own way: that is no difference.
function same(one, other) {
  const plain = (list) => JSON.stringify((list ?? []).map((value) => String(value).replace(/\r\n/g, "\n")));
  return plain(one) === plain(other);
}

function hasFiles(form) {
  return [...form.elements].some((field) => field.type === "file" && field.files.length);
}

function labelOf(form, name) {
  const field = [...form.elements].find((each) => each.name === name);
  const isOption = field?.type === "radio" || field?.type === "checkbox";
  const source = (isOption && field.closest("fieldset")?.querySelector("legend")) || field?.labels?.[0];
  return (source?.textContent ?? field?.getAttribute("aria-label") ?? name).replace(/\s+/g, " ").trim().slice(0, 120);
}

function restore(form, values) {
  for (const [name, list] of Object.entries(values)) {
    const fields = [...form.elements].filter((field) => field.name === name);
    fields.forEach((field, index) => {
      if (field.type === "radio" || field.type === "checkbox") field.checked = list.includes(field.value);
      else if (field.type === "select-multiple") [...field.options].forEach((option) => { option.selected = list.includes(option.value); });
      else field.value = list[index] ?? "";
    });
  }
}

// ---- words ----

function say(line, text, tone = "") {
  if (!line || line.dataset.said === text) return; // a live region speaks once
  line.dataset.said = text;
  line.className = tone;
  line.textContent = text;
}

function link(line, href, text, target = "") {
  if (!line || line.querySelector("a")) return;
  const element = document.createElement("a");
  Object.assign(element, { href, target, textContent: text });
  line.append(" ", element);
}

function noticeOf(fields, { take, drop }) {
  const at = new Date(Math.max(...fields.map((field) => field.at)));
  const isNewer = fields.some((field) => !same(field.now, field.base));
  const notice = made("section", "alert alert-warn alert-noicon error-summary");
  notice.setAttribute("aria-label", "Nội dung chưa gửi");
  notice.setAttribute("role", "region");
  const body = made("div");
  const day = `${clockTime(at)}, ngày ${at.getDate()}/${at.getMonth() + 1}/${at.getFullYear()}`;
  body.append(
    made("p", "", `Trên máy này còn ${fields.length} ô viết lúc ${day} chưa gửi.${isNewer ? " Từ đó đến nay bản trên hệ thống đã được sửa: đọc cả hai rồi chọn." : ""}`),
  );
  const list = made("dl", "kv");
  for (const field of fields) list.append(made("dt", "", field.label), bothOf(field));
  const buttons = made("p", "btns");
  buttons.append(button("Dùng bản trên máy này", take), button("Bỏ", drop));
  body.append(list, buttons);
  notice.append(body);
  return notice;
}

function bothOf(field) {
  const [mine, theirs] = aroundDifference(wordsOf(field.values), wordsOf(field.now));
  const both = made("dd");
  both.append(made("span", "small muted", "Máy này: "), mine, made("br"), made("span", "small muted", "Hệ thống: "), theirs);
  return both;
}

function wordsOf(values) {
  return values.join(", ").replace(/\s+/g, " ").trim();
}

function aroundDifference(one, other) {
  let first = 0;
  while (first < one.length && one[first] === other[first]) first += 1;
  const from = Math.max(0, Math.min(first, Math.max(one.length, other.length) - SHOWN / 2) - SHOWN / 2);
  const cut = (text) => {
    if (!text) return "(trống)";
    return `${from ? "…" : ""}${text.slice(from, from + SHOWN)}${text.length > from + SHOWN ? "…" : ""}`;
  };
  return [cut(one), cut(other)];
}

function made(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function button(label, act) {
  const element = made("button", "btn btn-sm btn-outline-secondary", label);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

function clockTime(moment = new Date()) {
  return moment.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
