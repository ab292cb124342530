/* Keys: an element with data-key="a" is clicked when that key is pressed; a field is focused.
   Keys are single letters without modifiers, never repeated, never while someone types or composes. */
(() => {
  "use strict";
  const STORE = "crmsocial.keys";
  let leaving = false; // a form was sent: until the answer is here no second decision may be made by a fast finger

  const enabled = () => {
    try {
      return localStorage.getItem(STORE) !== "off";
    } catch {
      return true;
    }
  };

  const isTyping = (element) => {
    if (!element) return false;
    if (element.isContentEditable || element.closest("select, textarea")) return true;
    return element.matches("input") && !["button", "checkbox", "radio", "submit", "reset"].includes(element.type);
  };

  const isUsable = (element) =>
    !element.disabled && element.getAttribute("aria-disabled") !== "true" && element.checkVisibility();

  /* Inside an open dialog only the dialog's own keys work. */
  const scope = () => [...document.querySelectorAll("dialog[open]")].pop() ?? document;

  const find = (key) =>
    [...scope().querySelectorAll("[data-key]")].find((item) => item.dataset.key === key && isUsable(item));

  const isBusy = () => leaving || document.querySelector(".htmx-request:not([data-polls])") !== null;

  const work = (element) => {
    if (isTyping(element)) {
      element.focus();
      element.select?.();
    } else {
      element.click();
    }
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.repeat || event.isComposing || event.keyCode === 229) return;
    if (key === "Escape" && isTyping(target)) {
      target.blur();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(target) || !enabled()) return;
    const element = find(key);
    if (!element) return;
    event.preventDefault();
    if (!isBusy()) work(element);
  });

  document.addEventListener("submit", (event) => {
    // htmx prevents the default and marks the request itself
    queueMicrotask(() => {
      if (!event.defaultPrevented) leaving = true;
    });
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });

  const describe = (root) => {
    for (const item of root.querySelectorAll("[data-key]")) item.setAttribute("aria-keyshortcuts", item.dataset.key);
  };
  document.addEventListener("DOMContentLoaded", () => describe(document));
  document.addEventListener("htmx:afterSettle", () => describe(document));
})();
