// The round: one card at a time. Space and arrows go on and back, 1 to 4 are the answers, Escape leaves.
(() => {
  const round = document.querySelector("[data-round]");
  if (!round) return;
  const cards = [...round.querySelectorAll("[data-card]")];
  const steps = [...round.querySelectorAll("[data-step]")];
  let at = Number(round.dataset.at);
  const card = () => cards[at - 1];
  const colour = (of) => [...of.classList].find((name) => name.startsWith("center-"));

  function tell() {
    const token = round.querySelector("[name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams({ card: at, csrfmiddlewaretoken: token });
    fetch(round.dataset.place, { method: "POST", body, keepalive: true }).catch(() => {});
  }

  function show(number) {
    at = number;
    cards.forEach((one, index) => one.classList.toggle("here", index + 1 === at));
    for (const step of steps) {
      const number = Number(step.dataset.step);
      step.classList.toggle("past", number < at);
      step.classList.toggle("here", number === at);
      step.firstElementChild.ariaCurrent = number === at ? "step" : null;
    }
    round.className = `round ${colour(card()) ?? ""}`;
    card().querySelector("[data-name]").focus({ preventScroll: true });
    scrollTo(0, 0);
    tell();
  }

  // A question offered for the third time is answered before one goes on.
  function move(to) {
    const left = cards.slice(at - 1, Math.max(to - 1, 0)).find((one) => one.querySelector("[data-must]"));
    if (left && left !== card()) return show(Number(left.dataset.card));
    if (left) return left.querySelector("[data-choice]").focus();
    if (to >= 1 && to <= cards.length && to !== at) show(to);
  }

  function open(button, wanted = button.getAttribute("aria-expanded") !== "true") {
    for (const other of card().querySelectorAll("[data-opens]")) {
      const opens = wanted && other === button;
      other.setAttribute("aria-expanded", opens);
      document.getElementById(other.dataset.opens).classList.toggle("open", opens);
    }
    const first = document.getElementById(button.dataset.opens).querySelector("input:not([type=hidden]), select");
    (wanted ? first : card().querySelector("[data-name]")).focus();
  }

  round.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const step = event.target.closest("[data-step] a, [data-move]");
    if (opener) open(opener);
    if (!step) return;
    event.preventDefault();
    move(step.dataset.move ? at + Number(step.dataset.move) : Number(step.parentElement.dataset.step));
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && detail.requestConfig.elt.matches(".round-answer")) move(at + 1);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("dialog")) return;
    const typing = event.target.closest("input, select, textarea");
    const opened = card().querySelector("[data-opens][aria-expanded=true]");
    const key = event.key;
    if (key === "Escape") opened ? open(opened, false) : round.querySelector("[data-leave]").requestSubmit();
    else if (key === "Enter" && typing?.matches(".round-answer select")) typing.form.requestSubmit();
    else if (typing || (key === " " && event.target.closest("a, button"))) return;
    else if (key === " " && card().querySelector("[data-end]")) card().querySelector("[data-end]").requestSubmit();
    else if (key === " " || key === "ArrowRight" || key === "ArrowUp") move(at + 1);
    else if (key === "ArrowLeft" || key === "ArrowDown" || key === "Backspace") move(at - 1);
    else if (/^[1-4]$/.test(key)) card().querySelector(`[data-choice="${key}"]`)?.click();
    else return;
    event.preventDefault();
  });

  show(at);
})();
