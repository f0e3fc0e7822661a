/**
 * What every page shares: the session picker, links that keep the session, notices and drawing.
 *
 * A page's script imports from here, and calls `draw` whenever its state has changed:
 *
 *     import { draw, html, run } from "./shell.js";
 *     const state = { names: [] };
 *     const view = () => html`<ul>${state.names.map((name) => html`<li>${name}</li>`)}</ul>`;
 *     run(async () => { state.names = (await admin("GET", "sessions")).sessions; draw(view()); });
 *
 * Texts inside `html` are never markup: lit-html sets them as text.
 */

import { html, nothing, render, svg } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { admin } from "./admin.js";
import { currentSession, sessionLabel, showSession, withSession } from "./session.js";

export { html, live, nothing, render, repeat, svg };

const NEW = "\n"; // no session can have this name

/** Draw the content of the page. */
export function draw(content) {
  const root = document.getElementById("page");
  render(content, root);
  root.removeAttribute("aria-busy");
}

/**
 * Do something that calls the mock, and show a problem if the mock refuses.
 *
 * Returns what `action` returns, or undefined after a problem.
 */
export async function run(action) {
  try {
    return await action();
  } catch (error) {
    notify(problemText(error), "error");
    document.getElementById("page")?.removeAttribute("aria-busy");
    return undefined;
  }
}

/** Return an error as a sentence: what is wrong, and what to do. */
export function problemText(error) {
  const advice = error.problem?.advice;
  return advice ? `${error.message} (${advice})` : error.message;
}

/** Call `action` again and again while the page is visible, `pause` milliseconds apart. */
export function repeatWhileVisible(action, pause) {
  const step = async () => {
    if (!document.hidden) await run(action);
    setTimeout(step, pause);
  };
  setTimeout(step, pause);
}

const shown = [];

/** Show a short notice for some seconds, and read it out; `kind` is "good" or "error". */
export function notify(text, kind = "good") {
  if (shown.some((each) => each.text === text)) return;
  const notice = { text, kind };
  shown.push(notice);
  drawNotices();
  setTimeout(() => {
    shown.splice(shown.indexOf(notice), 1);
    drawNotices();
  }, kind === "error" ? 10_000 : 3_000);
}

function drawNotices() {
  const items = repeat(shown, (each) => each, (each) => html`<p class="notice ${each.kind}">${each.text}</p>`);
  render(items, document.getElementById("notices"));
}

/** Copy a text, and say so. */
export async function copy(text, what = "Copied") {
  try {
    await navigator.clipboard.writeText(text);
    notify(`${what}.`);
  } catch {
    notify("The browser does not allow copying here; select the text instead.", "error");
  }
}

/** Return a button that copies a text; `what` names the text for screen readers. */
export function copyButton(text, label, what = label) {
  return html`<button type="button" class="small" aria-label=${`${label}: ${what}`} @click=${() => copy(text)}>${label}</button>`;
}

/** Read the sessions, and draw the picker of the header. */
export async function drawSessionPicker() {
  const { sessions } = await admin("GET", "sessions", { query: { limit: 100 } });
  const current = currentSession();
  const names = [...new Set(["", current, ...sessions.map((each) => each.name)])];
  render(
    html`<label class="quiet-label" for="session">Session</label>
      <select id="session" @change=${pickSession}>
        ${names.map((name) => html`<option .value=${name} ?selected=${name === current}>${sessionLabel(name)}</option>`)}
        <option value=${NEW}>New session…</option>
      </select>`,
    document.getElementById("session-picker"),
  );
}

function pickSession(event) {
  if (event.target.value !== NEW) {
    showSession(event.target.value);
    return;
  }
  event.target.value = currentSession();
  location.assign(`${withSession("sessions").href}#new`);
}

for (const link of document.querySelectorAll("[data-keeps-session]")) {
  link.href = withSession(link.getAttribute("href")).href;
}
run(drawSessionPicker);
