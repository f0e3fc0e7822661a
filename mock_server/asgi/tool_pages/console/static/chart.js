/** Lines over time on a canvas, by uPlot: the only module that imports it. */

import { AsyncDirective } from "../vendor/lit-html/async-directive.js";
import { directive } from "../vendor/lit-html/directive.js";
import { noChange } from "../vendor/lit-html/lit-html.js";
import uPlot from "../vendor/uplot/uPlot.esm.js";

const HEIGHT = 180;
const COLOURS = 6;

/** Return the colour that a class gives to text; the canvas does not know the style sheet. */
function colourOf(name, root) {
  const probe = document.createElement("span");
  probe.className = name;
  root.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

/** Draws a timeline's numbers into the element that has the directive, and keeps its size. */
class Chart extends AsyncDirective {
  update(part, [timeline]) {
    if (this.root !== part.element) {
      this.root = part.element;
      this.resized = new ResizeObserver(() => this.resize());
      this.resized.observe(this.root);
      this.themed = () => this.draw();
      document.addEventListener("theme-changed", this.themed);
      this.scheme = matchMedia("(prefers-color-scheme: dark)");
      this.scheme.addEventListener("change", this.themed);
    }
    if (this.timeline !== timeline) {
      this.timeline = timeline;
      // The element gets its width after this drawing.
      requestAnimationFrame(() => this.draw());
    }
    return noChange;
  }

  disconnected() {
    this.resized?.disconnect();
    document.removeEventListener("theme-changed", this.themed);
    this.scheme?.removeEventListener("change", this.themed);
    this.plot?.destroy();
    this.plot = undefined;
    this.root = undefined;
    this.timeline = undefined;
  }

  gutter() {
    return Number.parseFloat(getComputedStyle(this.root).getPropertyValue("--gutter-px")) || 0;
  }

  resize() {
    if (!this.plot || !this.root.clientWidth) return;
    if (this.drawnGutter !== this.gutter()) this.draw();
    else this.plot.setSize({ width: this.root.clientWidth, height: HEIGHT });
  }

  draw() {
    if (!this.root?.isConnected || !this.root.clientWidth) return;
    this.plot?.destroy();
    const { timeline, root } = this;
    this.drawnGutter = this.gutter();
    const dim = colourOf("chart-text", root);
    const grid = { stroke: colourOf("chart-grid", root), width: 1 };
    const options = {
      width: root.clientWidth,
      height: HEIGHT,
      padding: [10, 0, 8, 0],
      cursor: { show: false },
      legend: { show: false },
      scales: { x: { time: false, range: [0, timeline.seconds] } },
      axes: [
        { show: false },
        { size: this.drawnGutter, stroke: dim, grid, ticks: { show: false }, font: "11px system-ui, sans-serif",
          values: (_, splits) => splits.map(shortNumber) },
      ],
      series: [
        {},
        ...timeline.numbers.map((track, index) => ({
          label: track.at, stroke: colourOf(`chart-line-${index % COLOURS}`, root), width: 2, points: { show: false },
        })),
      ],
    };
    this.plot = new uPlot(options, [timeline.moments, ...timeline.numbers.map((track) => track.values)], root);
  }
}

const shortNumber = (value) => (Math.abs(value) >= 10_000 ? `${value / 1000}k` : String(value));

/** A directive for an element: `html\`<div ${chart(timeline)}></div>\``. */
export const chart = directive(Chart);
