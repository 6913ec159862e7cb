// The texts around the figures: title, position, sum, question, hint, and what the buttons say.

import { caption } from "../trace/caption.js";
import { tag, updateAttribute, updateText } from "../drawing/elements.js";
import { heading, position, splitSymbol } from "../trace/words.js";

export class Panel {
  /** `elements` are those that `makeFrame` returns. */
  constructor(elements) {
    Object.assign(this, { elements, longest: 0 });
  }

  /** Writes all texts; `view` is what `viewOf` in view.js returns. */
  draw(trace, view) {
    const { title, where, root } = this.elements;
    this.drawLive(view);
    updateText(title, heading(trace, view.shown));
    updateText(where, position(trace, view.shown));
    updateAttribute(root, "aria-label", heading(trace, view.shown));
    this.drawSum(trace, view);
    this.drawQuestion(view);
    this.drawBar(trace, view);
    this.holdHeight(view.predict);
  }

  /** Says whether a screen reader reads out what changes. */
  drawLive({ quiet }) {
    const { caption: sum, hint } = this.elements;
    for (const live of [sum, hint]) updateAttribute(live, "aria-live", quiet ? "off" : "polite");
  }

  drawSum(trace, { shown, symbols, secret, hint }) {
    updatePieces(this.elements.caption, secret ? [] : caption(trace, shown, symbols));
    this.elements.caption.hidden = secret;
    updateText(this.elements.hint, hint);
  }

  drawQuestion({ predict, secret, verdict, ended, tally: [right, tried] }) {
    const { ask, question, commit, verdict: answer, tally } = this.elements;
    ask.hidden = !predict;
    question.hidden = !secret;
    commit.hidden = ended;
    updateText(commit, secret ? "commit" : "next step");
    updateText(answer, verdict);
    updateText(tally, tried ? `${right} of ${tried} right${ended ? "" : " so far"}` : "");
  }

  drawBar(trace, { index, predict, symbols, playing, speed }) {
    const { slider, buttons, speed: select } = this.elements;
    if (slider.value !== String(index)) slider.value = index;
    updateAttribute(slider, "aria-valuetext", position(trace, index));
    updateText(buttons.play, playing ? "❚❚ pause" : "▶ play");
    updateAttribute(buttons.predict, "aria-pressed", String(predict));
    updateAttribute(buttons.symbols, "aria-pressed", String(symbols));
    if (select.value !== String(speed)) select.value = String(speed);
  }

  /** Keeps the height of the sum: it grows for a longer sum and never shrinks, so nothing jumps. */
  holdHeight(predict) {
    const { caption: line, sum } = this.elements;
    const length = line.textContent.length;
    if (length <= this.longest && predict === this.predict) return;
    Object.assign(this, { longest: Math.max(length, this.longest), predict });
    sum.classList.remove("held");
    sum.style.height = "";
    if (predict) return;
    sum.style.height = `${sum.offsetHeight}px`;
    sum.classList.add("held");
  }

  /** Makes the height of the sum be measured again. */
  forgetHeight() {
    this.longest = 0;
  }
}

/** Writes pieces [text, role] into a line, one span each; the index of a symbol is set low. */
function updatePieces(line, pieces) {
  while (line.childElementCount > pieces.length) line.lastChild.remove();
  while (line.childElementCount < pieces.length) {
    line.append(tag("span", {}, "", tag("sub", {}, "")));
  }
  pieces.forEach((piece, i) => updatePiece(line.children[i], piece));
}

function updatePiece(span, [text, role = ""]) {
  const [letter, index] = splitSymbol(text.replace(/^\((.*)\)$/, "$1"));
  updateText(span, index ? letter : text);
  updateText(span.lastChild, index);
  updateAttribute(span, "class", role && `${role}-name`);
}
