// The pure functions of the front end, in Node's own test runner: node --test tests/

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const home = new URL("../../helpers/player/front/", import.meta.url);
const names = ["trace/trace", "trace/words", "trace/caption", "drawing/look", "drawing/sizes"];
names.push("drawing/layout", "control/prediction", "control/requests", "control/editor", "typed/read");
const files = names.map((name) => import(new URL(`${name}.js`, home)));
const player = Object.assign({}, ...(await Promise.all(files)));
const styles = readFileSync(new URL("player.css", home), "utf8");

const encoded = (words, places, shades = words.map(() => 0)) => ({
  words,
  shades,
  at: Buffer.from(Uint16Array.from(places).buffer).toString("base64"),
});

/** A 3x3 picture of 1 … 9 under a 2x2 kernel 1 −2 / 0 3, padded by one before. */
const picture = () =>
  player.unpack({
    kind: "conv2d",
    title: "Convolution 2×2",
    channels: ["channel 1"],
    drawn: [0],
    summed: [0],
    terms: [25, 6, 2],
    shapes: { input: [3, 3, 1], window: [2, 2], output: [3, 3, 1] },
    input: encoded(["1", "2", "3", "4", "5", "6", "7", "8", "9"], [0, 1, 2, 3, 4, 5, 6, 7, 8]),
    kernel: encoded(["−2", "0", "1", "3"], [2, 0, 1, 3]),
    products: encoded(["0"], Array(36).fill(0)),
    output: { ...encoded(["3", "6", "0.123"], [0, 1, 2, 0, 1, 2, 0, 1, 2]), rounded: [false, false, true] },
    winners: [],
    taps: { rows: [[-1, 0], [0, 1], [1, 2]], cols: [[-1, 0], [0, 1], [1, 2]] },
    pads: { rows: [1, 0], cols: [1, 0] },
  });

test("a step is found by its position, and its position by the step", () => {
  const trace = { ...picture(), shapes: { ...picture().shapes, output: [2, 3, 4] } };
  for (let index = 0; index < 24; index += 1) {
    const { filter, row, col } = player.locate(trace, index);
    assert.equal(player.stepAt(trace, filter, row, col), index);
  }
  assert.deepEqual(player.locate(trace, 23), { filter: 3, row: 1, col: 2 });
});

test("a caption writes padding as 0 and negative numbers in parentheses", () => {
  const text = (index, symbols) => player.caption(picture(), index, symbols).map(([part]) => part).join("");
  assert.equal(text(0), "0·1 + 0·(−2) + 0·0 + 1·3 = 3");
  assert.equal(text(4), "1·1 + 2·(−2) + 4·0 + 5·3 = 6");
  assert.equal(text(4, true), "x0,0·w3 + x0,1·w4 + x1,0·w1 + x1,1·w2 = y1,1");
});

test("long sums keep their first and last terms", () => {
  const list = Array.from({ length: 30 }, (_, i) => i);
  assert.deepEqual(player.abbreviate(list, [25, 2, 1]), [0, 1, null, 29]);
  assert.deepEqual(player.abbreviate(list, [30, 2, 1]), list);
});

test("weights are numbered as on the slides, the bottom row first", () => {
  const trace = { kind: "conv2d", shapes: { window: [3, 3] } };
  const names = Array.from({ length: 9 }, (_, tap) => player.weightName(trace, tap));
  assert.equal(names.join(" "), "w7 w8 w9 w4 w5 w6 w1 w2 w3");
  assert.equal(player.weightName(trace, 0, 1), "w16");
});

