// Reads JSON from standard input: {"asked": [[tree, kinds, facts], …]} or {"settled": [[plan, answers, today], …]}.
// Writes what the browser's evaluator makes of them, in their order.
const path = require("node:path");
const { ask, settle } = require(path.join(__dirname, "../../static/js/forms-answers.js"));

function settled([plan, answers, today]) {
  const found = settle(plan, answers, today);
  const sorted = (paths) => [...paths].sort();
  return { ...found, hidden: sorted(found.hidden), readonly: sorted(found.readonly), required: sorted(found.required) };
}

let text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (part) => (text += part));
process.stdin.on("end", () => {
  const given = JSON.parse(text);
  process.stdout.write(JSON.stringify(given.asked ? given.asked.map((one) => ask(...one)) : given.settled.map(settled)));
});
