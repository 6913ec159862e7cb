// Shows players: as a widget of a notebook, or in a page without a notebook.

import { Player } from "./player.js";

export default {
  /** Called by the notebook program; returns the function that removes the player. */
  render({ model, el }) {
    const player = new Player({ model, el });
    return () => player.close();
  },
};

/** Shows a player in a page without a notebook, in the element `el`; returns the player. */
export function mount(el, state) {
  const values = { index: 0, speed: 2, predict: false, symbols: false, tally: [0, 0], ...state };
  const model = { get: (name) => values[name], set: (name, value) => (values[name] = value) };
  for (const name of ["on", "off", "save_changes"]) model[name] = () => {};
  return new Player({ model, el });
}
