// Figures that readers move: each is computed here, in the browser, from the same formulas as the lesson's cells.
// Controls are ordinary inputs, so the keyboard works; what changes is also said in words (aria-live).
"use strict";
(() => {
  const WIDTH = 640, HEIGHT = 300, LEFT = 64, RIGHT = 12, TOP = 12, BOTTOM = 44;

  // ---- numbers -----------------------------------------------------------------------------------------------
  function generator(seed) { // mulberry32
    return () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  function normals(count, random) { // Box and Muller
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++)
      values[i] = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return values;
  }

  const short = (value) =>
    value === 0 ? "0" : Math.abs(value) >= 1e4 || Math.abs(value) < 1e-2 ? value.toExponential(1) : String(+value.toPrecision(3));

  // E[f(z)] and E[f(z)²] for z standard normal, by the trapezoidal rule on [-8, 8].
  function moments(f) {
    let first = 0, second = 0;
    for (let z = -8; z <= 8; z += 0.005) {
      const weight = (0.005 * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI), value = f(z);
      first += weight * value;
      second += weight * value * value;
    }
    return [first, second];
  }

  // ---- drawing -----------------------------------------------------------------------------------------------
  const NS = "http://www.w3.org/2000/svg";
  function shape(parent, name, attributes, text) {
    const element = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }

  function ticks([low, high]) {
    const step = 10 ** Math.floor(Math.log10((high - low) / 3)), nice = [1, 2, 5, 10].find((k) => (high - low) / (k * step) <= 6) * step;
    const found = [];
    for (let value = Math.ceil(low / nice) * nice; value <= high + 1e-9; value += nice) found.push(+value.toPrecision(12));
    return found;
  }

  // Lines, each `{points: [[x, y], …], kind: 1 … 3, label}`; `yLog` means that y is already a power of ten.
  function draw(svg, { lines, x, y, xLabel, yLabel, yLog = false, equal = [] }) {
    svg.replaceChildren();
    const across = (value) => LEFT + ((value - x[0]) / (x[1] - x[0])) * (WIDTH - LEFT - RIGHT);
    const down = (value) => HEIGHT - BOTTOM - ((value - y[0]) / (y[1] - y[0])) * (HEIGHT - TOP - BOTTOM);
    for (const value of ticks(x)) {
      shape(svg, "line", { x1: across(value), x2: across(value), y1: TOP, y2: HEIGHT - BOTTOM, class: "grid" });
      shape(svg, "text", { x: across(value), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" }, short(value));
    }
    for (const value of ticks(y)) {
      shape(svg, "line", { x1: LEFT, x2: WIDTH - RIGHT, y1: down(value), y2: down(value), class: "grid" });
      const label = shape(svg, "text", { x: LEFT - 8, y: down(value) + 4, "text-anchor": "end" }, yLog ? "10" : short(value));
      if (yLog) shape(label, "tspan", { dy: -5, "font-size": 10 }, String(value).replace("-", "−"));
    }
    shape(svg, "text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, xLabel);
    shape(svg, "text", { transform: `translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`, "text-anchor": "middle" }, yLabel);
    for (const [cx, cy, rx, ry] of equal)
      shape(svg, "ellipse", { cx: across(cx), cy: down(cy), rx: across(rx) - across(0), ry: down(0) - down(ry), class: "grid", fill: "none" });
    const inside = (point) => point.every(Number.isFinite);
    const clamp = (value, [low, high]) => Math.min(high + 0.5 * (high - low), Math.max(low - 0.5 * (high - low), value));
    const frame = shape(svg, "svg", { x: LEFT, y: TOP, width: WIDTH - LEFT - RIGHT, height: HEIGHT - TOP - BOTTOM,
      viewBox: `${LEFT} ${TOP} ${WIDTH - LEFT - RIGHT} ${HEIGHT - TOP - BOTTOM}` });
    lines.forEach(({ points, kind = 1, label, dots }, place) => {
      const path = points.filter(inside).map(([a, b]) => `${across(a).toFixed(1)},${down(clamp(b, y)).toFixed(1)}`);
      shape(frame, "polyline", { points: path.join(" "), class: `line line-${kind}` });
      if (dots) for (const point of path) {
        const [cx, cy] = point.split(",");
        shape(frame, "circle", { cx, cy, r: 2.5, class: `dot-${kind}` });
      }
      if (label) {
        const top = TOP + 16 + 18 * place;
        shape(svg, "line", { x1: WIDTH - 190, x2: WIDTH - 160, y1: top - 4, y2: top - 4, class: `line line-${kind}` });
        shape(svg, "text", { x: WIDTH - 154, y: top }, label);
      }
    });
  }

  // ---- controls ----------------------------------------------------------------------------------------------
  function build(figure, { title, controls, update }) {
    const form = document.createElement("form"), svg = document.createElementNS(NS, "svg"), words = document.createElement("figcaption");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("role", "img");
    words.setAttribute("aria-live", "polite");
    const values = {}, ready = {};
    for (const [name, control] of Object.entries(controls)) {
      const label = document.createElement("label"), shown = document.createElement("output");
      const input = document.createElement(control.options ? "select" : "input");
      label.append(`${control.label} `, input, " ", shown);
      if (control.options) input.append(...control.options.map((option) => new Option(option, option)));
      else Object.assign(input, { type: "range", min: control.min, max: control.max, step: control.step });
      input.value = control.value;
      ready[name] = () => {
        values[name] = control.options ? input.value : Number(input.value);
        shown.textContent = control.options ? "" : control.show ? control.show(values[name]) : values[name];
        if (!control.options) input.setAttribute("aria-valuetext", shown.textContent);
      };
      input.addEventListener("input", () => { ready[name](); refresh(); });
      form.append(label);
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    function refresh() {
      const text = update(values, svg);
      svg.setAttribute("aria-label", `${title}. ${text}`);
      words.textContent = text;
    }
    figure.replaceChildren(form, svg, words);
    Object.values(ready).forEach((read) => read());
    refresh();
  }

  // ---- the figures -------------------------------------------------------------------------------------------
  const DEPTH = 50, UNITS = 64, BATCH = 32;
  const ACTIVATIONS = { none: (z) => z, tanh: Math.tanh, ReLU: (z) => Math.max(0, z) };
  let drawn; // the same normal numbers at every position of the controls, so only what is set changes
  function spreads(gain, name) {
    const f = ACTIVATIONS[name];
    drawn = drawn || { x: normals(BATCH * UNITS, generator(1)), w: normals(DEPTH * UNITS * UNITS, generator(2)) };
    let x = drawn.x;
    const found = [];
    for (let layer = 0; layer < DEPTH; layer++) {
      const y = new Float64Array(BATCH * UNITS), scale = gain / Math.sqrt(UNITS), start = layer * UNITS * UNITS;
      let squares = 0;
      for (let b = 0; b < BATCH; b++)
        for (let o = 0; o < UNITS; o++) {
          let sum = 0;
          for (let i = 0; i < UNITS; i++) sum += x[b * UNITS + i] * drawn.w[start + i * UNITS + o];
          const value = f(sum * scale);
          y[b * UNITS + o] = value;
          squares += value * value;
        }
      found.push(Math.sqrt(squares / y.length));
      x = y;
    }
    return found;
  }

  const figures = {
    signal: {
      title: "Size of a signal on its way through 50 layers",
      controls: {
        gain: { label: "Gain", min: 0.5, max: 2, step: 0.01, value: 1 },
        activation: { label: "Activation", options: ["none", "tanh", "ReLU"], value: "ReLU" },
      },
      update({ gain, activation }, svg) {
        const rms = spreads(gain, activation), last = rms[DEPTH - 1];
        const points = rms.map((value, i) => [i + 1, value > 0 ? Math.log10(value) : -20]);
        draw(svg, { lines: [{ points, dots: true }], x: [0, DEPTH], y: [-16, 16], xLabel: "layer", yLabel: "RMS of the activations", yLog: true });
        const what = last > 100 ? "It explodes." : last < 0.01 ? "It vanishes." : "It arrives.";
        return `Weights of standard deviation ${gain.toFixed(2)}/√n, ${activation === "none" ? "no activation" : activation}: ` +
          `after ${DEPTH} layers the root mean square is ${short(last)}. ${what}`;
      },
    },
    activation: {
      title: "An activation, its mean and its gain",
      controls: {
        leak: { label: "Leak", min: 0, max: 0.5, step: 0.01, value: 0 },
        sub: { label: "Subtracted", min: 0, max: 0.8, step: 0.01, value: 0 },
      },
      update({ leak, sub }, svg) {
        const f = (z) => (z > 0 ? z : leak * z) - sub, [mean, square] = moments(f), points = [];
        for (let z = -3; z <= 3; z += 0.05) points.push([z, f(z)]);
        draw(svg, { lines: [{ points, label: "f(z)" }, { points: [[-3, mean], [3, mean]], kind: 2, label: "mean of f(z)" }],
          x: [-3, 3], y: [-2.5, 3], xLabel: "z", yLabel: "f(z)" });
        return `For z standard normal: mean ${mean.toFixed(3)}, mean square ${square.toFixed(3)}, ` +
          `gain 1/√E[f(z)²] = ${(1 / Math.sqrt(square)).toFixed(3)}. The mean is 0 at a subtraction of ${((1 - leak) / Math.sqrt(2 * Math.PI)).toFixed(3)}.`;
      },
    },
    ravine: {
      title: "Gradient descent with momentum in a ravine",
      controls: {
        rate: { label: "Rate η", min: 0.005, max: 0.25, step: 0.005, value: 0.05 },
        momentum: { label: "Momentum μ", min: 0, max: 0.98, step: 0.01, value: 0 },
        condition: { label: "Condition κ", min: 1, max: 50, step: 1, value: 20 },
      },
      update({ rate, momentum, condition }, svg) {
        let [x, y, u, v] = [-9, 2, 0, 0], steps = 0;
        const points = [[x, y]], start = Math.hypot(x, y);
        for (; steps < 500 && Math.hypot(x, y) > 0.01 * start && Math.hypot(x, y) < 1e6; steps++) {
          [u, v] = [momentum * u + x, momentum * v + condition * y]; // torch's form: buf = μ·buf + g
          [x, y] = [x - rate * u, y - rate * v];
          if (points.length < 120) points.push([x, y]);
        }
        const rings = [1, 3, 6, 9, 12].map((r) => [0, 0, r, r / Math.sqrt(condition)]);
        draw(svg, { lines: [{ points, dots: true }], x: [-10, 10], y: [-4, 4], xLabel: "x", yLabel: "y", equal: rings });
        const limit = (2 * (1 + momentum)) / condition;
        const what = rate >= limit ? `It diverges: rates of ${short(limit)} = 2(1 + μ)/κ and more do.`
          : steps >= 500 ? "After 500 steps it is still farther than 1 % of the way." : `It takes ${steps} steps to 1 % of the distance.`;
        return `f(x, y) = ½x² + ½·${condition}·y², η = ${rate}, μ = ${momentum}. ${what}`;
      },
    },
    moments: {
      title: "Adam's moving averages of a noisy gradient",
      controls: {
        beta1: { label: "β₁", min: 0, max: 0.99, step: 0.01, value: 0.9 },
        beta2: { label: "β₂", min: 0, max: 0.999, step: 0.001, value: 0.99 },
        noise: { label: "Noise", min: 0, max: 3, step: 0.1, value: 1 },
      },
      update({ beta1, beta2, noise }, svg) {
        const z = normals(200, generator(3)), gradients = [], steps = [];
        let m = 0, v = 0, largest = 0;
        for (let t = 1; t <= 200; t++) {
          const g = 1 + noise * z[t - 1];
          m = beta1 * m + (1 - beta1) * g;
          v = beta2 * v + (1 - beta2) * g * g;
          const step = m / (1 - beta1 ** t) / (Math.sqrt(v / (1 - beta2 ** t)) + 1e-8);
          gradients.push([t, g]);
          steps.push([t, step]);
          largest = Math.max(largest, Math.abs(step));
        }
        draw(svg, { lines: [{ points: gradients, kind: 3, label: "gradient" }, { points: steps, label: "step, in rates" }],
          x: [0, 200], y: [-4, 6], xLabel: "step t", yLabel: "value" });
        const mean = steps.slice(100).reduce((sum, [, s]) => sum + s, 0) / 100;
        return `β₁ = ${beta1}, β₂ = ${beta2}, true gradient 1, noise of standard deviation ${noise}: over the last 100 steps Adam moves ${mean.toFixed(3)} rates a step, ` +
          `at most ${largest.toFixed(3)}.`;
      },
    },
    schedule: {
      title: "A learning rate over a fit",
      controls: {
        kind: { label: "Schedule", options: ["one-cycle", "cosine"], value: "one-cycle" },
        start: { label: "Share of the way up", min: 0.05, max: 0.6, step: 0.05, value: 0.25 },
        div: { label: "Peak over first rate", min: 1, max: 50, step: 1, value: 25 },
      },
      update({ kind, start, div }, svg) {
        const total = 200, points = [], half = (from, to, part) => to + ((from - to) * (1 + Math.cos(Math.PI * part))) / 2;
        const top = start * total - 1;
        for (let step = 0; step < total; step++) {
          const up = half(1 / div, 1, step / top), fall = half(1, 1 / (div * 1e4), (step - top) / (total - 1 - top));
          points.push([step, kind === "cosine" ? half(1, 0, step / total) : step <= top ? up : fall]);
        }
        draw(svg, { lines: [{ points }], x: [0, total], y: [0, 1.1], xLabel: "step", yLabel: "rate over its peak" });
        const mean = points.reduce((sum, [, rate]) => sum + rate, 0) / total;
        return `${kind === "cosine" ? "Half a cosine" : `Up for ${Math.round(100 * start)} % of the steps, then down`}: ` +
          `the mean rate is ${mean.toFixed(2)} of the peak${kind === "cosine" ? "; the other controls are one-cycle's" : ""}.`;
      },
    },
  };

  for (const figure of document.querySelectorAll("figure[data-figure]")) build(figure, figures[figure.dataset.figure]);
})();
