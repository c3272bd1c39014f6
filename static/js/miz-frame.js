// Makes the frame kinder where scripts run: open menus close on Escape and on a click elsewhere, a form's error
// summary takes the focus. Everything works without this file.
(() => {
  "use strict";
  const openMenus = () => document.querySelectorAll("details.miz-menu[open]");

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.getElementById("error-summary")?.focus();
  // Filters stand open without scripts; on a phone they give way to the list until one is chosen.
  document.querySelectorAll("details.miz-filters").forEach((filters) => {
    const chosen = [...filters.querySelectorAll("select")].some((select) => select.value);
    if (!chosen && window.matchMedia("(max-width: 61.98rem)").matches) filters.open = false;
  });
})();
