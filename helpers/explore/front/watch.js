// The line of a live view that says when Python does not hear of a changed control.

import { Requests, UNANSWERED } from "../../player/front/control/requests.js";

const ANSWER_WITHIN = 1500; // ms that Python has to answer, where nothing says that it is busy
const CHANGES = ["change", "click", "keyup", "pointerup"];

export default {
  /** Called by the notebook program; returns the function that removes the line. */
  render({ model, el }) {
    const line = document.createElement("div");
    line.className = "cnn-watch";
    line.setAttribute("role", "status");
    el.append(line);
    let waiting = false;
    const say = (text) => {
      if (line.textContent !== text) line.textContent = text;
      line.hidden = !text;
    };
    const requests = new Requests(model, {
      within: ANSWER_WITHIN,
      unanswered: (reason) => {
        waiting = reason === "busy";
        say(`${UNANSWERED[reason]}.`);
      },
    });
    const answered = () => {
      requests.answered();
      waiting = false;
      say("");
    };
    const connectionChanged = () => {
      requests.checkConnection();
      if (requests.isGone) say(`${UNANSWERED.gone}.`);
      else answered();
    };
    const changed = ({ target }) => {
      // A player says itself what it needs Python for; most of its keys need none.
      if (waiting || !el.parentElement?.contains(target) || target.closest(".cnn-player")) return;
      waiting = true;
      requests.send({});
    };
    const ended = () => say(`${UNANSWERED.gone}.`);
    const events = {
      "change:heard": answered,
      comm_live_update: connectionChanged,
      "comm:close": ended,
    };
    for (const [name, listener] of Object.entries(events)) model.on(name, listener);
    const listening = new AbortController();
    const more = { capture: true, passive: true, signal: listening.signal };
    for (const name of CHANGES) document.addEventListener(name, changed, more);
    say("");
    return () => {
      listening.abort();
      requests.answered();
      for (const [name, listener] of Object.entries(events)) model.off(name, listener);
    };
  },
};
