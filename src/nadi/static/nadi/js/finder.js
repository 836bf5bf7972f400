// Ctrl K: opens the finder from anywhere; arrows choose, Enter opens what is chosen.
(() => {
  const finder = () => document.querySelector("[data-finder]");

  function open() {
    const box = finder();
    if (!box || box.open) return;
    box.showModal();
    const words = box.querySelector("input");
    words.select();
    words.dispatchEvent(new Event("opened"));
  }

  function choose(step) {
    const found = [...finder().querySelectorAll("[role=option]")];
    if (!found.length) return;
    const at = found.findIndex((link) => link.getAttribute("aria-selected") === "true");
    const next = found[(at + step + found.length) % found.length];
    found.forEach((link) => link.setAttribute("aria-selected", String(link === next)));
    finder().querySelector("input").setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
      return;
    }
    if (!finder()?.open) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const chosen =
        finder().querySelector("[role=option][aria-selected=true]") ||
        finder().querySelector("[role=option]");
      if (chosen) {
        event.preventDefault();
        chosen.click();
      }
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-finder-open]")) {
      event.preventDefault();
      open();
    } else if (event.target === finder()) {
      finder().close();
    }
  });
})();
