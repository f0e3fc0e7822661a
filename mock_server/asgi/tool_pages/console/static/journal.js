/** The page "journal": what clients ask and what the mock answers, as it happens. */

import { address, admin } from "./admin.js";
import { coverageView } from "./coverage.js";
import { follow } from "./events.js";
import { exchangeView, saveArchive, statusKind, statusText, timeOf } from "./exchange.js";
import { currentSession, sessionLabel } from "./session.js";
import { draw, html, nothing, notify, run } from "./shell.js";
import { virtualList } from "./virtual_list.js";

const MAX_LINES = 10_000; // as many as the journal keeps
const RANGES = ["2XX", "3XX", "4XX", "5XX"];
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

const state = {
  lines: [], // the oldest first
  shown: [], // those of `lines` that match the filter
  missed: [], // those of `lines` that say how many exchanges were dropped
  connection: "lost",
  problem: "",
  isOn: true,
  trouble: "", // why only the exchanges of the replica that answers are shown
  replicas: [], // the names of those that have answered, in order
  filter: { text: "", method: "", status_range: "", outcome: "", replica: "", session: null },
  tab: location.hash === "#coverage" ? "coverage" : "requests",
  entry: null, // the exchange whose details are shown
  details: nothing, // how they are shown
  coverage: null,
  onlyGaps: false,
};
let stream = null;
let list = null;
let gaps = 0;

// Lines

function onEvents(events) {
  let added = 0;
  for (const { kind, data } of events) {
    if (kind === "request") added += add(data);
    else if (kind === "missed") added += add({ id: `gap-${(gaps += 1)}`, gap: data.count });
    else if (kind === "cleared") forget();
    else if (kind === "journal") Object.assign(state, { isOn: data.on, trouble: data.trouble ?? "" });
    else if (kind === "reloaded") notify(data.trouble ? `Changed files are not served: ${data.trouble}` : "Changed files were loaded.", data.trouble ? "error" : "good");
  }
  drop();
  list?.show(state.shown, added);
  update();
}

function add(line) {
  line.search = line.gap ? "" : searchText(line);
  state.lines.push(line);
  if (line.gap) state.missed.push(line);
  if (line.replica && !state.replicas.includes(line.replica)) state.replicas = [...state.replicas, line.replica].sort();
  if (!matches(line)) return 0;
  state.shown.push(line);
  return 1;
}

function drop() {
  const surplus = state.lines.length - MAX_LINES;
  if (surplus <= 0) return;
  const gone = new Set(state.lines.splice(0, surplus));
  let count = 0;
  while (count < state.shown.length && gone.has(state.shown[count])) count += 1;
  state.shown.splice(0, count);
  state.missed = state.missed.filter((line) => !gone.has(line));
}

function forget() {
  state.lines = [];
  state.shown = [];
  state.missed = [];
}

function searchText(line) {
  const parts = [line.method, line.status, line.url, line.api, line.operation, line.session, line.scenario, line.example, line.seed && "dynamic", line.collection && `records ${line.collection}`, line.fault, line.refusal, ...line.notes, ...line.answer_notes, line.replica];
  return parts.join(" ").toLowerCase();
}

function matches(line) {
  const { text, method, status_range, outcome, replica, session } = state.filter;
  if (line.gap) return !isFiltered();
  if (session !== null && line.session !== session) return false;
  if (method && line.method !== method) return false;
  if (replica && line.replica !== replica) return false;
  if (status_range && String(Math.floor(line.status / 100)) !== status_range[0]) return false;
  if (outcome === "refused" && !line.refusal) return false;
  if (outcome === "fault" && !line.fault) return false;
  if (outcome === "violated" && !line.violations.length) return false;
  if (outcome === "noted" && !line.notes.length) return false;
  return text.toLowerCase().split(/\s+/).every((word) => hasWord(line.search, word));
}

/** Whether a text has a word, or lacks one that begins with "-" or "!"; the admin API reads it so, too. */
function hasWord(text, word) {
  const isExcluded = word.length > 1 && (word[0] === "-" || word[0] === "!");
  return isExcluded ? !text.includes(word.slice(1)) : text.includes(word);
}

function isFiltered() {
  const { text, session, ...chosen } = state.filter;
  return Boolean(text.trim() || session !== null || Object.values(chosen).some(Boolean));
}

function setFilter(change) {
  Object.assign(state.filter, change);
  state.shown = state.lines.filter(matches);
  list.show(state.shown);
  update();
}

// What the buttons do

function pause() {
  if (stream) {
    const stopped = stream;
    stream = null;
    state.after = stopped.stop();
  } else {
    start(state.after);
    update();
  }
}

function start(after) {
  stream = follow({
    after,
    onEvents,
    onState(connection, problem) {
      state.connection = connection;
      state.problem = problem?.message ?? "";
      update();
    },
  });
}

