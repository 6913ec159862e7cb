// A button that takes a picture file. What is too large for a message is made smaller here.

import { tag } from "../../player/front/drawing/elements.js";

const MOST_BYTES = 4_000_000; // a message of 10 MB is dropped by the notebook program without a word
const LONGEST_SIDE = 512; // pixels of a picture that is made smaller

/** Returns the bytes of a picture file, made smaller where it is large; null if that fails. */
async function bytesOf(file) {
  if (file.size <= MOST_BYTES) return file.arrayBuffer();
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = tag("canvas", { width, height });
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, width, height);
    picture.close();
    const small = await new Promise((done) => canvas.toBlob(done, "image/png"));
    return await small.arrayBuffer();
  } catch {
    return null;
  }
}

export default {
  /** Called by the notebook program; returns the function that removes the button. */
  render({ model, el }) {
    const input = tag("input", { type: "file", accept: "image/*", hidden: "" });
    const button = tag("button", { type: "button" }, model.get("description"));
    const said = tag("span", { role: "status" });
    el.append(tag("div", { class: "cnn-file" }, button, said, input));
    const show = () => (said.textContent = model.get("file"));
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      const [file] = input.files;
      if (!file) return;
      const bytes = await bytesOf(file);
      // The same file can be chosen again, after it was changed.
      input.value = "";
      if (!bytes) {
        const size = Math.round(file.size / 1e6);
        said.textContent = `${file.name} has ${size} MB, and the browser cannot make it smaller: save it smaller first.`;
        return;
      }
      try {
        model.send({ name: file.name }, undefined, [bytes]);
      } catch {
        // The connection is closed: the line above the view says so.
      }
    });
    model.on("change:file", show);
    show();
    return () => model.off("change:file", show);
  },
};
