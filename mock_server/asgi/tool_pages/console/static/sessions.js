/** The page "Sessions & scenarios": what a session plays, and the moment that it sees. */

import { admin, tool } from "./admin.js";
import { clockControls } from "./clock_controls.js";
import { answerLink, momentUrl, setupLink } from "./moment_links.js";
import { nameOf, scenarioPicker } from "./scenario_picker.js";
import { baseUrls, currentSession, sessionLabel, showSession } from "./session.js";
import { sessionList } from "./session_list.js";
import { copyButton, draw, html, notify, nothing, repeatWhileVisible, run } from "./shell.js";
import { stateEditor } from "./state_editor.js";
import { duration, timelineView } from "./timeline_view.js";

const POLL = 1000; // milliseconds between two looks at the mock
const FRAME = 250; // milliseconds between two positions of the cursor while the clock runs: each draws and paints the page

const session = currentSession();
const state = { apis: [], listed: { sessions: [], total: 0 }, scenarios: [], shown: "", timeline: null, moment: null, read: 0, changing: 0, isLoading: false };

const redraw = () => draw(view());
const editor = stateEditor(session, redraw);

function view() {
  return html`<div class="sessions-page">
    ${sessionList(state.listed)}
    <div class="stack detail">
      <section class="card stack" aria-labelledby="session-title">
        <div class="row between">
          <h2 id="session-title">${session === "" ? "Default session" : sessionLabel(session)}</h2>
          <div class="row">
            <button type="button" class="small" @click=${reset}>Reset</button>
            ${session === "" ? nothing : html`<button type="button" class="small" @click=${remove}>Delete</button>`}
          </div>
        </div>
        ${[...baseUrls(state.apis)].map(([base, names]) => html`<div class="row"><code class="base">${base}</code>
          ${copyButton(base, "Copy", `base URL of ${names.join(", ")}`)} <span class="dim small-text">${names.join(", ")}</span></div>`)}
        ${scenarioPicker(state.scenarios, state.shown, { pick, show })}
      </section>
      ${state.timeline ? timelineCard() : nothing}
      ${editor.view()}
      ${state.isLoading ? html`<p class="card" role="status" aria-busy="true">Computing the timeline of ${state.shown} …</p>` : nothing}
    </div>
  </div>`;
}

/** Return the base path of the API whose scenario is shown. */
const shownPath = () => state.apis.find((each) => state.shown.startsWith(`${each.api}/`))?.base_path ?? "";