async function clear() {
  const session = state.filter.session;
  await admin("DELETE", "requests", { query: session === null ? {} : { session } });
  close();
}

function exportArchive() {
  const { text, method, status_range, outcome, replica, session } = state.filter;
  const outcomes = { refused: { unmatched: true }, violated: { violated: true }, noted: { noted: true } };
  return saveArchive(
    address("__admin/requests.har", {
      ...(text.trim() && { text: text.trim() }),
      ...(method && { method }),
      ...(status_range && { status_range }),
      ...(replica && { replica }),
      ...(session !== null && { session }),
      ...outcomes[outcome],
    }),
  );
}

function showEntry(entry, isReplaying = false) {
  state.entry = entry;
  state.details = entry ? exchangeView(entry, { onReplay: () => run(replay), onClose: close, isReplaying }) : nothing;
  history.replaceState(null, "", entry ? `#${entry.id}` : location.pathname + location.search);
  list.mark(entry?.id ?? null);
  update();
}

async function open(line) {
  if (!line.gap) showEntry(await admin("GET", `requests/${line.id}`));
}

const close = () => showEntry(null);

async function replay() {
  const before = state.entry;
  showEntry(before, true);
  try {
    const fresh = await admin("POST", `requests/${before.id}/replay`, { body: {} });
    notify(`Sent again: exchange ${fresh.id}, ${fresh.response.status ? `status ${fresh.response.status}` : "no answer"}.`);
    showEntry(fresh);
  } catch (error) {
    showEntry(before);
    throw error;
  }
}

async function loadCoverage() {
  const session = state.filter.session;
  state.coverage = await admin("GET", "coverage", { query: session === null ? {} : { session } });
  update();
}

function showTab(tab) {
  state.tab = tab;
  history.replaceState(null, "", tab === "coverage" ? "#coverage" : location.pathname + location.search);
  update();
  if (tab === "coverage") run(loadCoverage);
}

// What is seen

const STATES = { live: "Live", lost: "Not connected", paused: "Paused" };

const statusLine = () => html`<span class="state ${state.connection}"><span class="dot" aria-hidden="true"></span>${STATES[state.connection]}</span>
  <span class="dim" id="count">${countText()}</span>`;

const { format: number } = new Intl.NumberFormat("en");

function countText() {
  const all = state.lines.length - state.missed.length;
  const lost = state.missed.reduce((count, line) => count + line.gap, 0);
  // A filter leaves out the lines that are no exchange.
  const of = isFiltered() ? `${number(state.shown.length)} of ${number(all)}` : number(all);
  return `${of} exchange${all === 1 ? "" : "s"}${lost ? `, ${number(lost)} dropped` : ""}`;
}

const select = (label, value, options, onChange) => html`<select aria-label=${label} @change=${(event) => onChange(event.target.value)}>
  ${options.map(([each, text]) => html`<option .value=${each} ?selected=${each === value}>${text}</option>`)}
</select>`;

const filterBar = () => html`<form class="row filter" role="search" aria-label="Filter the journal" @submit=${(event) => event.preventDefault()}>
  <input type="search" class="grow" aria-label="Words in path, operation, session, fault …; a minus sign before a word leaves it out" placeholder="Filter: words in path, operation, fault …; -304 leaves out"
    .value=${state.filter.text} @input=${(event) => setFilter({ text: event.target.value })}>
  ${select("Method", state.filter.method, [["", "Every method"], ...METHODS.map((each) => [each, each])], (method) => setFilter({ method }))}
  ${select("Status", state.filter.status_range, [["", "Every status"], ...RANGES.map((each) => [each, each]), ["0XX", "No answer"]], (status_range) => setFilter({ status_range }))}
  ${select("Outcome", state.filter.outcome, [["", "Every outcome"], ["refused", "Refused"], ["fault", "With a fault"], ["violated", "Violating"], ["noted", "With a note"]], (outcome) => setFilter({ outcome }))}
  ${hasReplicas() ? select("Replica", state.filter.replica, [["", "Every replica"], ...state.replicas.map((each) => [each, each])], (replica) => setFilter({ replica })) : nothing}
  ${sessionFilter()}
</form>`;

/** Whether several replicas have answered, so that a line has to say which one. */
const hasReplicas = () => state.replicas.length > 1;

const sessionFilter = () =>
  select("Sessions", state.filter.session === null ? "all" : "one", [["all", "All sessions"], ["one", `Only ${sessionLabel(currentSession())}`]], (value) => {
    setFilter({ session: value === "all" ? null : currentSession() });
    if (state.tab === "coverage") run(loadCoverage);
  });