test("the symbols of a dense layer are those of lesson 01, with the number of the unit", () => {
  const shapes = { input: [1, 2, 1], window: [1, 2], output: [1, 1, 2] };
  const dense = player.unpack({
    ...picture(), kind: "dense", shapes, taps: { rows: [[0]], cols: [[0, 1]] },
    input: encoded(["1"], [0, 0]), products: null, kernel: encoded(["1"], [0, 0, 0, 0]), bias: encoded(["5"], [0, 0]),
    output: { ...encoded(["8"], [0, 0]), rounded: [false] },
  });
  const text = (index) => player.caption(dense, index, true).map(([part]) => part).join("");
  assert.equal(text(0), "z1·w1,1 + z2·w1,2 + b1 = a1");
  assert.equal(text(1), "z1·w2,1 + z2·w2,2 + b2 = a2");
  assert.deepEqual(player.splitSymbol("w2,1"), ["w", "2,1"]);
  assert.deepEqual(player.splitSymbol("·w7"), ["·w", "7"]);
});

test("an input cell has the outputs that use it, a weight the inputs that it meets", () => {
  const trace = picture();
  const at = (cells) => cells.map(({ row, col }) => `${row},${col}`).join(" ");
  assert.equal(at(player.outputsUsing(trace, 0, 0)), "0,0 0,1 1,0 1,1");
  assert.equal(at(player.outputsUsing(trace, 2, 2)), "2,2");
  assert.equal(at(player.outputsUsing(trace, -1, -1)), "0,0");
  assert.equal(player.inputsMeeting(trace, 3).length, 9);
  assert.equal(at(player.inputsMeeting(trace, 0).slice(0, 2)), "-1,-1 -1,0");
});

test("keys move by cells and rows, and never beyond the ends", () => {
  const trace = picture();
  const from = (index, ...keys) => keys.reduce((at, key) => player.stepAfterKey(trace, at, key), index);
  assert.equal(from(0, "ArrowLeft"), 0);
  assert.equal(from(8, "ArrowRight"), 8);
  assert.equal(from(1, "ArrowDown", "ArrowDown"), 7);
  assert.equal(from(1, "ArrowUp"), 1);
  assert.equal(from(4, "End", "ArrowUp", "Home"), 0);
  assert.equal(player.stepAfterKey(trace, 4, "a"), null);
});

test("a prediction is right to two digits, and must be a number", () => {
  const trace = picture();
  const check = (index, text) => player.readPrediction(text).some((number) => player.checkPrediction(trace, index, number));
  for (const right of [" 3.0 ", "1·3 + 0", "=3"]) assert.equal(check(0, right), true, right);
  for (const wrong of ["-3", "3.01", "2.9", "31"]) assert.equal(check(0, wrong), false, wrong);
  for (const right of ["0,12", "0.123", ".1230", "0.1234", "0.12349"]) assert.equal(check(2, right), true, right);
  for (const wrong of ["0.13", "0.1", "0.124", "0.1236", "0.122"]) assert.equal(check(2, wrong), false, wrong);
  for (const none of ["", "  ", "three", "NaN", "Infinity", "3, 4"]) assert.deepEqual(player.readPrediction(none), []);
});

test("a rounded number without decimals, or with a zero left out, is met by what rounds to it", () => {
  const check = (word, text) => {
    const trace = { output: { words: [word], at: [0], rounded: [true] } };
    return player.readPrediction(text).some((number) => player.checkPrediction(trace, 0, number));
  };
  for (const text of ["123.4", "123", "1.2e2"]) assert.equal(check("123", text), true, text);
  for (const text of ["123.6", "1.3e2", "100"]) assert.equal(check("123", text), false, text);
  for (const text of ["0.4996", "0.5", "0.50"]) assert.equal(check("0.5", text), true, text);
  for (const text of ["0.54", "0.51", "0.502"]) assert.equal(check("0.5", text), false, text);
  assert.equal(check("−1235", "-1234.6"), true);
});

test("a weight is typed as a fraction, a sum or with a decimal comma", () => {
  const cases = { "1/9": 1 / 9, "0,5": 0.5, "−2": -2, "1,234": 1.234, "1.234": 1.234, "2·3": 6, "½": 0.5 };
  for (const [text, number] of Object.entries(cases)) assert.equal(player.readWeight(text), number, text);
  for (const text of ["seven", "1 2", "1e999", ""]) assert.equal(player.readWeight(text), null, text);
});