function timelineCard() {
  const { timeline } = state;
  const moment = { ...state.moment, at: now() };
  const answer = answerLink(session, timeline.target);
  return html`<section class="card stack" aria-labelledby="timeline-title">
    <div class="row between">
      <h2 id="timeline-title">${timeline.scenario}</h2>
      ${timeline.length ? html`<p class="moment" aria-live="off"><strong>${duration(moment.at)}</strong> <span class="dim">${progressText(moment, timeline)}</span></p>` : nothing}
    </div>
    ${timeline.length ? clockControls(moment, actions) : nothing}
    ${timelineView(timeline, moment.at, move)}
    ${session === "" && timeline.length ? html`<p class="dim small-text">The clock of the default session is the server's: sessions that have none of their own follow it.</p>` : nothing}
    ${timeline.length ? sharing(moment) : nothing}
    ${answer ? html`<p><a href=${answer} target="_blank" rel="noopener">Open the answer at this moment</a></p>` : nothing}
  </section>`;
}

/** Return what is said behind the moment: how far the scenario is, and whether its clock runs. */
function progressText(moment, timeline) {
  if (moment.began === null) return `of ${duration(timeline.length)} · not begun: the first request begins it`;
  const far = moment.at < timeline.length ? "of" : "· ended after";
  return `${far} ${duration(timeline.length)} · ${moment.frozen ? "paused" : `running ×${moment.speed}`}`;
}

function sharing(moment) {
  if (moment.began === null) return html`<p class="dim small-text">Once it has begun, any moment can be shared as a link.</p>`;
  const exact = { ...moment, time: new Date(Date.parse(moment.began) + moment.at * 1000).toISOString() };
  const link = setupLink(session, exact);
  return html`<div class="share row">
    <span>Share this moment:</span>
    ${copyButton(link, "Copy link", "link that sets up this moment")}
    ${copyButton(momentUrl(session, exact) + shownPath(), "Copy its base URL", "base URL of this moment")}
    <a class="button small" href=${link} target="_blank" rel="noopener">Open</a>
    <span class="dim small-text">The link sets up a session that is frozen here, however often it is opened.</span>
  </div>`;
}

/** Return the moment of the session in seconds, as far as its clock has run since it was read. */
function now() {
  const { moment, read } = state;
  if (moment.began === null || moment.frozen) return moment.at;
  return moment.at + ((performance.now() - read) / 1000) * moment.speed;
}

function remember(moment) {
  state.moment = moment;
  state.read = performance.now();
}

/** Read what the session plays; a change that is being made is not overwritten with older facts. */
async function readSession() {
  const before = state.changing;
  const [{ scenarios }, clock, listed] = await Promise.all([
    admin("GET", "scenarios", { query: { session } }),
    admin("GET", "clock", { query: { session } }),
    admin("GET", "sessions", { query: { limit: 50 } }),
  ]);
  if (before !== state.changing) return;
  state.scenarios = scenarios;
  state.listed = listed;
  if (state.moment) {
    const found = scenarios.find((each) => nameOf(each) === state.shown);
    const began = found?.began ?? null;
    const at = began === null ? 0 : Math.max((Date.parse(clock.time) - Date.parse(began)) / 1000, 0);
    remember({ ...state.moment, ...clock, began, at });
  }
  redraw();
  // Another tab, or a client, may have chosen another scenario.
  if (!state.isLoading && !isShown(state.scenarios)) await showPlayed();
}

/** Whether the timeline of what the session plays is shown, or that it plays nothing. */
function isShown(scenarios) {
  const played = scenarios.filter((each) => each.chosen);
  return played.length ? played.some((each) => nameOf(each) === state.shown) : state.shown === "";
}

async function show(name) {
  if (state.timeline?.scenario !== name) state.timeline = null;
  state.shown = name;
  state.isLoading = true;
  redraw();
  try {
    state.timeline = await admin("GET", "timeline", { query: { session, scenario: name } });
    remember(state.timeline);
  } finally {
    state.isLoading = false;
    redraw();
  }
}

/** Show the scenario that is shown, the one that began last, or one that changes over time. */
async function showPlayed() {
  const played = state.scenarios.filter((each) => each.chosen);
  played.sort((one, other) => (other.began ?? "").localeCompare(one.began ?? "") || other.seconds - one.seconds);
  const found = played.find((each) => nameOf(each) === state.shown) ?? played[0];
  if (found) await show(nameOf(found));
  else {
    state.shown = "";
    state.timeline = null;
    state.moment = null;
    redraw();
  }
}

/** Change something, then read the session again. */
function change(action) {
  state.changing += 1;
  return run(async () => {
    await action();
    state.changing += 1;
    await readSession();
  });
}

function pick(group, name) {
  return change(async () => {
    if (name) {
      await admin("PUT", "scenarios", { body: { session, scenario: `${group[0].api}/${name}` } });
      state.shown = `${group[0].api}/${name}`;
    } else {
      // The admin API forgets all choices of a session; those of other operations are made again.
      const kept = state.scenarios.filter((each) => each.chosen && !group.includes(each));
      await admin("DELETE", "scenarios", { query: { session } });
      for (const each of kept) await admin("PUT", "scenarios", { body: { session, scenario: nameOf(each) } });
    }
    await readSessionNow();
    await showPlayed();
  });
}

async function readSessionNow() {
  state.scenarios = (await admin("GET", "scenarios", { query: { session } })).scenarios;
}

let waiting = null; // the moment to which the cursor has been moved while a call was under way
let isMoving = false;

/** Move the cursor: at once on the page, and on the mock as fast as it answers. */
function move(at) {
  state.changing += 1;
  waiting = at;
  remember({ ...state.moment, at, began: state.moment.began ?? new Date().toISOString() });
  redraw();
  if (!isMoving) run(sendMoves);
}

async function sendMoves() {
  isMoving = true;
  try {
    while (waiting !== null) {
      const at = waiting;
      waiting = null;
      const moved = await admin("PUT", "timeline", { body: { session, scenario: state.shown, at } });
      if (waiting === null) remember({ ...state.moment, ...moved });
    }
    state.changing += 1;
    redraw();
  } finally {
    isMoving = false;
  }
}

const moveTo = (at) => admin("PUT", "timeline", { body: { session, scenario: state.shown, at } });
const setClock = (changes) => admin("PUT", "clock", { body: { session, ...changes } });

const actions = {
  play: () => change(async () => {
    if (state.moment.began === null || now() >= state.timeline.seconds) await moveTo(0);
    await setClock({ frozen: false });
  }),
  pause: () => change(() => setClock({ frozen: true })),
  step: () => change(async () => {
    const at = now();
    const next = state.timeline.changes.find((each) => each > at + 0.001);
    await setClock({ frozen: true });
    await moveTo(next ?? Math.max(at, state.timeline.length));
    if (next === undefined) notify("The scenario has ended: its answers do not change any more. Restart begins it again.");
  }),
  restart: () => change(() => moveTo(0)),
  speed: (speed) => change(() => setClock({ speed, frozen: state.moment.frozen })),
};

function reset() {
  return change(async () => {
    await admin("POST", "reset", { body: { session } });
    notify("The session is as it was at the start.");
    await readSessionNow();
    await showPlayed();
    await editor.read();
  });
}

function remove() {
  return run(async () => {
    await admin("DELETE", `sessions/${encodeURIComponent(session)}`);
    showSession("");
  });
}

run(async () => {
  [{ apis: state.apis }] = await Promise.all([tool("__openapi"), readSession()]);
  await Promise.all([showPlayed(), editor.read()]);
  redraw();
  if (location.hash === "#new") document.getElementById("new-name").focus();
});
repeatWhileVisible(readSession, POLL);
setInterval(() => {
  const { moment, timeline } = state;
  if (!document.hidden && moment && timeline && moment.began !== null && !moment.frozen && moment.at <= timeline.seconds) redraw();
}, FRAME);
