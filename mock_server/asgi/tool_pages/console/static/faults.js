/** The page "faults": a switch for each fault, with its settings and what must report it. */

import { admin, tool } from "./admin.js";
import { currentSession, sessionLabel } from "./session.js";
import { draw, html, live, nothing, notify, repeatWhileVisible, run } from "./shell.js";

const POLL = 3000; // milliseconds between two looks at what is armed
const KINDS = {
  transport: ["Transport", "How the answer arrives: late, in pieces, or not at all."],
  protocol: ["Protocol", "What HTTP itself says of the answer: media type, status, JSON."],
  contract: ["Contract", "What the documents promise: fields, types, rules."],
  pagination: ["Pagination", "What a client sees that walks through a list."],
  polling: ["Polling", "What a client sees that asks again and again until a job has ended."],
  records: ["Records", "What a stateful session keeps of a write: nothing."],
};

const state = {
  isForAll: !currentSession(), // for every session, or for the shown one alone
  armed: [],
  faults: [], // of every operation
  own: [], // of the chosen operation
  unbreakable: [],
  triggers: [], // the settings of every fault
  operations: [],
  chosen: "", // "api operation"
  isLoading: false,
  text: "",
  values: new Map(), // what was typed: "fault setting" -> text
  pending: new Map(), // what a reader has just switched: fault -> whether it is on
};

const target = () => (state.isForAll ? {} : { session: currentSession() });

const listArmed = () => admin("GET", "faults", { query: { available: false, ...target() } });

async function look() {
  const { armed } = await listArmed();
  state.armed = armed;
  update();
}

async function load() {
  const [{ apis }, catalogue] = await Promise.all([tool("__openapi"), admin("GET", "faults/catalogue")]);
  state.operations = apis.flatMap((each) => each.operations.map((operation) => ({ api: each.api, ...operation })));
  state.faults = catalogue.faults;
  state.triggers = catalogue.settings;
  await look();
  const first = state.operations[0];
  if (first) await choose(`${first.api} ${first.id}`);
}

async function choose(name) {
  // The id of an operation may be `GET /pets`.
  const [api] = name.split(" ", 1);
  const operation = name.slice(api.length + 1);
  Object.assign(state, { chosen: name, isLoading: true, own: [], unbreakable: [] });
  update();
  try {
    const found = await admin("GET", "faults/catalogue", { query: { api, operation } });
    if (state.chosen === name) Object.assign(state, { own: found.faults, unbreakable: found.unbreakable });
  } finally {
    state.isLoading = false;
    update();
  }
}

// Arming

const isArmed = (fault) => state.pending.get(fault.id) ?? state.armed.some((each) => each.fault === fault.id);
const keyOf = (fault, setting) => `${fault.id} ${setting.name}`;

function textOf(fault) {
  const given = [...fault.settings, ...state.triggers]
    .map((setting) => [setting.name, state.values.get(keyOf(fault, setting))])
    .filter(([, value]) => value);
  return [fault.id, ...given.map(([name, value]) => `${name}=${value}`)].join(";");
}

async function toggle(fault, event) {
  const isOn = event.target.checked;
  state.pending.set(fault.id, isOn);
  await run(async () => {
    if (isOn) await admin("POST", "faults", { body: { fault: textOf(fault), ...target() } });
    else await admin("DELETE", "faults", { query: { fault: fault.id, ...target() } });
    notify(`${fault.id} is ${isOn ? "on" : "off"} ${whom()}.`);
  });
  await run(async () => {
    const { armed } = await listArmed();
    state.armed = armed;
  });
  state.pending.delete(fault.id);
  update();
}

async function disarmAll() {
  await admin("DELETE", "faults", { query: target() });
  notify(`Every fault is off ${whom()}.`);
  await look();
}

async function disarm(name) {
  await admin("DELETE", "faults", { query: { fault: name, ...target() } });
  await look();
}

const whom = () => (state.isForAll ? "for every session" : `for the ${named()}`);
const named = () => (currentSession() === "" ? "default session" : `session ${currentSession()}`);

// What is seen

const scope = () => html`<fieldset class="scope">
  <legend>Switch faults for</legend>
  <div class="row">
    ${[[true, "every session"], [false, `only ${sessionLabel(currentSession())}`]].map(
      ([value, text]) => html`<label class="switch"><input type="radio" name="scope" .checked=${live(state.isForAll === value)}
        @change=${() => { state.isForAll = value; run(look); }}> ${text}</label>`,
    )}
  </div>
</fieldset>`;

