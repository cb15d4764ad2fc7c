// What was typed and not sent yet, kept on this machine: one entry a form and user, one row a field, so that two tabs
// keep each its own fields. `values` and `base` are lists: what was typed, and what the page had when it came.
//
// Keys end in “-user-<pk>”: a copy is offered to nobody else, and goes when that user signs out (signout.js).

const PREFIX = "autosave:";
const LONGEST = 30 * 24 * 3600 * 1000;

export function read(key) {
  if (!key) return {};
  try {
    const copy = JSON.parse(localStorage.getItem(PREFIX + key));
    return copy?.fields ?? {};
  } catch {
    return {};
  }
}

// Whether it is kept: a private window or a full machine may refuse.
export function write(key, fields) {
  if (!key) return false;
  try {
    if (Object.keys(fields).length) localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), fields }));
    else localStorage.removeItem(PREFIX + key);
    return true;
  } catch {
    return false;
  }
}

export function formsOf(user) {
  return keys().filter((key) => key.endsWith(`-user-${user}`));
}

export function forget(key) {
  localStorage.removeItem(PREFIX + key);
}

// A copy that nobody came back for is removed after a month.
export function sweep() {
  for (const key of keys()) if (ageOf(key) > LONGEST) forget(key);
}

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

function ageOf(key) {
  try {
    return Date.now() - JSON.parse(localStorage.getItem(PREFIX + key)).at;
  } catch {
    return Infinity;
  }
}
