/**
 * A scenario over time: states as bars, numbers as lines, and now as a cursor that can be moved.
 *
 * The cursor is a range input, so that it works by keyboard and is read out; the bars and the lines
 * have the same horizontal scale, and dragging on them moves the same cursor.
 */

import { chart } from "./chart.js";
import { html, live, nothing, svg } from "./shell.js";

const COLOURS = 6; // the classes state-0 to state-5 of sessions.css
const MANY = 16; // with more bars, they are thin and have no words in them

/** Return seconds as people read them: 12.5 s, 2 min 5 s, 3 h 20 min, 2 d 4 h. */
export function duration(seconds) {
  const tenths = Math.round(seconds * 10) / 10;
  if (tenths < 60) return `${tenths} s`;
  const whole = Math.round(seconds);
  const [size, larger, smaller] = whole < 3600 ? [60, "min", "s"] : whole < 86_400 ? [3600, "h", "min"] : [86_400, "d", "h"];
  const rest = Math.floor((whole % size) / { s: 1, min: 60, h: 3600 }[smaller]);
  return `${Math.floor(whole / size)} ${larger}${rest ? ` ${rest} ${smaller}` : ""}`;
}

/**
 * Return the picture of a timeline.
 *
 * `timeline` is what `GET /__admin/timeline` answers, `at` the shown moment in seconds, and
 * `move(seconds)` is called while the cursor is moved.
 */
export function timelineView(timeline, at, move) {
  if (!timeline.length) return html`<p class="note">This scenario does not change: every moment has the same answer.</p>`;
  const colours = coloursOf(timeline);
  const shown = Math.min(at, timeline.seconds);
  return html`<div class="timeline">
    <div class="plot" @pointerdown=${(event) => drag(event, timeline, move)}>
      <ul class=${timeline.states.length > MANY ? "tracks thin" : "tracks"} aria-label="States over time">
        ${timeline.states.map((track) => trackRow(track, timeline, shown, colours))}
      </ul>
      ${timeline.omitted ? html`<p class="dim small-text gutter">And ${timeline.omitted} more like these.</p>` : nothing}
      ${timeline.numbers.length ? html`<div class="lines" role="img" aria-label=${linesLabel(timeline)} ${chart(timeline)}></div>` : nothing}
      <svg class="cursor" aria-hidden="true"><line x1=${percent(shown, timeline)} x2=${percent(shown, timeline)} y1="0" y2="100%"></line></svg>
    </div>
    <div class="gutter">
      <input class="scrubber" type="range" min="0" max=${timeline.seconds} step="0.1" .value=${live(String(shown))}
        aria-label="Moment of the scenario, in seconds" aria-valuetext=${duration(shown)}
        @input=${(event) => move(Number(event.target.value))}>
      <ol class="ticks dim" aria-hidden="true">${ticks(timeline).map((tick) => html`<li>${duration(tick)}</li>`)}</ol>
    </div>
    ${legend(timeline, shown, colours)}
  </div>`;
}

/** Return the class of each state's colour, in the order in which the states appear. */
function coloursOf(timeline) {
  const values = new Set();
  for (const track of timeline.states) {
    if (track.at) for (const segment of track.segments) values.add(segment.value);
  }
  return new Map([...values].map((value, index) => [value, `state-${index % COLOURS}`]));
}

const percent = (seconds, timeline) => `${(100 * seconds) / timeline.seconds}%`;

const ticks = (timeline) => [0, 0.25, 0.5, 0.75, 1].map((part) => part * timeline.seconds);

const linesLabel = (timeline) => `Lines over time: ${timeline.numbers.map((each) => each.at).join(", ")}`;

/** Return the segment of a track at a moment. */
function segmentAt(track, at) {
  return track.segments.find((each) => each.since <= at && at < each.until) ?? (at >= (track.segments.at(-1)?.until ?? Infinity) ? track.segments.at(-1) : undefined);
}

/** Return a JSON pointer as a short label: data/0/…/status. */
function label(pointer) {
  const tokens = pointer.split("/").slice(1);
  return tokens.length > 3 ? [...tokens.slice(0, 2), "…", tokens.at(-1)].join("/") : tokens.join("/");
}

function trackRow(track, timeline, at, colours) {
  const name = track.at || "the answer";
  const height = timeline.states.length > MANY ? 9 : 22;
  const now = segmentAt(track, at)?.value ?? "absent";
  return html`<li class="track">
    <span class="track-name" title=${name}>${label(track.at) || name}</span>
    <svg class="bar-line" height=${height} role="img" aria-label=${`${name}: ${now} now; ${track.segments.map((each) => `${each.value} from ${duration(each.since)}`).join(", ")}`}>
      ${track.segments.map((each) => bar(each, timeline, colours, height))}
    </svg>
  </li>`;
}

function bar(segment, timeline, colours, height) {
  const width = percent(segment.until - segment.since, timeline);
  return svg`<svg x=${percent(segment.since, timeline)} width=${width} height=${height}>
    <title>${segment.value}, ${duration(segment.since)} to ${duration(segment.until)}</title>
    <rect class=${`state ${colours.get(segment.value) ?? "state-answer"}`} x="0.5" y="1" width="100%" height=${height - 2} rx="3"></rect>
    ${height > 12 ? svg`<text x="6" y="15.5">${segment.value}</text>` : nothing}
  </svg>`;
}

function legend(timeline, at, colours) {
  return html`<div class="legend">
    ${colours.size
      ? html`<ul class="row" aria-label="Colours of the states">${[...colours].map(
          ([value, name]) => html`<li class="key"><svg width="14" height="14" aria-hidden="true"><rect class=${`state ${name}`} width="14" height="14" rx="3"></rect></svg> ${value}</li>`,
        )}</ul>`
      : nothing}
    ${timeline.numbers.length
      ? html`<ul class="row" aria-label="Numbers at this moment">${timeline.numbers.map(
          (track, index) => html`<li class="key"><svg width="14" height="14" aria-hidden="true"><rect class=${`line-${index % COLOURS}`} y="5" width="14" height="4" rx="2"></rect></svg>
            <code>${track.at}</code> <strong>${numberAt(track, timeline, at)}</strong></li>`,
        )}</ul>`
      : nothing}
  </div>`;
}

function numberAt(track, timeline, at) {
  let index = timeline.moments.findIndex((moment) => moment > at) - 1;
  if (index < -1) index = timeline.moments.length - 1;
  const value = track.values[Math.max(index, 0)];
  return value === null ? "absent" : value.toLocaleString("en");
}

function drag(event, timeline, move) {
  if (event.button !== 0) return;
  const plot = event.currentTarget;
  const area = plot.querySelector(".cursor").getBoundingClientRect();
  const follow = (each) => {
    const part = (each.clientX - area.left) / area.width;
    move(Math.min(Math.max(part, 0), 1) * timeline.seconds);
  };
  const stop = () => {
    plot.removeEventListener("pointermove", follow);
    plot.removeEventListener("pointerup", stop);
    plot.removeEventListener("pointercancel", stop);
  };
  plot.setPointerCapture(event.pointerId);
  plot.addEventListener("pointermove", follow);
  plot.addEventListener("pointerup", stop);
  plot.addEventListener("pointercancel", stop);
  follow(event);
}
