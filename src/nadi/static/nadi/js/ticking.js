// Clocks that move: [data-until] counts down and says when it is late, [data-since] counts up.
(() => {
  const two = (value) => String(value).padStart(2, "0");

  function span(seconds) {
    const minutes = Math.floor(seconds / 60);
    if (minutes < 1) return `${Math.floor(seconds)} s`;
    if (minutes < 60) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return minutes % 60 ? `${hours} h ${two(minutes % 60)}` : `${hours} h`;
    return `${Math.floor(hours / 24)} d`;
  }

  function running(seconds) {
    const hours = Math.floor(seconds / 3600);
    const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(Math.floor(seconds) % 60)}`;
    return hours ? `${hours}:${rest}` : rest;
  }

  function tick() {
    const now = Date.now();
    for (const clock of document.querySelectorAll("[data-until]")) {
      const left = (Date.parse(clock.dataset.until) - now) / 1000;
      const words = left < 0 ? clock.dataset.late || "%s late" : clock.dataset.left || "in %s";
      const text = words.replace("%s", span(Math.abs(left)));
      if (clock.textContent !== text) clock.textContent = text;
    }
    for (const clock of document.querySelectorAll("[data-since]")) {
      const text = running(Math.max(0, (now - Date.parse(clock.dataset.since)) / 1000));
      if (clock.textContent !== text) clock.textContent = text;
    }
  }

  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSwap", tick);
})();