const row = (line) =>
  line.gap
    ? html`<span class="gap-row">${line.gap.toLocaleString("en")} exchange${line.gap === 1 ? " was" : "s were"} dropped here: more came than this page could take</span>`
    : html`<span class="time dim">${timeOf(line.at)}</span>
        <span class="method">${line.method}</span>
        <span class="status ${statusKind(line.status)}-text">${statusText(line.status)}</span>
        <span class="url mono" title=${line.url}>${line.url}</span>
        <span class="what">${line.operation || html`<span class="dim">${line.method === "OPTIONS" && line.status === 204 ? "preflight" : "no operation"}</span>`}</span>
        <span class="why">${why(line)}${hasReplicas() && line.replica ? html`<span class="replica dim" title="Answered by the replica ${line.replica}"><bdi>${line.replica}</bdi></span>` : nothing}</span>
        <span class="ms dim">${(line.seconds * 1000).toFixed(1)} ms</span>`;

function why(line) {
  if (line.fault) return html`<span class="tag warning">fault ${line.fault}</span>`;
  if (line.refusal) return html`<span class="tag error" title=${line.refusal}>refused</span>`;
  if (line.violations.length) return html`<span class="tag error">violates</span>`;
  if (line.notes.length) return html`<span class="tag warning" title=${line.notes.join("\n")}>note</span>`;
  if (line.scenario) return html`<span class="tag accent">${line.scenario.split("/").pop()}</span>`;
  if (line.seed) return html`<span class="tag" title="?__seed=${line.seed} makes the same values">dynamic</span>`;
  if (line.collection) return html`<span class="tag" title="Answered from the records of ${line.collection}">records</span>`;
  if (line.answer_notes.length) return html`<span class="tag" title=${line.answer_notes.join("\n")}>${answerTag(line)}</span>`;
  return line.example ? html`<span class="tag">${line.example}</span>` : nothing;
}

function answerTag({ example, answer_notes }) {
  const isCorrected = answer_notes.some((text) => text.includes("is corrected"));
  return `${example || "answer"}${isCorrected ? ", corrected" : ", with a note"}`;
}

const tabs = () => html`<div class="row tabs" role="group" aria-label="View">
  ${[["requests", "Requests"], ["coverage", "Coverage"]].map(
    ([name, text]) => html`<button type="button" aria-pressed=${state.tab === name} @click=${() => showTab(name)}>${text}</button>`,
  )}
</div>`;

const buttons = () => html`<div class="row">
  <button type="button" @click=${pause}>${stream ? "Pause" : "Resume"}</button>
  <button type="button" @click=${() => run(exportArchive)}>Export HAR</button>
  <button type="button" @click=${() => run(clear)}>${state.filter.session === null ? "Clear" : "Clear session"}</button>
</div>`;

const view = () => html`
  <div class="row between">${tabs()} <div class="row">${statusLine()}</div> ${buttons()}</div>
  ${state.problem ? html`<p class="note error">${state.problem}</p>` : nothing}
  ${state.isOn ? nothing : html`<p class="note warning">This mock keeps no journal: it was started with --no-journal.</p>`}
  ${state.trouble ? html`<p class="note warning">Exchanges of other replicas are missing, or may be: ${state.trouble}.</p>` : nothing}
  ${state.tab === "requests" ? filterBar() : html`<div class="row filter">${sessionFilter()}</div>`}
  <div ?hidden=${state.tab !== "requests"}>
    <div class="list-frame ${state.entry ? "short" : ""}">
      <div class="head-row" aria-hidden="true"><span>Time</span><span>Method</span><span>Status</span><span>Path</span><span>Operation</span><span>Answer</span><span class="ms">Took</span></div>
      <div id="list"></div>
      <p class="empty dim" ?hidden=${state.shown.length > 0}>${state.lines.length ? "No exchange matches the filter." : "Nothing yet: what clients ask is shown here as it happens."}</p>
    </div>
    <div id="details">${state.details}</div>
  </div>
  <div ?hidden=${state.tab !== "coverage"}>
    ${state.coverage ? coverageView(state.coverage, { onlyGaps: state.onlyGaps, onToggle: (event) => { state.onlyGaps = event.target.checked; update(); }, onRefresh: () => run(loadCoverage) }) : html`<p class="dim">Loading …</p>`}
  </div>`;

function update() {
  draw(view());
}

update();
list = virtualList(document.getElementById("list"), {
  label: "Exchanges, the latest first",
  row,
  keyOf: (line) => line.id,
  onChoose: (line) => run(() => open(line)),
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.entry && !document.querySelector("dialog[open]")) {
    close();
    document.getElementById("list").focus();
  }
  if (event.key === "Enter" && event.target.id === "list" && state.entry) document.getElementById("details-title").focus();
});
start(0);
if (state.tab === "coverage") run(loadCoverage);
const named = /^#(\d+)$/.exec(location.hash);
if (named) run(() => open({ id: Number(named[1]) }));
