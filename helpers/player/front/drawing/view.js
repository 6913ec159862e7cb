// What is to be seen of a player, for the functions that draw it.

import { locate } from "../trace/trace.js";
import { describe } from "../trace/words.js";

/**
 * Returns what is to be seen of a player:
 *
 * - `index`: the step that it has reached; outputs of later steps are empty;
 * - `shown`: the step that is drawn; it differs from `index` while an output is pointed at;
 * - `filter`: the feature map of the step that is drawn;
 * - `symbols`, `predict`, `speed`: the settings of these names;
 * - `tally`: the numbers of predictions, [right, tried];
 * - `hidden(step)`: whether the value of a step must still be predicted; `secret`: whether the
 *   value of the step that is drawn must be;
 * - `ended`: whether the last step is drawn, and nothing more is asked;
 * - `verdict`: what is said to the prediction of this step;
 * - `dark`: whether the theme is dark;
 * - `at`: the cell that is pointed at, as `identify` in pointer.js returns it, or null;
 * - `hint`: the text below the sum;
 * - `playing`: whether it plays; `quiet`: whether steps go by too fast to be read out.
 */
export function viewOf(player) {
  const { shown, index, trace, prediction, link, clock, pointer, controls, display } = player;
  const secret = prediction.isHidden(shown);
  return {
    index,
    shown,
    filter: locate(trace, shown).filter,
    symbols: link.get("symbols"),
    predict: link.get("predict"),
    speed: link.get("speed"),
    tally: link.get("tally"),
    hidden: (step) => prediction.isHidden(step),
    secret,
    ended: shown === trace.steps - 1 && !secret,
    verdict: secret ? "" : prediction.verdict(shown),
    dark: display.dark,
    at: pointer.at,
    hint: player.message || describePointed(player),
    playing: clock.running,
    quiet: clock.running || controls.repeating,
  };
}

/** Returns what the cell is that is pointed at; "" where there is none. */
function describePointed({ trace, pointer: { at }, prediction }) {
  // A bias needs no words: it is used by every output of its feature map.
  if (!at || at.role === "bias") return "";
  return describe(trace, at, prediction.isHidden(at.step));
}
