// Saves a form while it is being written. Without this file the form's own button does the same.
//
// <form data-autosave-url="…" data-autosave-key="sheet-12-user-3" data-login-url="…">; `[data-autosave-state]` says what is saved.
// The changed fields are posted; 2xx means saved (header X-Saved-At: "09:41", else this machine's clock); 409 and 422
// carry a sentence as text. What is not saved yet stays on this machine under the key and is offered again.
// `data-autosave-with="before"` names fields that are sent each time; `data-autosave-draft` says that what is saved is
// a draft only, and says “Chưa lưu” as soon as one types.

const WAIT = 1500;
const RETRY = 10000;
const LOST = "Chưa lưu được vì mất kết nối. Nội dung vẫn còn trên máy này; hệ thống sẽ thử lại sau 10 giây.";
const SIGNED_OUT = "Phiên làm việc đã hết. Đăng nhập lại để tiếp tục; phần đang viết vẫn được giữ.";

for (const form of document.querySelectorAll("form[data-autosave-url]")) start(form);

function start(form) {
  const line = document.querySelector("[data-autosave-state]");
  const key = form.dataset.autosaveKey && `autosave:${form.dataset.autosaveKey}`;
  const changed = new Set();
  let timer = 0;
  let sending = false;

  offerCopy(form, key, changed, save);
  // On the document: a field may stand outside the form and belong to it by its `form` attribute.
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const field = event.target;
      if (field.form !== form || !isKept(field)) return;
      changed.add(field.name);
      if ("autosaveDraft" in form.dataset) say(line, "Chưa lưu");
      keepCopy(form, key, changed);
      plan(WAIT);
    });
  }
  form.addEventListener("submit", () => clearTimeout(timer));

  function plan(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  async function save() {
    if (sending) return plan(WAIT);
    if (!changed.size) return undefined;
    const names = [...changed];
    const before = JSON.stringify(valuesOf(form, changed));
    sending = true;
    const busy = setTimeout(() => say(line, "Đang lưu…"), 400);
    try {
      const answer = await send(form, names);
      clearTimeout(busy);
      if (answer.ok) {
        if (JSON.stringify(valuesOf(form, new Set(names))) === before) names.forEach((name) => changed.delete(name));
        keepCopy(form, key, changed);
        const saved = "autosaveDraft" in form.dataset ? "Đã lưu nháp lúc" : "Đã lưu lúc";
        say(line, `${saved} ${answer.headers.get("X-Saved-At") ?? clockTime()}`, "saved");
        if (changed.size) plan(WAIT);
      } else if (answer.status === 409 || answer.status === 422 || answer.status === 400) {
        say(line, (await answer.text()).slice(0, 300) || "Chưa lưu được. Bấm nút lưu để xem chỗ cần sửa.", "notsaved");
      } else if (answer.type === "opaqueredirect" || answer.status === 401) {
        say(line, SIGNED_OUT, "notsaved", form.dataset.loginUrl ?? "/");
        plan(RETRY);
      } else if (answer.status === 403) {
        if (!(await renewToken())) say(line, SIGNED_OUT, "notsaved", form.dataset.loginUrl ?? "/");
        plan(RETRY);
      } else {
        say(line, "Chưa lưu được. Nội dung vẫn còn trên máy này; hệ thống sẽ thử lại sau 10 giây.", "notsaved");
        plan(RETRY);
      }
    } catch {
      clearTimeout(busy);
      say(line, LOST, "notsaved");
      plan(RETRY);
    } finally {
      sending = false;
    }
    return undefined;
  }
}

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

function say(line, text, tone = "", loginUrl = "") {
  if (!line) return;
  line.className = tone;
  line.textContent = text;
  if (!loginUrl) return;
  const link = document.createElement("a");
  link.href = loginUrl;
  link.target = "_blank";
  link.textContent = "Đăng nhập ở thẻ mới";
  line.append(" ", link);
}

function isKept(field) {
  return field.name && field.name !== "csrfmiddlewaretoken" && !["file", "password", "hidden"].includes(field.type);
}

function valuesOf(form, names) {
  const data = new FormData(form);
  return Object.fromEntries([...names].map((name) => [name, data.getAll(name)]));
}

function keepCopy(form, key, changed) {
  if (!key) return;
  try {
    if (changed.size) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: valuesOf(form, changed) }));
    else localStorage.removeItem(key);
  } catch { /* a full or forbidden store only costs the second copy */ }
}

function offerCopy(form, key, changed, save) {
  const copy = readCopy(key);
  if (!copy) return;
  const now = valuesOf(form, Object.keys(copy.values));
  if (JSON.stringify(now) === JSON.stringify(copy.values)) return localStorage.removeItem(key);

  const at = new Date(copy.at);
  const notice = document.createElement("div");
  notice.className = "alert alert-warn alert-noicon error-summary";
  notice.setAttribute("role", "status");
  const body = document.createElement("div");
  const text = document.createElement("p");
  text.textContent = `Có nội dung chưa gửi lúc ${clockTime(at)}, ngày ${at.getDate()}/${at.getMonth() + 1}/${at.getFullYear()}.`;
  const buttons = document.createElement("p");
  buttons.className = "btns";
  buttons.append(
    button("Khôi phục", () => {
      restore(form, copy.values);
      Object.keys(copy.values).forEach((name) => changed.add(name));
      notice.remove();
      save();
    }),
    button("Bỏ", () => { localStorage.removeItem(key); notice.remove(); }),
  );
  body.append(text, buttons);
  notice.append(body);
  form.before(notice);
  return undefined;
}

function readCopy(key) {
  if (!key) return null;
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
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

function button(label, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-sm btn-outline-secondary";
  element.textContent = label;
  element.addEventListener("click", act);
  return element;
}

function clockTime(moment = new Date()) {
  return moment.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
