// Keys: "g" and a letter goes to a center or place, j and k walk a list, any [data-key] is pressed by
// its key ("1", "Space"), "?" shows all keys. Silent while somebody types or a dialog is open.
(() => {
  let waiting = 0;

  const typing = (target) =>
    target.closest("input, textarea, select, [contenteditable], dialog") !== null;

  function walk(step) {
    const list = document.querySelector("[data-list]");
    if (!list) return;
    const items = [...document.querySelectorAll("[data-list] [data-item], [data-list] > tr")];
    const at = items.findIndex((item) => item.classList.contains("at"));
    const next = items[Math.max(0, Math.min(items.length - 1, at + step))];
    if (!next) return;
    items.forEach((item) => item.classList.toggle("at", item === next));
    const link = next.querySelector("a.row-link, a, button");
    (link || next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function press(key) {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    target.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key === " " ? "Space" : event.key;
    if (Date.now() - waiting < 1500) {
      waiting = 0;
      const place = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
      if (place) {
        event.preventDefault();
        place.click();
      }
      return;
    }
    if (key === "g") {
      waiting = Date.now();
    } else if (key === "j" || key === "k") {
      walk(key === "j" ? 1 : -1);
    } else if (key === "?") {
      document.querySelector("[data-keys-help]")?.showModal();
    } else if (key === "Space" && event.target.closest("a, button, summary")) {
      return;
    } else if (press(key)) {
      event.preventDefault();
    }
  });
})();
