// Moves focus to the error summary, on load and after htmx has put a new block in place.

function focusIn(block) {
  const summary = block.querySelector("[data-error-summary]");
  const target = summary ?? (block.matches?.("[data-focus]") ? block : block.querySelector("[data-focus]"));
  if (!target) return;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus();
}

const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) focusIn(event.detail.elt);
});

// A running job or an open ballot's count (`hx-trigger="every 10s"`) is asked for only while somebody looks.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.matches("[data-poll]")) event.preventDefault();
});