test("a value is hidden until it is predicted, and the first number counts", () => {
  const values = { predict: true, tally: [0, 0] };
  const link = { get: (name) => values[name], set: (name, value) => (values[name] = value) };
  const said = [];
  const field = { value: "", focus: () => {} };
  const learner = {
    link, trace: picture(), index: 4, elements: { guess: field, commit: field },
    say: (text) => said.push(text), render: () => {}, go: (index) => (learner.index = index),
  };
  const prediction = new player.Prediction(learner);
  const type = (text) => {
    field.value = text;
    prediction.submit();
  };
  prediction.restart(4);
  assert.deepEqual([3, 4, 5].map((step) => prediction.isHidden(step)), [false, true, true]);
  type("six");
  assert.match(said.at(-1), /Type a number/);
  assert.deepEqual([prediction.isHidden(4), values.tally], [true, [0, 0]]);
  type("-7");
  assert.equal(prediction.verdict(4), "✗ not −7: see the sum");
  assert.deepEqual([prediction.isHidden(4), values.tally], [false, [0, 1]]);
  type("");
  assert.equal(learner.index, 5, "then the next step is asked for");
  type("0.12");
  assert.equal(prediction.verdict(5), "✓ right");
  assert.deepEqual(values.tally, [1, 2]);
  values.predict = false;
  assert.equal(prediction.isHidden(6), false);
});

test("outlines join cells that fill a rectangle", () => {
  assert.deepEqual(player.rectangles([0, 1, 4, 5], 4), [[0, 0, 2, 2]]);
  assert.deepEqual(player.rectangles([0, 2], 4), [[0, 0, 1, 1], [0, 2, 1, 1]]);
  assert.deepEqual(player.rectangles([], 4), []);
});

test("figures are not wider than their space, and their numbers are legible", () => {
  for (const width of [260, 360, 520, 900, 1200, 1900]) {
    for (const side of [3, 7, 12, 16, 17, 28, 64]) {
      for (const channels of [1, 3]) {
        const need = {
          input: [side, side], output: [side - 2, side - 2], window: [3, 3], channels,
          smalls: 2, patch: 1, fixed: 300, tightly: 220, beside: 180, words: [2, 2, 3],
          strips: false,
        };
        const found = player.fit(need, width, 830);
        assert.ok(Number.isInteger(found.big) && Number.isInteger(found.small), "even grids");
        assert.ok(side * found.big <= width, `${side} cells in ${width}`);
        if (found.numbers) assert.ok(found.big >= 20, "legible");
        if (found.wrap) continue;
        const [line, map] = [side * found.big + 6 * found.small, (side - 2) * found.result];
        assert.ok((found.below ? Math.max(line, map) : line + map) <= width);
      }
    }
  }
});

test("several channels come closer, and the output below them, before they wrap", () => {
  const need = {
    input: [5, 6], output: [3, 4], window: [3, 3], channels: 3, maps: 4, smalls: 2, patch: 1,
    fixed: 416, tightly: 300, beside: 190, words: [1, 3, 3], strips: false,
  };
  const kinds = ({ numbers, tight, below, wrap }) => ({ numbers, tight, below, wrap });
  const at = (width) => kinds(player.fit(need, width, 900));
  assert.deepEqual(at(960), { numbers: true, tight: false, below: false, wrap: false });
  assert.deepEqual(at(700), { numbers: true, tight: true, below: false, wrap: false });
  assert.deepEqual(at(550), { numbers: true, tight: true, below: true, wrap: false });
  assert.equal(at(300).wrap, true);
});

