// What the page does: it sends what is in the editor, and shows what is told of it, event by event.

import { editor } from "./editor.js";

const found = (id) => document.getElementById(id);
const form = found("form"), status = found("status"), progress = found("progress"), choices = found("choices");
const report = found("report"), cancel = found("cancel");

const code = editor(found("editor"), {
  nonce: document.querySelector("script[nonce]").nonce,
  labelledby: "editor-label",
  describedby: "editor-hint",
  run: () => form.requestSubmit(),
});

/** What ends the check that runs; null where none does. */
let running = null;

async function check() {
  running?.abort();
  const own = (running = new AbortController());
  begin();
  try {
    const asked = { code: code.text(), rule: form.rule.value, name: form.name.value.trim(), settings: form.settings.value };
    const response = await fetch("check", { method: "POST", body: JSON.stringify(asked), signal: own.signal });
    if (!response.ok) throw new Error(await response.text());
    for await (const { name, data } of events(response.body)) told[name](data);
  } catch (error) {
    if (running !== own) return; // another check has taken its place
    say(own.signal.aborted ? "Cancelled." : error instanceof TypeError ? "The server has ended." : error.message);
  }
  if (running === own) end();
}

/** The server-sent events of a response. */
async function* events(body) {
  let text = "";
  for await (const part of parts(body.pipeThrough(new TextDecoderStream()))) {
    text += part;
    const whole = text.split("\n\n");
    text = whole.pop();
    for (const each of whole) {
      const [, name, data] = each.match(/^event: (.*)\ndata: (.*)$/);
      yield { name, data: JSON.parse(data) };
    }
  }
}

async function* parts(stream) {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

const told = {
  progress({ stage, done, total }) {
    say(`${stage} …`);
    if (total) Object.assign(progress, { value: done, max: total });
    else progress.removeAttribute("value");
  },
  report({ html, summary, mark, rule }) {
    report.innerHTML = html; // every text in it was escaped where it was written
    for (const link of report.querySelectorAll("a")) link.target = "_blank"; // or what was pasted would be gone
    code.mark(mark);
    if (mark?.columns) offer({ "Apply the correction": () => code.correct(mark) });
    if (rule) offer({ [`Check it as ${rule}`]: () => choose(rule) });
    say(summary);
  },
  which({ names }) {
    say("Which optimizer?");
    offer(Object.fromEntries(names.map((name) => [name, () => { form.name.value = name; }])));
    choices.firstElementChild.focus();
  },
  trouble({ message }) {
    say(message);
  },
};

/** Buttons, each of which does something, and has it checked. */
function offer(acts) {
  choices.hidden = false;
  choices.replaceChildren(...Object.entries(acts).map(([text, act]) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", () => { act(); form.requestSubmit(); });
    return made;
  }));
}

/** A rule with parts is no choice from the beginning. */
function choose(rule) {
  form.rule.value = rule;
  if (form.rule.value !== rule) form.rule.add(new Option(rule, rule, true, true));
}

function begin() {
  report.replaceChildren();
  code.mark(null);
  choices.hidden = true;
  progress.removeAttribute("value");
  progress.hidden = cancel.disabled = false;
  report.setAttribute("aria-busy", "true");
  say("It runs …");
}

function end() {
  running = null;
  const there = document.activeElement === cancel;
  progress.hidden = cancel.disabled = true;
  report.removeAttribute("aria-busy");
  if (there) found("check").focus();
}

function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
cancel.addEventListener("click", () => running?.abort());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") running?.abort();
});

for (const example of document.querySelectorAll("[data-example]")) {
  example.addEventListener("click", async () => {
    code.replace(await (await fetch(`examples/${example.dataset.example}.py`)).text());
    form.rule.value = example.dataset.rule;
    form.name.value = form.settings.value = "";
    if (matchMedia("(max-width: 63.99rem)").matches) found("examples").open = false; // the report is below them
    check();
  });
}
