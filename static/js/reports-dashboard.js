/* The dashboard's chart. Its numbers come from the page's own data block; the table below it says the same. */
(() => {
  "use strict";
  const box = document.querySelector("[data-report-chart]");
  if (!box || typeof Chart === "undefined") return;
  const data = JSON.parse(document.getElementById(box.dataset.reportChart).textContent);
  const root = document.documentElement;
  const persian = root.lang === "fa";
  const rtl = root.dir === "rtl";
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const number = new Intl.NumberFormat(persian ? "fa-IR" : "en");
  const colours = {
    done: colour("--report-done"),
    rejected: colour("--report-rejected"),
    withdrawn: colour("--report-withdrawn"),
    open_on_time: colour("--report-open"),
    open_late: colour("--report-late"),
  };
  const narrow = window.matchMedia("(max-width: 40rem)").matches;
  const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

  box.style.blockSize = `${Math.max(14, data.labels.length * 3 + 6)}rem`;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 13;
  Chart.defaults.color = colour("--miz-muted") || "#4c5d68";

  new Chart(box.querySelector("canvas"), {
    type: "bar",
    data: {
      labels: data.labels,
      datasets: data.series
        .filter((series) => series.values.some((value) => value > 0))
        .map((series) => ({
          label: series.label,
          data: series.values,
          backgroundColor: colours[series.name],
          maxBarThickness: 30,
        })),
    },
    options: {
      indexAxis: "y",
      responsive: true,
      maintainAspectRatio: false,
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 300 },
      interaction: { mode: "index", axis: "y", intersect: false },
      scales: {
        x: {
          stacked: true,
          reverse: rtl,
          grid: { color: colour("--miz-line") || "#dbe3e8" },
          ticks: { precision: 0, callback: (value) => number.format(value) },
        },
        y: {
          stacked: true,
          position: rtl ? "right" : "left",
          grid: { display: false },
          ticks: {
            callback(value) {
              return cut(this.getLabelForValue(value), narrow ? 18 : 34);
            },
          },
        },
      },
      plugins: {
        legend: { position: "bottom", rtl, textDirection: rtl ? "rtl" : "ltr", labels: { boxWidth: 14, padding: 16 } },
        tooltip: {
          rtl,
          textDirection: rtl ? "rtl" : "ltr",
          callbacks: {
            label: (item) => `${item.dataset.label}: ${number.format(item.parsed.x)}`,
            footer: (items) => `${data.total}: ${number.format(items.reduce((sum, item) => sum + item.parsed.x, 0))}`,
          },
        },
      },
    },
  });
})();
