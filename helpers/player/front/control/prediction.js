// Predicting: the value of a step is hidden until the learner has said what it will be.

import { checkPrediction, readPrediction } from "../trace/words.js";
import { repeatTyped } from "../typed/read.js";

const ASK_AGAIN = "Type a number or a sum, such as −12, 0.5 or 2·3+1.";

export class Prediction {
  constructor(player) {
    Object.assign(this, { player, verdicts: new Map() });
  }

  /** Forgets all predictions, and asks for the values from a step on: those before were shown. */
  restart(index) {
    this.verdicts.clear();
    this.askFrom(index);
  }

  askFrom(index) {
    this.first = index;
  }

  /** Returns whether the value of a step must still be predicted. */
  isHidden(index) {
    const predict = this.player.link.get("predict");
    return predict && index >= this.first && !this.verdicts.has(index);
  }

  /** Returns what is said to the prediction of a step; "" where there is none. */
  verdict(index) {
    return this.verdicts.get(index) ?? "";
  }

  /** Puts the cursor into the field where a value is asked for; a key that is pressed lands there. */
  focusGuess() {
    const { player } = this;
    if (!this.isHidden(player.index)) return;
    // A field that is not shown yet cannot get the focus.
    player.render();
    player.elements.guess.focus({ preventScroll: true });
  }

  /** Takes the number that was typed or, where nothing is asked, goes to the next step. */
  submit() {
    const { player } = this;
    if (this.isHidden(player.index)) this.answer(player.elements.guess.value);
    else {
      player.go(player.index + 1);
      this.focusGuess();
    }
  }

  answer(typed) {
    const { player } = this;
    const { guess, commit, root } = player.elements;
    const numbers = readPrediction(typed);
    if (!numbers.length) {
      player.say(ASK_AGAIN);
      return;
    }
    const right = numbers.some((number) => checkPrediction(player.trace, player.index, number));
    const wrong = `✗ not ${repeatTyped(typed, numbers.slice(0, 1)).replace(/-/g, "−")}: see the sum`;
    this.verdicts.set(player.index, right ? "✓ right" : wrong);
    guess.value = "";
    player.say("");
    const [rights, tried] = player.link.get("tally");
    player.link.set("tally", [rights + Number(right), tried + 1]);
    player.render();
    // At the end there is no next step.
    (commit.hidden ? root : commit).focus({ preventScroll: true });
  }
}
