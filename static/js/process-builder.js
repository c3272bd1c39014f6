// The process builder: lists in front of the inputs that hold a step's id (targets) or a fact's name (conditions).
// The inputs keep the values that are saved. A list holds the chosen option alone until it is opened (focus or pointer):
// with two hundred steps, full lists in front of every input would be tens of thousands of options.
(function () {
  "use strict";

  const TEXT = {
    fa: { next: "مرحله بعدی", lost: "مرحله‌ای که حذف شده است", choose: "انتخاب کنید…", untitled: "مرحله بی‌نام", decisions: "تصمیم‌ها", unknown: "فیلدی که وجود ندارد", option: "گزینه" },
    en: { next: "The following step", lost: "A step that was removed", choose: "Choose…", untitled: "Untitled step", decisions: "Decisions", unknown: "A field that does not exist", option: "Option" },
  };
  const text = TEXT[document.documentElement.lang === "en" ? "en" : "fa"];
  let operands = null;

  function steps() {
    const container = document.querySelector("[data-contentpath='steps'] [data-streamfield-stream-container]");
    if (!container) return [];
    return Array.from(container.children)
      .filter((child) => child.matches("[data-streamfield-child]") && child.style.display !== "none")
      .map((child) => {
        const deleted = child.querySelector(":scope > input[name$='-deleted']");
        const id = child.querySelector(":scope > input[name$='-id']");
        const title = child.querySelector("input[name$='-value-title']");
        const offering = child.querySelector("[data-step-fact]");
        return {
          gone: deleted && deleted.value === "1",
          id: id ? id.value : "",
          title: (title && title.value.trim()) || text.untitled,
          fact: offering ? offering.dataset.stepFact : "",
          element: child,
        };
      })
      .filter((step) => step.id && !step.gone);
  }

  function option(value, label) {
    const element = document.createElement("option");
    element.value = value;
    element.textContent = label;
    return element;
  }

  function pickerFor(input) {
    let picker = input.previousElementSibling;
    if (picker && picker.classList.contains("miz-picker")) return picker;
    picker = document.createElement("select");
    picker.className = "miz-picker";
    if (input.id) {
      const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
      picker.id = `${input.id}-picker`;
      if (label) label.htmlFor = picker.id;
      if (input.hasAttribute("aria-describedby")) picker.setAttribute("aria-describedby", input.getAttribute("aria-describedby"));
    }
    picker.addEventListener("change", () => {
      input.value = picker.value;
      picker.classList.remove("is-lost");
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    ["focus", "pointerdown"].forEach((name) => picker.addEventListener(name, () => open(picker)));
    picker.addEventListener("blur", () => { picker.dataset.opened = ""; soon(); });
    input.insertAdjacentElement("beforebegin", picker);
    return picker;
  }

  function open(picker) {
    if (picker.dataset.opened) return;
    picker.dataset.opened = "yes";
    draw();
  }

  function fill(picker, value, groups, lostLabel) {
    const chosen = groups.flatMap((one) => one.options).find((one) => one.value === value);
    const shown = picker.dataset.opened ? groups : [];
    const signature = JSON.stringify([value, chosen, shown]);
    if (picker.dataset.signature === signature) return;
    picker.dataset.signature = signature;
    picker.replaceChildren(...shown.flatMap(build));
    picker.classList.toggle("is-lost", !chosen);
    if (!chosen) picker.append(option(value, lostLabel));
    else if (!picker.dataset.opened) picker.append(option(value, chosen.label));
    picker.value = value;
  }

  function drawTargets(all) {
    document.querySelectorAll("input[data-step-target]").forEach((input) => {
      const own = input.closest("[data-contentpath='steps'] [data-streamfield-stream-container] > [data-streamfield-child]");
      const choices = all.filter((step) => step.element !== own);
      const targets = [{ value: "", label: text.next }, ...choices.map((step) => ({ value: step.id, label: step.title }))];
      fill(pickerFor(input), input.value, [{ options: targets }], text.lost);
    });
  }

  // The options of a group, under its label where it has one.
  function build(group) {
    const options = group.options.map((one) => option(one.value, one.label));
    if (!group.label) return options;
    const element = document.createElement("optgroup");
    element.label = group.label;
    element.append(...options);
    return [element];
  }

  function drawOperands(all) {
    const inputs = document.querySelectorAll("input[data-condition-operand]");
    if (!inputs.length) return;
    if (operands === null) {
      operands = [];
      fetch("/admin/process-operands/", { headers: { "X-Requested-With": "XMLHttpRequest" } })
        .then((response) => (response.ok ? response.json() : { groups: [] }))
        .then((data) => { operands = data.groups; draw(); })
        .catch(() => {});
    }
    const decisions = all
      .filter((step) => step.fact)
      .map((step) => ({ value: `${step.fact}.step_${step.id.replaceAll("-", "").slice(0, 8)}`, label: step.title }));
    const groups = [...operands, { label: text.decisions, options: decisions }].filter((one) => one.options.length);
    inputs.forEach((input) => {
      const none = { options: [{ value: "", label: text.choose }] };
      fill(pickerFor(input), input.value, [none, ...groups], operands.length ? text.unknown : input.value);
    });
  }

  // In front of a value that is compared with a choice: its options by label. The input keeps their stored values,
  // joined by | where several are compared.
  function drawValues(groups) {
    const choices = new Map(groups.flatMap((one) => one.options).map((one) => [one.value, one.choices || []]));
    document.querySelectorAll("input[data-condition-operand]").forEach((operand) => {
      const stem = operand.name.replace(/-field$/, "");
      const input = document.querySelector(`input[name="${CSS.escape(`${stem}-value`)}"]`);
      const operator = document.querySelector(`select[name="${CSS.escape(`${stem}-op`)}"]`);
      if (!input || !operator) return;
      const offered = ["filled", "empty"].includes(operator.value) ? [] : choices.get(operand.value) || [];
      const picker = offered.length ? valuePicker(input) : shownPicker(input);
      if (picker) picker.hidden = !offered.length;
      input.hidden = offered.length > 0;
      if (offered.length) fillValues(picker, input, offered, operator.value === "in");
    });
  }

  function shownPicker(input) {
    const picker = input.previousElementSibling;
    return picker && picker.classList.contains("miz-picker") ? picker : null;
  }

  function valuePicker(input) {
    const shown = shownPicker(input);
    if (shown) return shown;
    const picker = document.createElement("select");
    picker.className = "miz-picker";
    picker.setAttribute("aria-label", text.option);
    picker.addEventListener("change", () => {
      input.value = Array.from(picker.selectedOptions, (one) => one.value).filter(Boolean).join(" | ");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    input.insertAdjacentElement("beforebegin", picker);
    return picker;
  }

  function fillValues(picker, input, offered, several) {
    const written = (several ? input.value.split("|") : [input.value]).map((one) => one.trim()).filter(Boolean);
    const chosen = written.map((one) => (offered.find((o) => o.value === one) || offered.find((o) => o.label === one) || { value: one }).value);
    const signature = JSON.stringify([chosen, offered, several]);
    if (picker.dataset.signature === signature) return;
    picker.dataset.signature = signature;
    picker.multiple = several;
    const lost = chosen.filter((one) => !offered.some((o) => o.value === one)).map((one) => option(one, one));
    const first = several ? [] : [option("", text.choose)];
    picker.replaceChildren(...first, ...offered.map((one) => option(one.value, one.label)), ...lost);
    picker.classList.toggle("is-lost", lost.length > 0);
    Array.from(picker.options).forEach((one) => { one.selected = chosen.length ? chosen.includes(one.value) : !one.value; });
  }

  function draw() {
    const all = steps();
    drawTargets(all);
    drawOperands(all);
    drawValues(operands || []);
  }

  let waiting = 0;
  function soon() {
    if (!waiting) waiting = window.setTimeout(() => { waiting = 0; draw(); }, 60);
  }

  document.addEventListener("DOMContentLoaded", () => {
    draw();
    document.addEventListener("input", (event) => {
      if (event.target.matches && event.target.matches("input[name$='-value-title']")) soon();
    });
    document.addEventListener("change", (event) => {
      if (event.target.matches && event.target.matches("select[name$='-op'], input[data-condition-operand]")) soon();
    });
    const form = document.querySelector("[data-edit-form]") || document.querySelector("form[data-controller]") || document.body;
    new MutationObserver((changes) => {
      if (changes.some((change) => ![...change.addedNodes].every((node) => node.classList && node.classList.contains("miz-picker")) || change.removedNodes.length)) soon();
    }).observe(form, { childList: true, subtree: true });
  });
})();
