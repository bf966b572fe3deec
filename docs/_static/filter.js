// A long table has a box above it: rows that do not hold every word of what is typed there are hidden.
const LONG = 15;

for (const table of document.querySelectorAll("article table.docutils")) {
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  if (rows.length < LONG) continue;
  const box = document.createElement("input");
  box.type = "search";
  box.className = "filter";
  box.placeholder = `filter ${rows.length} rows`;
  box.setAttribute("aria-label", "Show the rows that hold these words");
  const held = rows.map((row) => row.textContent.toLowerCase());
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/);
    rows.forEach((row, at) => (row.hidden = !words.every((word) => held[at].includes(word))));
  });
  (table.closest(".table-wrapper") ?? table).before(box);
}
