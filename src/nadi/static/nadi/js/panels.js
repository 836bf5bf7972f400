// Hollow panels: what could not be read says so in its own box, and may be tried again.
(() => {
  function unread(event) {
    const panel = event.target.closest?.("[data-panel]");
    const words = panel?.querySelector("[data-panel-unread]");
    if (!words) return;
    panel.replaceChildren(words.content.cloneNode(true));
    panel.append(words);
  }

  // An error inside a panel belongs to the panel, not to the page's notices.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status >= 400 && event.detail.requestConfig.elt.matches("[data-panel]")) {
      event.detail.shouldSwap = false;
    }
  });
  document.addEventListener("htmx:responseError", unread);
  document.addEventListener("htmx:sendError", unread);
  document.addEventListener("htmx:timeout", unread);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-panel-again]")) return;
    htmx.trigger(event.target.closest("[data-panel]"), "again");
  });
})();
