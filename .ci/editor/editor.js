// The editor of `optproof serve`: CodeMirror with Python, and a mark on the lines that a report speaks of.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

class Instead extends WidgetType {
  constructor(text) { super(); this.text = text; }
  eq(other) { return other.text === this.text; }
  toDOM() {
    const shown = document.createElement("div");
    shown.className = "instead";
    shown.textContent = `instead: ${this.text}`;
    return shown;
  }
}

const marking = StateEffect.define();

/** The marks move with the text, and go as soon as a line of theirs is changed. */
const marks = StateField.define({
  create: () => Decoration.none,
  update(marked, transaction) {
    for (const effect of transaction.effects) if (effect.is(marking)) return made(transaction.state, effect.value);
    if (!transaction.docChanged) return marked;
    let touched = false;
    marked.between(0, transaction.startState.doc.length, (from) => {
      const line = transaction.startState.doc.lineAt(from);
      if (transaction.changes.touchesRange(line.from, line.to)) touched = true;
    });
    return touched ? Decoration.none : marked.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function made(state, mark) {
  if (!mark || mark.last > state.doc.lines) return Decoration.none;
  const found = [];
  for (let number = mark.first; number <= mark.last; number += 1) {
    found.push(Decoration.line({ class: "marked" }).range(state.doc.line(number).from));
  }
  if (mark.instead) {
    found.push(Decoration.widget({ widget: new Instead(mark.instead), side: 1, block: true }).range(state.doc.line(mark.last).to));
  }
  return Decoration.set(found, true);
}

/** An editor in `parent`: `text()`, `replace(text)`, `mark({first, last, instead, columns})` or `mark(null)`, and `correct(mark)`. */
export function editor(parent, { nonce, labelledby, describedby, run }) {
  const view = new EditorView({
    parent,
    extensions: [
      lineNumbers(), history(), drawSelection(), bracketMatching(), indentOnInput(), indentUnit.of("    "),
      pythonLanguage, syntaxHighlighting(classHighlighter), marks, EditorView.cspNonce.of(nonce),
      EditorView.contentAttributes.of({ "aria-labelledby": labelledby, "aria-describedby": describedby, tabindex: "0" }),
      keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }, ...defaultKeymap, ...historyKeymap]),
    ],
  });
  return {
    text: () => view.state.doc.toString(),
    replace(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, effects: marking.of(null) });
      view.scrollDOM.scrollTop = 0;
    },
    correct({ first, last, instead, columns: [start, end] }) {
      const { doc } = view.state;
      view.dispatch({ changes: { from: doc.line(first).from + start, to: doc.line(last).from + end, insert: instead } });
    },
    mark(mark) {
      const effects = [marking.of(mark)];
      if (mark && mark.last <= view.state.doc.lines) {
        effects.push(EditorView.scrollIntoView(view.state.doc.line(mark.first).from, { y: "center" }));
      }
      view.dispatch({ effects });
    },
  };
}
