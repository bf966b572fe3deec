// Which lines of a file of vectors an optimizer agrees with, on every tape.
//
//     const { told } = require("./read.js");
//     told("adam.jsonl", (hyperparameters, lr, theta0, gradients) => [θ₁, θ₂, …])
//
// answers ["valid algorithm-1"] where it is right, ["variant epsilon-hat"] where it is another published form,
// ["invalid v-plus-equals"] where it has that mistake, and [] where no line explains what it computes.
const fs = require("fs");

const ORDER = ["valid", "variant", "invalid"];

function told(file, run, format = "float64") {
  const lines = fs.readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const tapes = [...new Set(lines.map((line) => line.tape))];
  const agreed = tapes.map((tape) => {
    const rows = lines.filter((line) => line.tape === tape);
    const { hyperparameters, lr, theta0, gradients } = rows[0];
    const found = run(hyperparameters, lr, theta0, gradients);
    return new Set(rows.filter((row) => agrees(row, found, format)).flatMap(names));
  });
  const always = [...agreed[0]].filter((name) => agreed.every((each) => each.has(name)));
  const best = ORDER.find((result) => always.some((name) => name.startsWith(result)));
  return always.filter((name) => best && name.startsWith(best));
}

// No tolerance is chosen: the bound of each step is derived from the rule, for each format.
function agrees(row, found, format) {
  const bounds = row.bound[format];
  return found.length === row.decimal.length
    && row.decimal.every((exact, k) => bounds[k] !== null && Math.abs(found[k] - Number(exact)) <= bounds[k]);
}

function names(row) {
  return row.names.map((name) => `${row.result} ${name}`);
}

module.exports = { told };