test("full screen keeps the numbers that a notebook has", () => {
  const need = {
    input: [5, 6], output: [3, 4], window: [3, 3], channels: 3, maps: 4, smalls: 2, patch: 1,
    fixed: 416, tightly: 300, beside: 190, words: [1, 3, 3], strips: false,
  };
  for (const [width, height] of [[936, 520], [1192, 480], [1832, 800]]) {
    const { numbers, big, wrap } = player.fit(need, width, height, true);
    assert.ok(numbers && big >= 20 && !wrap, `${width}x${height}`);
  }
});

test("rows of a signal fit, and show their numbers in a narrow column", () => {
  const need = {
    input: [2, 6], output: [2, 4], window: [2, 3], channels: 1, smalls: 2, patch: 1, fixed: 416,
    words: [1, 3, 2], strips: true, tail: { ops: 2, cells: 2 },
  };
  const narrow = player.fit(need, 408, 830);
  assert.ok(narrow.numbers && narrow.big >= 23, "legible");
  for (const [width, height] of [[1840, 800], [1300, 500], [1840, 400]]) {
    const { big, result, numbers } = player.fit(need, width, height, true);
    if (numbers) assert.ok(3 * 2 * big + 2 * result + 90 <= height, `${height} px high`);
    assert.ok(6 * big <= width);
  }
  const long = player.fit({ ...need, input: [1, 60], output: [1, 20], window: [1, 3] }, 408, 830);
  assert.ok(!long.numbers && long.wrap && 60 * long.big <= 408, "its figures take two lines");
});

test("a long signal of several channels fits the screen, its strips thinner than usual", () => {
  const need = {
    input: [4, 8], output: [5, 6], window: [4, 3], channels: 1, smalls: 2, patch: 1, fixed: 416,
    words: [2, 3, 3], strips: true, tail: { ops: 2, cells: 2 },
  };
  for (const [reach, height] of [[8, 400], [60, 400], [60, 330]]) {
    const long = { ...need, input: [4, reach], output: [5, reach - 2] };
    const { small, strip, numbers, wrap } = player.fit(long, 1278, height, true);
    assert.ok(!numbers && !wrap, `${reach} cells in ${height} px`);
    assert.ok(strip >= 4 && (4 + 5) * strip + 4 * small + 3 * 42 <= height, `${reach} cells in ${height} px`);
  }
  assert.equal(player.fit({ ...need, input: [4, 60], output: [5, 58] }, 1140, 830).strip, 22);
});

test("a presented picture is drawn smaller before its figures take a second line", () => {
  const need = {
    input: [9, 9], output: [4, 7], window: [3, 3], channels: 1, smalls: 2, patch: 1, fixed: 294, tightly: 220, beside: 220,
    words: [5, 7, 7], strips: false, tail: { ops: 1, cells: 1 },
  };
  assert.equal(player.fit(need, 1278, 300, true).wrap, false);
});

