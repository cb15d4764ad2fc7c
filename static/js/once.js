// A form is sent once: its button is disabled and busy while the page is under way. `data-again` opts out (downloads).

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target || form.hasAttribute("data-again")) return;
  const button = event.submitter ?? form.querySelector("button:not([type=button]), input[type=submit]");
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  // Later, or the button's own name and value would be missing from what is sent.
  setTimeout(() => { button.disabled = true; });
});

// The browser's Back shows the page as it was left.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy=true]:disabled")) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
});
