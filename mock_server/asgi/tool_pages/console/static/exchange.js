/** The details of one exchange: why it was refused, its request, and its answer beside it. */

import { adminHeaders } from "./admin.js";
import { baseUrl, sessionLabel, withSession } from "./session.js";
import { copyButton, html, nothing } from "./shell.js";

const MAX_SHOWN = 100_000; // characters of a body; the rest is left out
const NOT_COPIED = new Set(["host", "connection", "content-length", "transfer-encoding", "accept-encoding"]);

/** Return the class of a status: "good", "warning", "error"; for a torn connection "error". */
export function statusKind(status) {
  if (status >= 500 || status === 0) return "error";
  return status >= 400 ? "warning" : "good";
}

/** Return what a reader sees for a status; 0 is a connection that ended without an answer. */
export const statusText = (status) => (status ? String(status) : "none");

/**
 * Return the details of an entry of the journal.
 *
 * `onReplay` and `onClose` are called by its buttons; `isReplaying` disables the first.
 */
export function exchangeView(entry, { onReplay, onClose, isReplaying }) {
  return html`<section class="card exchange" aria-label="Details of request ${entry.id}">
    <div class="row between">
      <h2 class="mono grow" tabindex="-1" id="details-title">
        <span class="method">${entry.request.method}</span> ${entry.request.url}
        <span class="tag ${statusKind(entry.response.status)}">${statusText(entry.response.status)}</span>
      </h2>
      <div class="row">
        <button type="button" ?disabled=${isReplaying} @click=${onReplay}>Replay</button>
        ${copyButton(curlOf(entry), "Copy as curl")}
        ${copyButton(linkTo(entry), "Copy link")}
        <button type="button" @click=${onClose}>Close</button>
      </div>
    </div>
    ${facts(entry)} ${reasons(entry)}
    <div class="sides">
      ${message("Request", entry.request.headers, entry.request, queryOf(entry))}
      ${message("Answer", entry.response.headers, entry.response, nothing)}
    </div>
  </section>`;
}

const facts = (entry) => html`<dl class="facts">
  ${[
    ["Number", entry.id],
    ["Operation", entry.operation ? `${entry.operation} (${entry.api})` : "none"],
    ["Session", sessionLabel(entry.session)],
    ["Scenario", entry.scenario],
    ["Example", entry.scenario ? "" : entry.example],
    ["Records", entry.collection],
    ["Fault", entry.fault],
    ["Replica", entry.replica ?? ""],
    ["Received", `${timeOf(entry.at)}, in ${(entry.seconds * 1000).toFixed(1)} ms`],
    ["Session's clock", entry.clock === entry.at ? "" : timeOf(entry.clock)],
  ]
    .filter(([, value]) => value !== "")
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
</dl>`;

const reasons = (entry) => html`
  ${entry.response.status === 0
    ? html`<p class="note error">The connection ended without an answer.</p>`
    : nothing}
  ${entry.refusal ? html`<div class="note warning"><h3>Why the mock refused it</h3><p>${entry.refusal}</p></div>` : nothing}
  ${entry.violations?.length
    ? html`<div class="note error"><h3>What violates the contract</h3><ul>${entry.violations.map((text) => html`<li>${text}</li>`)}</ul></div>`
    : nothing}
  ${entry.notes?.length
    ? html`<div class="note warning"><h3>What had no effect</h3><ul>${entry.notes.map((text) => html`<li>${text}</li>`)}</ul></div>`
    : nothing}
  ${entry.answer_notes?.length
    ? html`<div class="note"><h3>About this answer</h3><ul>${entry.answer_notes.map((text) => html`<li>${text}</li>`)}</ul></div>`
    : nothing}
  ${entry.near_misses?.length ? nearMisses(entry.near_misses) : nothing}`;

const nearMisses = (misses) => html`<h3>Nearest operations</h3>
  <div class="columns">
    ${misses.map(
      (miss) => html`<div class="miss">
        <p><span class="mono">${miss.request}</span> <span class="dim">${miss.operation}: ${miss.matched} of ${miss.fields} fields match</span></p>
        ${miss.misses.length
          ? html`<table><thead><tr><th scope="col">Field</th><th scope="col">Wanted</th><th scope="col">Found</th></tr></thead>
              <tbody>${miss.misses.map(
                (field) => html`<tr><td>${field.field}</td><td class="mono good-text">${field.wanted}</td><td class="mono error-text">${field.found || "nothing"}</td></tr>`,
              )}</tbody></table>`
          : html`<p class="dim">Method, path and parameters match; the reason is above.</p>`}
      </div>`,
    )}
  </div>`;

function queryOf(entry) {
  if (!entry.request.query.length) return nothing;
  return html`<h4>Query</h4>${pairs(entry.request.query)}`;
}

const message = (title, headers, part, extra) => html`<section aria-label=${title}>
  <h3>${title}</h3>
  ${extra}
  <h4>Headers</h4>
  ${headers.length ? pairs(headers) : html`<p class="dim">None.</p>`}
  <h4>Body <span class="dim">${sizeText(part.size)}</span></h4>
  ${part.body ? html`<pre tabindex="0" aria-label="${title}: body">${bodyText(part.body)}</pre>` : html`<p class="dim">${part.size ? "Not kept." : "None."}</p>`}
</section>`;

const pairs = (list) => html`<table class="pairs"><tbody>
  ${list.map(({ name, value }) => html`<tr><th scope="row" class="mono">${name}</th><td class="mono">${value}</td></tr>`)}
</tbody></table>`;

/** Return a body as it is read best: JSON is indented. */
export function bodyText(body) {
  let text = body;
  try {
    text = JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // Not JSON: it is shown as it was sent.
  }
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}\n… ${text.length - MAX_SHOWN} more characters` : text;
}

/** Return a number of bytes for people. */
export function sizeText(size) {
  if (size < 1000) return `${size} bytes`;
  return size < 1_000_000 ? `${(size / 1000).toFixed(1)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}

/** Return the time of day, with milliseconds, in the reader's time zone. */
export function timeOf(moment) {
  const date = new Date(moment);
  const two = (value) => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function linkTo(entry) {
  const url = withSession("journal");
  url.hash = String(entry.id);
  return url.href;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function curlOf(entry) {
  const url = baseUrl("") + entry.request.url;
  const words = ["curl", ...(entry.request.method === "GET" ? [] : ["-X", entry.request.method]), quoted(url)];
  for (const { name, value } of entry.request.headers) {
    if (!NOT_COPIED.has(name) && !name.startsWith("sec-")) words.push("-H", quoted(`${name}: ${value}`));
  }
  if (entry.request.body) words.push("--data-binary", quoted(entry.request.body));
  return words.join(" ");
}

/** Save an archive (HAR) of the exchanges that match. */
export async function saveArchive(url) {
  const answer = await fetch(url, { headers: adminHeaders(), cache: "no-store" });
  if (!answer.ok) throw new Error(`The mock answered with status ${answer.status}.`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = "mock-journal.har";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
