/* Toasts leave by themselves after a while, not while someone is at them; errors stay until dismissed.
   Undo is also in the history, so nothing is lost with a toast. */
(() => {
  "use strict";
  const STAY_MS = 12000;
  const known = new WeakSet();

  const schedule = (toast) => {
    if (known.has(toast)) return;
    known.add(toast);
    if (toast.classList.contains("error")) return;
    let timer = 0;
    const leave = () => {
      timer = setTimeout(() => toast.remove(), STAY_MS);
    };
    const stay = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", stay);
    toast.addEventListener("focusin", stay);
    toast.addEventListener("pointerleave", leave);
    toast.addEventListener("focusout", leave);
    leave();
  };

  const show = (text) => {
    const region = document.getElementById("toasts");
    const template = document.getElementById("toast-template");
    if (!region || !template || !text) return;
    const toast = template.content.firstElementChild.cloneNode(true);
    toast.querySelector(".toast-text").textContent = text;
    region.append(toast);
    schedule(toast);
  };

  document.addEventListener("click", (event) => {
    event.target.closest?.("[data-toast-close]")?.closest("[data-toast]")?.remove();
  });

  document.addEventListener("DOMContentLoaded", () => {
    const region = document.getElementById("toasts");
    if (!region) return;
    const watch = () => region.querySelectorAll("[data-toast]").forEach(schedule);
    watch();
    new MutationObserver(watch).observe(region, { childList: true });
  });

  const texts = () => document.getElementById("toasts")?.dataset ?? {};
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    show(status === 403 || status === 401 ? texts().denied : texts().failed);
  });
  document.addEventListener("htmx:sendError", () => show(texts().offline));
  document.addEventListener("htmx:timeout", () => show(texts().offline));
})();
