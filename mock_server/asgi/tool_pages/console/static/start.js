/** The page "Start": the APIs, what they answer, and what to paste where. */

import { admin, tool } from "./admin.js";
import { documentView } from "./document_view.js";
import { operationView } from "./operation_view.js";
import { baseUrls, currentSession, sessionLabel, withSession } from "./session.js";
import { copyButton, draw, html, nothing, run } from "./shell.js";

const MAX_LISTED = 200; // operations that are listed at once; the filter finds the others

const state = { apis: [], documents: new Map(), shown: null, filter: "", key: "" };

const keyOf = (api, operation) => `${api.api}/${operation.id}`;
const redraw = () => draw(view());

function view() {
  return html`<div class="stack">
    ${connection()}
    <div class="start">
      <nav class="card operations" aria-label="Operations">
        <label class="field" for="filter"><span class="quiet-label">Find an operation</span></label>
        <input id="filter" type="search" .value=${state.filter} @input=${filter} autocomplete="off">
        ${state.apis.map(apiSection)}
      </nav>
      <div class="stack detail">
        ${state.shown ? operationView(state.shown, { redraw, changed }) : html`<p class="note">Choose an operation.</p>`}
        ${shownDocument()}
      </div>
    </div>
  </div>`;
}

function connection() {
  const name = currentSession();
  return html`<section class="card connection" aria-labelledby="connection-title">
    <div class="grow">
      <h2 id="connection-title">Point your front end here</h2>
      <p class="dim">${name === ""
        ? html`The default session is shared by all clients. <a href=${withSession("sessions").href}>A session of your own</a> keeps tabs and tests apart.`
        : html`Clients of the session <strong>${sessionLabel(name)}</strong> have their own scenarios, clock and faults.`}</p>
    </div>
    <ul class="bases">
      ${[...baseUrls(state.apis)].map(([base, names]) => html`<li>
        <span class="base-name">${names.join(", ")}</span>
        <code class="base">${base}</code> ${copyButton(base, "Copy", `base URL of ${names.join(", ")}`)}
      </li>`)}
    </ul>
  </section>`;
}

function apiSection(api) {
  const words = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = api.operations.filter((each) => {
    const text = `${each.method} ${each.path} ${each.id} ${each.summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const hidden = found.length - MAX_LISTED;
  return html`<section>
    <h2 class="api-name">${api.title} <span class="dim">${found.length}</span></h2>
    <ul>${found.slice(0, MAX_LISTED).map((each) => operationLink(api, each))}</ul>
    ${hidden > 0 ? html`<p class="dim">And ${hidden} more: search for them.</p>` : nothing}
    ${found.length ? nothing : html`<p class="dim">No operation has these words.</p>`}
  </section>`;
}

/** Return an operation's name; none for one that is named by its method and path alone, which are shown. */
const nameOf = ({ id, method }) => (id.startsWith(`${method} /`) ? "" : id);

function operationLink(api, operation) {
  const key = keyOf(api, operation);
  const statuses = [...new Set(operation.answers.map((answer) => answer.status))];
  return html`<li><a href=${`#${encodeURIComponent(key)}`} aria-current=${key === state.key ? "true" : nothing}>
    <span class="method">${operation.method}</span> <span class="path">${operation.path}</span>
    <span class="dim small-text">${[operation.summary || nameOf(operation), ...(statuses.length ? [statuses.join(" ")] : [])].filter(Boolean).join(" · ")}</span>
  </a></li>`;
}

function shownDocument() {
  const document = state.documents.get(state.shown?.api ?? state.apis[0]?.api);
  return document ? documentView(document, changed) : nothing;
}

function filter(event) {
  state.filter = event.target.value;
  redraw();
}

/** Show the operation that the address names, or the first one. */
async function showOperation() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const all = state.apis.flatMap((api) => api.operations.map((operation) => ({ api, operation })));
  const found = all.find(({ api, operation }) => keyOf(api, operation) === wanted) ?? all[0];
  if (!found) return;
  state.key = keyOf(found.api, found.operation);
  redraw();
  const query = { api: found.api.api, operation: found.operation.id, session: currentSession() };
  state.shown = await admin("GET", "operation", { query });
  redraw();
}

/** Read everything again: another reading changes documents and answers. */
async function changed() {
  state.apis = (await tool("__openapi")).apis;
  await showOperation();
  const { documents } = await admin("GET", "documents");
  state.documents = new Map(documents.map((each) => [each.api, each]));
  redraw();
}

addEventListener("hashchange", () => run(showOperation));
run(changed);