const looks = ["signed", "grey", "red", "green", "blue"];
const contrast = (one, other) => {
  const [low, high] = [one, other].map(player.luminance).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

test("numbers have a contrast of 4.5 to 1 on every fill", () => {
  for (const dark of [false, true]) {
    for (const look of looks) {
      for (let shade = -255; shade <= 255; shade += 1) {
        const fill = player.tint(shade, look, dark);
        const ink = player.ink(fill) === "#000" ? [0, 0, 0] : [255, 255, 255];
        assert.ok(contrast(fill, ink) >= 4.5, `${look} ${shade} ${dark}`);
      }
    }
  }
});

const rgb = (hex) => {
  const full = hex.length === 4 ? [...hex.slice(1)].map((c) => c + c).join("") : hex.slice(1);
  return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16));
};
const theme = (dark) => {
  const block = styles.slice(styles.indexOf(dark ? ".cnn-player.dark {" : ".cnn-player {"));
  const pairs = block.slice(0, block.indexOf("}")).matchAll(/--(\w+): (#\w+)/g);
  return Object.fromEntries([...pairs].map(([, name, hex]) => [name, rgb(hex)]));
};

test("words have a contrast of 4.5 to 1 on their ground, outlines of 3 to 1", () => {
  for (const dark of [false, true]) {
    const colours = theme(dark);
    for (const ground of ["ground", "panel"]) {
      for (const word of ["ink", "soft", "input", "kernel", "output"]) {
        assert.ok(contrast(colours[word], colours[ground]) >= 4.5, `${word} on ${ground}, ${dark}`);
      }
      for (const line of ["ring", "focus"]) assert.ok(contrast(colours[line], colours[ground]) >= 3);
    }
  }
});

// Machado, Oliveira and Fernandes, A physiologically-based model for simulation of colour vision
// deficiency, 2009: severity 1, on linear RGB.
const BLINDNESS = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);

/** CIE L*a*b* of a colour as it is seen. */
function seen(colour, matrix) {
  const light = colour.map(linear);
  const [r, g, b] = matrix.map((row) => Math.max(0, row.reduce((sum, share, i) => sum + share * light[i], 0)));
  const xyz = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116));
  return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])];
}
const apart = (one, other, matrix) => {
  const [from, to] = [seen(one, matrix), seen(other, matrix)];
  return Math.hypot(...from.map((part, i) => part - to[i]));
};

test("a colour-blind person can tell negative from positive, and input, kernel and output apart", () => {
  for (const [name, matrix] of Object.entries(BLINDNESS)) {
    for (const dark of [false, true]) {
      for (const shade of [80, 160, 255]) {
        const [less, more] = [-shade, shade].map((value) => player.tint(value, "signed", dark));
        assert.ok(apart(less, more, matrix) > 10, `${name}: ±${shade}`);
      }
      const { input, kernel, output } = theme(dark);
      assert.ok(apart(input, kernel, matrix) > 20, `${name}: input and kernel, ${dark}`);
      assert.ok(apart(kernel, output, matrix) > 20, `${name}: kernel and output, ${dark}`);
    }
  }
});

/** What is said of a request, with all times in ms; `told` gets Python's states for the request. */
async function ask(told, { status, answerAfter, wait = 120, send } = {}) {
  const said = [];
  const model = {
    widget_manager: { kernel: { status } },
    send: send ?? ((_, { iopub }) => told.forEach((state) => iopub.status({ content: { execution_state: state } }))),
  };
  const requests = new player.Requests(model, { within: 40, unanswered: (reason) => said.push(reason) });
  requests.send({ want: "page" });
  if (answerAfter !== undefined) setTimeout(() => requests.answered(), answerAfter);
  await new Promise((done) => setTimeout(done, wait));
  requests.answered();
  return said;
}

test("a request without an answer is explained by what Python does", async () => {
  assert.deepEqual(await ask([]), ["silent"]);
  assert.deepEqual(await ask([], { answerAfter: 10 }), []);
  assert.deepEqual(await ask(["busy"]), [], "it is at work on the request");
  assert.deepEqual((await ask([], { status: "busy", wait: 100 })).slice(0, 2), ["busy", "busy"]);
  assert.deepEqual(await ask(["busy", "idle"], { wait: 400 }), ["gone"]);
  assert.deepEqual(await ask(["busy", "idle"], { answerAfter: 10, wait: 400 }), []);
  const closed = () => {
    throw new Error("closed");
  };
  assert.deepEqual(await ask([], { send: closed, wait: 0 }), ["gone"]);
  assert.deepEqual(await ask([], { send: false, wait: 0 }), ["gone"]);
});

test("a widget is lost where its kernel ends, and found where the connection is restored", () => {
  const kernel = { status: "restarting" };
  const requests = new player.Requests({ widget_manager: { kernel }, send() {} }, {});
  for (const [status, gone] of [["restarting", true], ["idle", false], ["dead", true]]) {
    kernel.status = status;
    requests.checkConnection();
    assert.equal(requests.isGone, gone, status);
  }
});
