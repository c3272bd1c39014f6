// Applying, made better: the draft is saved while typing, files that are too large are said at once, nothing is sent
// twice, and the tracking code can be copied. Without this script all of it works by the buttons of the page.
(function () {
  "use strict";

  const persian = document.documentElement.lang !== "en";
  const TEXT = persian
    ? { saving: "در حال ذخیره…", saved: "پیش‌نویس ذخیره شد · ", failed: "ذخیره نشد؛ اتصال را بررسی کنید.", large: "حجم این فایل بیش از اندازه مجاز است.", copied: "کپی شد", uploading: "در حال بارگذاری فایل…" }
    : { saving: "Saving…", saved: "Draft saved · ", failed: "Not saved; check your connection.", large: "This file is larger than allowed.", copied: "Copied", uploading: "Uploading the file…" };

  function autosave(form) {
    const status = form.querySelector("[data-autosave]");
    let timer = 0;
    let sending = false;
    let leaving = false;
    let running = null;
    async function send() {
      if (sending || leaving) return;
      sending = true;
      status.textContent = TEXT.saving;
      const data = new FormData(form);
      data.set("action", "autosave");
      for (const [name, value] of Array.from(data.entries())) if (value instanceof File) data.delete(name);
      // Not `form.action`: the buttons are named "action" and hide it.
      const address = form.getAttribute("action");
      running = new AbortController();
      try {
        const response = await fetch(address, { signal: running.signal, method: "POST", body: data, headers: { "X-Requested-With": "XMLHttpRequest" } });
        const answer = response.ok || response.status === 409 ? await response.json() : {};
        if (answer.notice) status.textContent = answer.notice;
        else if (!response.ok) throw new Error(String(response.status));
        else {
          form.elements.revision.value = answer.revision;
          status.textContent = TEXT.saved + answer.saved;
        }
      } catch (error) {
        if (!leaving) status.textContent = TEXT.failed;
      } finally {
        sending = false;
      }
    }
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      window.clearTimeout(timer);
      timer = window.setTimeout(send, 1500);
    });
    form.addEventListener("submit", () => {
      leaving = true;
      window.clearTimeout(timer);
      // What is sent now is newer: a save under way must not come in after it.
      if (running) running.abort();
      const hasFile = Array.from(form.querySelectorAll("input[type=file]")).some((input) => input.files.length);
      if (hasFile) status.textContent = TEXT.uploading;
    });
    window.addEventListener("pageshow", () => { leaving = false; });
  }

  function sizes(form) {
    form.addEventListener("change", (event) => {
      const input = event.target;
      if (input.type !== "file" || !input.dataset.maxBytes) return;
      const tooLarge = Array.from(input.files).some((file) => file.size > Number(input.dataset.maxBytes));
      let note = input.parentElement.querySelector("[data-size-note]");
      if (!note) {
        note = document.createElement("p");
        note.className = "miz-errors";
        note.dataset.sizeNote = "";
        note.setAttribute("role", "alert");
        input.insertAdjacentElement("afterend", note);
      }
      note.textContent = tooLarge ? TEXT.large : "";
    });
  }

  function once(form) {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) { event.preventDefault(); return; }
      sent = true;
      form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
    });
    window.addEventListener("pageshow", () => { sent = false; });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-apply]").forEach((form) => { autosave(form); sizes(form); });
    document.querySelectorAll("form[data-once]").forEach((form) => { once(form); sizes(form); });
    document.querySelectorAll("[data-copy]").forEach((button) => {
      if (!navigator.clipboard) return;
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = TEXT.copied;
      });
    });
    const summary = document.getElementById("error-summary");
    if (summary) summary.focus();
  });
})();
