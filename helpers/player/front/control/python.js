// What comes from Python: changed values of the model, and answers to requests.

import { download } from "../drawing/elements.js";

/** Lets a player show all that Python changes or answers, until its link is closed. */
export function followPython(player) {
  player.link.listen({
    "change:payload": () => player.showTrace(),
    "change:index": () => followIndex(player),
    "msg:custom": (answer) => receiveAnswer(player, answer),
    "change:predict": () => followSetting(player, "predict"),
    "change:symbols": () => followSetting(player, "symbols"),
    "change:speed": () => followSetting(player, "speed"),
    "change:tally": () => followSetting(player, "tally"),
  });
}

function followIndex(player) {
  if (player.link.keepUnsaved("index")) return;
  const index = player.link.get("index");
  // A step that was made here comes back as a change, and is shown already.
  if (index !== player.index) player.go(index);
}

function followSetting(player, name) {
  if (!player.link.keepUnsaved(name)) player.applySetting(name);
}

/** Shows the `problem` of a request, or saves the `page` that was asked for as the file `name`. */
function receiveAnswer(player, { problem, page, name }) {
  player.link.answered();
  if (problem) player.say(problem);
  if (!page) return;
  download(page, name);
  player.say(`Saved as ${name}: it opens in any browser, without a notebook.`);
}
