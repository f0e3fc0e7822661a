/** The records of a stateful session: to look at, to change, to save and to load as JSON. */

import { admin } from "./admin.js";
import { copyButton, html, live, nothing, notify, run } from "./shell.js";

const MAX_SWITCHED = 20;

/**
 * Return a state editor for a session.
 *
 * It has `read()`, which asks the mock what there is, and `view()`; `redraw` draws the page.
 */
export function stateEditor(session, redraw) {
  const state = { stateful: false, resources: [], path: "", text: "", loaded: "", choices: {}, isRead: false, unkept: null };

  async function read() {
    Object.assign(state, await admin("GET", "resources", { query: { session } }), { isRead: true });
  }

  function choose(stateful) {
    return run(async () => {
      Object.assign(state, await admin("PUT", "resources", { body: { session, stateful } }));
      notify(stateful ? "What clients send is kept from now on." : "Answers are as documented from now on.");
      redraw();
    });
  }

  /** Show the records of a path, the first ones too if the session has changed none. */
  function open(path) {
    return run(async () => {
      const { records, choices } = await admin("GET", "records", { query: { session, path } });
      // Without the API's name the records of the first API with this path are meant.
      const [[api, collections]] = Object.entries(records);
      const [[at, value]] = Object.entries(collections);
      Object.assign(state, { api, path: at, text: JSON.stringify(value, null, 2), choices: choices[api] ?? {} });
      state.loaded = state.text;
      redraw();
    });
  }

  function save() {
    return run(async () => {
      let value;
      try {
        value = JSON.parse(state.text);
      } catch (error) {
        notify(`This is not JSON: ${error.message}`, "error");
        return;
      }
      const { loaded } = await admin("PUT", "records", { body: { session, records: { [state.api]: { [state.path]: value } } } });
      notify(`${loaded} ${loaded === 1 ? "record is" : "records are"} kept.`);
      await read();
      await open(state.path);
    });
  }

  /** Read once, when it is looked at: large documents take seconds. */
  function readUnkept(event) {
    if (!event.target.open || state.unkept) return;
    run(async () => {
      state.unkept = (await admin("GET", "resources/unkept")).operations;
      redraw();
    });
  }

  function forget() {
    return run(async () => {
      await admin("DELETE", "records", { query: { session } });
      notify("The session has its first records again.");
      await read();
      if (state.path) await open(state.path);
      redraw();
    });
  }

  function view() {
    if (!state.isRead || !state.resources.length) return nothing;
    return html`<section class="card stack" aria-labelledby="state-title">
      <div class="row between">
        <h2 id="state-title">State</h2>
        <label class="switch"><input type="checkbox" .checked=${live(state.stateful)} @change=${(event) => choose(event.target.checked)}>
          Keep what clients send</label>
      </div>
      <p class="dim small-text">${state.stateful
        ? "What clients of the session create, change and delete is what they read afterwards."
        : "Off: every request gets the documented answer, whatever was sent before."}</p>
      ${state.stateful ? editor() : nothing}
    </section>`;
  }

  function editor() {
    return html`<div class="row between">
      <div class="row resources" role="group" aria-label="Resources">
        ${state.resources.map(
          (each) => html`<button type="button" class="small" aria-pressed=${String(isOpen(each))} @click=${() => pick(each)}>
            <code>${each.path}</code>${each.changed ? html` <span class="tag accent">changed</span>` : nothing}</button>`,
        )}
      </div>
      <button type="button" class="small" @click=${forget}>Forget all changes</button>
    </div>
      ${state.template ? parameterForm() : nothing}
      ${state.path && !state.template ? records() : nothing}
      <details @toggle=${readUnkept}>
        <summary>Operations that keep nothing ${state.unkept ? html`<span class="dim">${state.unkept.length}</span>` : nothing}</summary>
        <p class="dim small-text">They are answered as documented, whatever was sent. An extension of the document,
          <code>x-resource</code>, says what such an operation does.</p>
        <ul>${(state.unkept ?? []).map((each) => html`<li><code>${each.method} ${each.path}</code></li>`)}</ul>
      </details>`;
  }

  const isOpen = (resource) => resource.path === (state.template || state.opened);

  function pick(resource) {
    state.opened = resource.path;
    state.template = resource.path.includes("{") ? resource.path : "";
    state.path = "";
    if (state.template) redraw();
    else open(resource.path);
  }

  /** Ask for the record to which a collection such as /owners/{id}/pets belongs. */
  function parameterForm() {
    const submit = (event) => {
      event.preventDefault();
      const path = new FormData(event.target).get("path");
      state.template = "";
      open(path);
    };
    return html`<form class="row" @submit=${submit}>
      <label for="state-path">Path, with its values</label>
      <input id="state-path" name="path" class="grow" .value=${state.template} required>
      <button>Show</button>
    </form>`;
  }

  /** The first records, if members have a closed set of words: one is chosen by a click, and kept at once. */
  function switches() {
    const value = JSON.parse(state.loaded);
    const names = Object.keys(state.choices);
    const shown = names.length ? [value].flat().filter((each) => Object.keys(each).length).slice(0, MAX_SWITCHED) : [];
    return shown.map((record) => {
      const [[member, text]] = Object.entries(record);
      const label = `${member} ${String(text).slice(0, 40)}`;
      return html`<div class="row"><code>${label}</code>${names.map((name) => wordChoice(record, name, label, value))}</div>`;
    });
  }

  function wordChoice(record, name, label, value) {
    const change = (event) => {
      record[name] = event.target.value;
      state.text = JSON.stringify(value, null, 2);
      save();
    };
    const words = [...new Set([record[name], ...state.choices[name]])].filter((word) => typeof word === "string");
    return html`<label>${name} <select aria-label=${`${name} of ${label}`} .value=${live(record[name] ?? "")} @change=${change}>
      ${typeof record[name] === "string" ? nothing : html`<option value="" disabled>none</option>`}
      ${words.map((word) => html`<option .value=${word} ?selected=${word === record[name]}>${word}</option>`)}
    </select></label>`;
  }

  function records() {
    return html`${state.text === state.loaded ? switches() : nothing}
      <label class="block" for="state-records">Records of <code>${state.path}</code>, as JSON</label>
      <textarea id="state-records" class="mono" rows="14" spellcheck="false" .value=${live(state.text)}
        @input=${(event) => { state.text = event.target.value; redraw(); }}></textarea>
      <div class="row">
        <button type="button" class="primary" ?disabled=${state.text === state.loaded} @click=${save}>Save</button>
        <button type="button" @click=${() => open(state.path)}>Read again</button>
        ${copyButton(state.text, "Copy", `records of ${state.path}`)}
      </div>`;
  }

  return { read, view };
}
