/* Lists of the desk by keyboard, and selection of rows. Everything here also works without it, by mouse and tab key. */
(() => {
  "use strict";
  const rows = [...document.querySelectorAll("[data-desk-rows] [data-row]")];
  const help = document.querySelector("[data-keys]");
  const helpButton = document.querySelector("[data-keys-open]");
  const search = document.querySelector("[data-focus-key='/']");
  let current = -1;

  const openHelp = () => help && !help.open && help.showModal();
  if (help && helpButton) {
    helpButton.hidden = false;
    helpButton.addEventListener("click", openHelp);
  }

  const go = (index) => {
    if (!rows.length) return;
    rows[current]?.classList.remove("is-current");
    current = Math.max(0, Math.min(rows.length - 1, index));
    rows[current].classList.add("is-current");
    rows[current].querySelector("[data-open]")?.focus({ preventScroll: true });
    rows[current].scrollIntoView({ block: "nearest" });
  };

  // Whoever reaches a row by tab or mouse goes on from there.
  rows.forEach((row, index) =>
    row.addEventListener("focusin", () => {
      rows[current]?.classList.remove("is-current");
      current = index;
      row.classList.add("is-current");
    }),
  );

  const isTyping = (target) =>
    target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));

  // The physical key, so that j and k work on a Persian keyboard layout too.
  const actions = {
    KeyJ: () => go(current + 1),
    KeyK: () => go(current < 0 ? 0 : current - 1),
    KeyC: () => rows[current]?.querySelector("[data-claim]")?.click(),
    KeyX: () => rows[current]?.querySelector("input[name='task']")?.click(),
    Slash: (event) => (event.shiftKey ? openHelp() : search?.focus()),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const onControl = /^(A|BUTTON|INPUT|SUMMARY)$/.test(event.target.tagName);
    if (event.key === "Enter" && current >= 0 && !onControl) {
      rows[current].querySelector("[data-open]")?.click();
      return;
    }
    const action = event.key === "?" || event.key === "؟" ? openHelp : actions[event.code];
    if (!action) return;
    event.preventDefault();
    action(event);
  });

  const all = document.querySelector("[data-select-all]");
  const boxes = [...document.querySelectorAll("input[name='task']")];
  const count = document.querySelector("[data-selected-count]");
  if (all && boxes.length) {
    all.hidden = false;
    document.querySelector("[data-select-all-label]").hidden = false;
    const number = new Intl.NumberFormat(document.documentElement.lang === "fa" ? "fa-IR" : "en");
    const tell = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      count.textContent = chosen ? `(${number.format(chosen)})` : "";
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    };
    all.addEventListener("change", () => {
      boxes.forEach((box) => { box.checked = all.checked; });
      tell();
    });
    boxes.forEach((box) => box.addEventListener("change", tell));
    tell();
  }
})();
