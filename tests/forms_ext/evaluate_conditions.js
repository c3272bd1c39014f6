// Reads `[[tree, facts], …]` from standard input; writes what holds, as JSON.
const path = require("node:path");
const { evaluate } = require(path.join(__dirname, "../../static/js/forms-conditions.js"));

let text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (part) => (text += part));
process.stdin.on("end", () => {
  process.stdout.write(JSON.stringify(JSON.parse(text).map(([tree, facts]) => evaluate(tree, facts))));
});
