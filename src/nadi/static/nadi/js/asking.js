// Before it acts: [data-confirm] on a button asks a question, [data-because] on a form asks why and
// posts the answer as "because". Both use the one dialog of the frame.
(() => {
  let answered = null;

  function ask(question, wantsReason) {
    const asker = document.querySelector("[data-asker]");
    const reason = asker.querySelector("[data-asker-reason]");
    const words = asker.querySelector("textarea");
    asker.querySelector("[data-asker-question]").textContent = question;
    reason.hidden = !wantsReason;
    words.required = wantsReason;
    words.value = "";
    asker.returnValue = "no";
    asker.showModal();
    return new Promise((resolve) => {
      asker.addEventListener(
        "close",
        () => resolve(asker.returnValue === "yes" ? words.value.trim() || true : null),
        { once: true },
      );
    });
  }

  function field(form, name, value) {
    const there = form.querySelector(`input[type=hidden][name="${name}"]`);
    const input = there || document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    if (!there) form.append(input);
  }

  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      const button = event.submitter;
      const because = button?.dataset.because ?? form.dataset.because;
      const question = because || button?.dataset.confirm;
      if (!question || answered === form || form.method === "dialog") {
        answered = null;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const answer = await ask(question, Boolean(because));
      if (answer === null) return;
      if (because) field(form, "because", answer);
      answered = form;
      form.requestSubmit(button ?? undefined);
    },
    true,
  );
})();