const armedList = () => html`<section class="card armed" aria-label="Armed faults">
  <div class="row between">
    <h2>Armed ${whom()} <span class="dim">${state.armed.length}</span></h2>
    <button type="button" ?disabled=${!state.armed.length} @click=${() => run(disarmAll)}>Switch all off</button>
  </div>
  ${state.armed.length
    ? html`<ul class="row chips">${state.armed.map(
        (each) => html`<li class="chip"><span class="mono">${each.fault}</span> <span class="dim">${limits(each)}</span>
          <button type="button" class="small" aria-label="Switch ${each.fault} off" @click=${() => run(() => disarm(each.fault))}>Off</button></li>`,
      )}</ul>`
    : html`<p class="dim">None: the mock answers as it is documented.</p>`}
</section>`;

function limits(armed) {
  const settings = Object.entries(armed.settings).map(([name, value]) => `${name} ${value}`);
  if (armed.remaining !== null) settings.push(`${armed.remaining} more`);
  if (armed.until !== null) settings.push(`until ${armed.until.slice(11, 19)}`);
  return settings.join(", ");
}

function matches(fault) {
  const text = [fault.id, fault.summary, ...fault.caught_by].join(" ").toLowerCase();
  return state.text.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function group(kind, faults) {
  const shown = faults.filter((fault) => fault.kind === kind && matches(fault));
  if (!shown.length) return nothing;
  const [title, text] = KINDS[kind];
  return html`<details class="card group" ?open=${kind !== "contract" || state.text.trim() !== ""}>
    <summary><h2>${title} <span class="dim">${shown.length}</span></h2><span class="dim">${text}</span></summary>
    <ul class="faults">${shown.map(faultView)}</ul>
  </details>`;
}

const faultView = (fault) => html`<li class="fault ${isArmed(fault) ? "on" : ""}">
  <label class="switch name">
    <input type="checkbox" role="switch" .checked=${live(isArmed(fault))} @change=${(event) => toggle(fault, event)}>
    <span class="mono">${fault.id}</span>
  </label>
  <p>${fault.summary}${fault.statuses.length ? html` <span class="dim">Answers with ${fault.statuses.join(", ")}.</span>` : nothing}</p>
  <p class="caught">${fault.caught_by.length
      ? html`<span class="dim">Must be caught by</span> ${fault.caught_by.map((each) => html`<span class="tag accent">${each}</span>`)}`
      : html`<span class="dim">Breaks no contract: your client must cope with it.</span>`}
    ${fault.answers > 1 ? html`<span class="dim">after ${fault.answers} answers</span>` : nothing}</p>
  <details class="settings"><summary>Settings</summary>
    <div class="fields">${[...fault.settings, ...state.triggers].map((setting) => field(fault, setting))}</div>
    <p class="dim">As text: <code>${textOf(fault)}</code></p>
  </details>
</li>`;

const field = (fault, setting) => html`<label class="field" title=${setting.summary}>
  <span class="dim">${setting.name}</span>
  <input type="number" step="any" min=${setting.minimum} max=${setting.maximum} placeholder=${setting.default}
    .value=${live(state.values.get(keyOf(fault, setting)) ?? "")}
    @input=${(event) => { state.values.set(keyOf(fault, setting), event.target.value); update(); }}>
</label>`;

const operationPicker = () => html`<div class="row operation">
  <h2 class="grow">Faults of one operation</h2>
  <label class="quiet-label" for="operation">Operation</label>
  <select id="operation" @change=${(event) => run(() => choose(event.target.value))}>
    ${state.operations.map((each) => {
      const value = `${each.api} ${each.id}`;
      return html`<option .value=${value} ?selected=${value === state.chosen}>${each.method} ${each.path}</option>`;
    })}
  </select>
</div>`;

const unbreakable = () =>
  state.unbreakable.length
    ? html`<details class="card group"><summary><h2>Rules that no answer can break <span class="dim">${state.unbreakable.length}</span></h2></summary>
        <ul class="faults">${state.unbreakable.map((each) => html`<li class="fault"><p class="mono">${each.rule}</p><p class="dim">${each.reason}</p></li>`)}</ul></details>`
    : nothing;

const view = () => html`<div class="stack">
  <div class="row between">${scope()}
    <input type="search" aria-label="Search faults" placeholder="Search faults, checks, rules" .value=${state.text}
      @input=${(event) => { state.text = event.target.value; update(); }}></div>
  ${armedList()}
  ${group("transport", state.faults)} ${group("protocol", state.faults)}
  ${operationPicker()}
  ${state.isLoading ? html`<p class="dim" role="status">Searching what can be broken …</p>` : nothing}
  ${Object.keys(KINDS).map((kind) => group(kind, state.own))}
  ${unbreakable()}
</div>`;

function update() {
  draw(view());
}

run(load);
repeatWhileVisible(look, POLL);
