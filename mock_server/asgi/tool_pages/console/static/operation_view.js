/** One operation: its answers and scenarios as requests to copy, and its fields. */

import { discrepancyView, citation } from "./discrepancy_view.js";
import { prose } from "./prose.js";
import { FORMATS, isClickable } from "./request_formats.js";
import { baseUrl, withSession } from "./session.js";
import { copyButton, html, nothing } from "./shell.js";
import { store, stored } from "./stored.js";

const KEY = "mock-console-format";

let format = stored(KEY);
if (!(format in FORMATS)) format = "curl";

/** Return the view of an operation; `redraw` draws the page again, `changed` reads all again. */
export function operationView(operation, { redraw, changed }) {
  const found = new Map(operation.discrepancies.map((each) => [each.id, each]));
  return html`<article class="card stack operation">
    <header>
      <h2 class="mono-title"><span class="method">${operation.method}</span> ${operation.path}</h2>
      ${operation.summary ? html`<p>${operation.summary}</p>` : nothing}
      <p class="dim small-text">${place(operation)} ${citation(operation.source)}</p>
    </header>
    ${formatPicker(redraw)}
    <section class="stack" aria-labelledby="answers-title">
      <h3 id="answers-title">Answers</h3>
      ${answerLists(operation.answers)}
    </section>
    ${operation.scenarios.length ? scenarioSection(operation) : nothing}
    ${operation.fields.length ? fieldSection(operation, found, changed) : nothing}
  </article>`;
}

/** Return file and line of a value. */
export function place({ file, line }) {
  return html`<code class="place">${file}${line ? `:${line}` : ""}</code>`;
}

function formatPicker(redraw) {
  const pick = (name) => {
    format = name;
    store(KEY, name);
    redraw();
  };
  return html`<div class="row" role="group" aria-label="Copy requests as">
    <span class="dim">Copy as</span>
    ${Object.keys(FORMATS).map(
      (name) => html`<button type="button" class="small" aria-pressed=${String(name === format)} @click=${() => pick(name)}>${name}</button>`,
    )}
  </div>`;
}

/** Return the successful answers, and the others folded if there are many. */
function answerLists(answers) {
  const first = answers.filter((each) => each.default || !/^[45]/.test(each.status));
  const others = answers.filter((each) => !first.includes(each));
  const folded = html`<details class="section" ?open=${others.length < 3}>
    <summary>Other answers <span class="dim">(${others.length}: ${[...new Set(others.map((each) => each.status))].join(", ")})</span></summary>
    <ul class="answers">${others.map(answerRow)}</ul>
  </details>`;
  return html`<ul class="answers">${first.map(answerRow)}</ul> ${others.length ? folded : nothing}`;
}

function answerRow(answer) {
  const name = answer.example || (answer.media_type ? "derived from its schema" : "without a body");
  return html`<li>
    <div class="row">
      <span class="tag ${kindOf(answer.status)}">${answer.status}</span>
      <strong>${name}</strong>
      ${answer.default ? html`<span class="tag accent">default</span>` : nothing}
      <div class="dim prose">${prose(answer.summary || answer.description)}</div>
    </div>
    ${answer.note ? html`<p class="note">${answer.note}</p>` : nothing}
    ${requestLine(answer, `${answer.status} ${name}`)}
  </li>`;
}

function requestLine({ request, trouble }, label) {
  if (!request) return html`<p class="warning-text">No valid request can be made: ${trouble}</p>`;
  const text = FORMATS[format](request, baseUrl());
  return html`<div class="request">
    <pre tabindex="0" aria-label=${`${format} for ${label}`}>${text}</pre>
    <div class="request-tools">
      ${copyButton(text, "Copy", `${format} for ${label}`)}
      ${isClickable(request)
        ? html`<a class="button small" href=${baseUrl() + request.target} target="_blank" rel="noopener" aria-label=${`Open ${label}`}>Open</a>`
        : nothing}
    </div>
  </div>`;
}

function kindOf(status) {
  if (status.startsWith("2")) return "good";
  return /^[45]/.test(status) ? "error" : "";
}

function scenarioSection(operation) {
  return html`<section aria-labelledby="scenarios-title">
    <details class="section">
      <summary><h3 id="scenarios-title">Scenarios <span class="dim">(${operation.scenarios.length})</span></h3></summary>
      <p class="dim">A scenario changes over time. Play one on <a href=${withSession("sessions").href}>Sessions & scenarios</a>, or ask for it in a request:</p>
      <ul class="answers">
        ${operation.scenarios.map(
          (scenario) => html`<li>
            <div class="row"><strong>${scenario.name}</strong>
              ${scenario.seconds ? html`<span class="tag">${scenario.seconds} s</span>` : nothing}
              <span class="dim">${scenario.shows}</span></div>
            ${requestLine(scenario, scenario.name)}
          </li>`,
        )}
      </ul>
    </details>
  </section>`;
}

function fieldSection(operation, found, changed) {
  const groups = Map.groupBy
    ? Map.groupBy(operation.fields, (field) => field.where)
    : operation.fields.reduce((map, field) => map.set(field.where, [...(map.get(field.where) ?? []), field]), new Map());
  return html`<section class="stack" aria-labelledby="fields-title">
    <h3 id="fields-title">Fields <span class="dim">(${operation.fields.length})</span></h3>
    ${[...groups].map(
      ([where, fields]) => html`<details class="section" ?open=${where.startsWith("answer 2") || groups.size < 3}>
        <summary>${where} <span class="dim">(${fields.length})</span></summary>
        <ul class="fields">${fields.map((field) => fieldRow(field, found, changed))}</ul>
      </details>`,
    )}
  </section>`;
}

function fieldRow(field, found, changed) {
  return html`<li>
    <div class="field-name"><code>${field.at || "(the whole body)"}</code>
      ${field.required ? html`<span class="tag">required</span>` : nothing}</div>
    <div class="field-facts">
      ${field.type ? html`<div>${field.type}</div>` : nothing}
      ${field.description ? html`<div class="dim prose">${prose(field.description)}</div>` : nothing}
      <div class="small-text dim">${place(field)} ${citation(field.source)}</div>
      ${field.discrepancies.map((id) => (found.has(id) ? discrepancyView(found.get(id), `${field.where} ${field.at}`, changed) : nothing))}
    </div>
  </li>`;
}
