/* The list of the keys that work on this page, and the switch that turns single keys off. */
(() => {
  "use strict";
  const STORE = "crmsocial.keys";
  const dialog = () => document.getElementById("keys-help");

  const labelOf = (element) =>
    element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim().replace(/\s+/g, " ");

  const row = (key, label) => {
    const item = document.createElement("div");
    const term = item.appendChild(document.createElement("dt"));
    const cap = term.appendChild(document.createElement("kbd"));
    cap.textContent = key;
    item.appendChild(document.createElement("dd")).textContent = label;
    return item;
  };

  const fill = () => {
    const seen = new Map();
    for (const element of document.querySelectorAll("[data-key]")) {
      const key = element.dataset.key;
      if (!seen.has(key) && element.checkVisibility()) seen.set(key, labelOf(element));
    }
    dialog()
      .querySelector("[data-keys-list]")
      .replaceChildren(...[...seen].map(([key, label]) => row(key, label)));
  };

  const isTyping = (target) =>
    target.isContentEditable || target.matches?.("select, textarea, input:not([type=checkbox], [type=radio])");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    const help = dialog();
    if (!help || isTyping(event.target)) return;
    if (!help.open && document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (help.open) {
      help.close();
    } else {
      fill();
      help.showModal();
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.('[data-opens="keys-help"]')) fill();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-keys-enabled]")) return;
    try {
      localStorage.setItem(STORE, event.target.checked ? "on" : "off");
    } catch {
      // without storage the keys stay on
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector("[data-keys-enabled]");
    try {
      if (box) box.checked = localStorage.getItem(STORE) !== "off";
    } catch {
      // as above
    }
  });
})();
