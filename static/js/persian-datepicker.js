/* Starts the Jalali date picker on every input[data-jdp], also on those that are added later.
   The inputs are plain text inputs that the server reads in either digit set: this only makes them more comfortable.
   The picker reads and writes ASCII digits; people read Persian ones, so digits change on the way in and out. */
(function () {
  "use strict";

  const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";
  const toPersian = (text) => text.replace(/[0-9]/g, (digit) => PERSIAN[digit]);
  const toAscii = (text) =>
    text
      .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
      .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660));
  const isDateInput = (element) => element instanceof HTMLInputElement && element.hasAttribute("data-jdp");

  // The picker takes only yyyy/mm/dd: what people type as 1405-9-3 is spelt so before it looks.
  const spell = (text) => {
    const parts = toAscii(text).trim().match(/^(\d{4})([\/\-.])(\d{1,2})\2(\d{1,2})$/);
    return parts ? `${parts[1]}/${parts[3].padStart(2, "0")}/${parts[4].padStart(2, "0")}` : toAscii(text);
  };

  function labelYearAndMonth() {
    const picker = document.querySelector("jdp-container");
    if (!picker) return;
    const label = () => {
      picker.querySelectorAll(".jdp-years select, .jdp-years input").forEach((e) => e.setAttribute("aria-label", "سال"));
      picker.querySelectorAll(".jdp-months select, .jdp-months input").forEach((e) => e.setAttribute("aria-label", "ماه"));
    };
    if (!picker.dataset.watched) {
      picker.dataset.watched = "yes";
      new MutationObserver(label).observe(picker, { childList: true, subtree: true });
    }
    label();
  }

  function start() {
    if (!window.jalaliDatepicker || window.jalaliDatepicker.startedByMiz) return;
    window.jalaliDatepicker.startedByMiz = true;

    // Before the picker's own listener on the body sees the value.
    document.addEventListener(
      "focusin",
      (event) => {
        if (isDateInput(event.target)) event.target.value = spell(event.target.value);
      },
      true,
    );
    window.jalaliDatepicker.startWatch({
      date: true,
      time: false,
      persianDigits: true,
      minDate: "attr",
      maxDate: "attr",
      autoReadOnlyInput: false, // typing stays possible on phones
      showCloseBtn: true,
      changeMonthRotateYear: true,
      topSpace: 4,
      bottomSpace: 4,
      zIndex: 2000,
    });
    // The picker has read the value: people see their own digits again.
    document.addEventListener("focusin", (event) => {
      if (!isDateInput(event.target)) return;
      event.target.value = toPersian(event.target.value);
      labelYearAndMonth();
    });
    document.addEventListener("jdp:change", (event) => {
      // The picker fires `change` and `input` after this one: let them run first.
      window.setTimeout(() => {
        if (isDateInput(event.target)) event.target.value = toPersian(event.target.value);
      });
    });
    document.addEventListener("focusout", (event) => {
      if (isDateInput(event.target)) event.target.value = toPersian(event.target.value);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Tab" && isDateInput(event.target)) window.jalaliDatepicker.hide();
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
