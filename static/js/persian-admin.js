/* Persian digits and Jalali dates in the admin, whoever made the text: Wagtail's templates, its scripts, or ours.
 *
 * Only what people read is changed: text nodes and the attributes that are shown or spoken. What people edit (inputs,
 * rich text) and what has to be copied exactly (code, addresses, left-to-right parts) stays. Pages in another language
 * are left alone. A text is rewritten once: its result holds nothing more to rewrite, so that the observer comes to rest.
 */
(() => {
  "use strict";

  if (!document.documentElement.lang.startsWith("fa")) return;

  const ATTRIBUTES = ["title", "aria-label", "aria-description", "alt", "data-w-tooltip-content-value"];
  const UNTOUCHED = [
    "script", "style", "noscript", "textarea", "input", "code", "pre", "kbd", "samp", "svg",
    "[contenteditable]", "[dir=ltr]", "[lang=en]", "bdi.code", ".w-field__input bdi",
  ].join(",");
  // Persian names of Gregorian months, as Django writes them.
  const MONTHS = [
    "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
  ];
  const NAMES = new Map(MONTHS.map((name, index) => [name, index]));
  NAMES.set("می", 4).set("جون", 5).set("جولای", 6).set("آگوست", 7);
  const WRITTEN = new RegExp(`(\\d{1,2}) (${[...NAMES.keys()].join("|")}) (\\d{4})`, "g");
  const NUMERIC = /(?<![\d/-])((?:19|20)\d{2})([/-])(\d{1,2})\2(\d{1,2})(?![\d/-])/g;
  // Addresses and codes with Latin letters are to be copied, not read: their digits stay.
  const WORD = /[^\s،؛()«»]+/g;
  const LATIN = /[A-Za-z]/;

  const jalali = new Intl.DateTimeFormat("fa-IR-u-ca-persian-nu-latn", {
    year: "numeric", month: "long", day: "numeric", timeZone: "UTC",
  });
  const numericJalali = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", {
    year: "numeric", month: "2-digit", day: "2-digit", timeZone: "UTC",
  });

  const parts = (format, year, month, day) =>
    Object.fromEntries(
      format.formatToParts(new Date(Date.UTC(year, month, day))).map(({ type, value }) => [type, value]),
    );

  const written = (found, day, month, year) => {
    const date = parts(jalali, Number(year), NAMES.get(month), Number(day));
    return `${date.day} ${date.month} ${date.year}`;
  };

  const numeric = (found, year, separator, month, day) => {
    if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return found;
    const date = parts(numericJalali, Number(year), Number(month) - 1, Number(day));
    return `${date.year}/${date.month}/${date.day}`;
  };

  const toPersian = (text) => text.replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[Number(digit)]);

  const persian = (text) =>
    text
      .replace(WRITTEN, written)
      .replace(NUMERIC, numeric)
      .replace(WORD, (word) => (LATIN.test(word) ? word : toPersian(word)));

  const rewriteText = (node) => {
    if (!/\d/.test(node.data) || node.parentElement?.closest(UNTOUCHED)) return;
    const text = persian(node.data);
    if (text !== node.data) node.data = text;
  };

  const rewriteAttributes = (element) => {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (!value || !/\d/.test(value)) continue;
      const text = persian(value);
      if (text !== value) element.setAttribute(name, text);
    }
  };

  const rewrite = (root) => {
    if (root.nodeType === Node.TEXT_NODE) {
      rewriteText(root);
      return;
    }
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    rewriteAttributes(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walker.nextNode()) {
      if (walker.currentNode.nodeType === Node.TEXT_NODE) rewriteText(walker.currentNode);
      else rewriteAttributes(walker.currentNode);
    }
  };

  const onChanges = (changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(rewrite);
      else if (change.type === "characterData") rewriteText(change.target);
      else rewriteAttributes(change.target);
    }
  };

  const start = () => {
    rewrite(document.documentElement);
    new MutationObserver(onChanges).observe(document.documentElement, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
    });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
