/* One task: says which decision needs a note, asks before what was typed is left behind, and stops a second click. */
(() => {
  "use strict";
  const form = document.querySelector("[data-task-form]");
  if (!form) return;

  const note = form.querySelector("[name='decision-note']");
  const mark = form.querySelector("[data-note-required]");
  const choices = [...form.querySelectorAll("input[name='decision-decision']")];
  const tell = () => {
    const chosen = choices.find((choice) => choice.checked);
    const needed = chosen?.dataset.needsNote === "1";
    if (mark) mark.hidden = !needed;
    if (note) note.setAttribute("aria-required", String(needed));
  };
  choices.forEach((choice) => choice.addEventListener("change", tell));
  tell();

  let dirty = form.dataset.typed === "1";
  let sent = false;
  form.addEventListener("input", () => { dirty = true; });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !sent) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
  });
  // A page taken back from the browser's memory may be sent again.
  window.addEventListener("pageshow", () => { sent = false; form.removeAttribute("aria-busy"); });

  // Errors and notices first, where the eye and the screen reader find them.
  document.querySelector("[data-focus-first]")?.focus();
})();
