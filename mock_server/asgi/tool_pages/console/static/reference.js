/** The page "reference": the documents of the mock, and calls to it with what one prefers. */

import { admin, tool } from "./admin.js";
import { followTheme, showDocument, withOneServer } from "./reader.js";
import { baseUrl, currentSession, sessionLabel } from "./session.js";
import { copyButton, draw, html, nothing, run } from "./shell.js";

const state = {
  apis: [],
  chosen: "",
  scenarios: [],
  preference: { scenario: "", code: "", example: "", fault: "", dynamic: false },
};

async function load() {
  const [{ apis }, { scenarios }] = await Promise.all([
    tool("__openapi"),
    admin("GET", "scenarios", { query: { session: currentSession() } }),
  ]);
  const admins = { api: "admin", title: "The mock's own admin API", json: "/__openapi/admin.json" };
  state.apis = apis.some((each) => each.api === "admin") ? apis : [...apis, admins];
  state.scenarios = scenarios;
  const wanted = new URLSearchParams(location.search).get("api");
  await choose(state.apis.find((each) => each.api === wanted) ?? state.apis[0]);
}

async function choose(api) {
  state.chosen = api.api;
  update();
  const document_ = await tool(api.json.slice(1));
  if (state.chosen !== api.api) return;
  // The admin API belongs to no session.
  const base = isAdmin() ? baseUrl("") : baseUrl();
  showDocument(document.getElementById("reader"), withOneServer(document_, base), prepare);
}

const isAdmin = () => state.chosen === "admin";

/** Return the value of `Prefer`: what is not chosen is left out. */
function preferText() {
  const { dynamic, ...named } = state.preference;
  const parts = Object.entries(named).filter(([, value]) => value !== "").map(([name, value]) => `${name}=${token(value)}`);
  return [...parts, ...(dynamic ? ["dynamic=true"] : [])].join(", ");
}

const token = (text) => (/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text) ? text : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`);

function prepare(request) {
  const prefer = preferText();
  if (prefer && !isAdmin()) request.headers.Prefer = prefer;
  return request;
}

const change = (name) => (event) => {
  state.preference[name] = event.target.type === "checkbox" ? event.target.checked : event.target.value.trim();
  update();
};

const field = (label, name, attributes = {}) => html`<label class="field"><span class="dim">${label}</span>
  <input placeholder=${attributes.placeholder ?? ""} list=${attributes.list ?? nothing} .value=${state.preference[name]} @input=${change(name)}></label>`;

const preferences = () => html`<details class="card prefer" ?open=${preferText() !== ""}>
  <summary><h2>Prefer</h2> <span class="dim">what the mock is asked for with each call below</span> ${preferText() ? html`<code>Prefer: ${preferText()}</code>` : nothing}</summary>
  <div class="fields">
    <label class="field"><span class="dim">Scenario</span><select @change=${change("scenario")}>
      <option value="">none</option>
      ${scenariosOfApi().map((each) => html`<option .value=${each.name} ?selected=${each.name === state.preference.scenario}>${each.name}</option>`)}
    </select></label>
    ${field("Status", "code", { placeholder: "404" })}
    ${field("Example", "example", { placeholder: "name" })}
    ${field("Fault", "fault", { placeholder: "delay;seconds=2" })}
    <label class="switch"><input type="checkbox" .checked=${state.preference.dynamic} @change=${change("dynamic")}> Values that vary</label>
  </div>
</details>`;

const scenariosOfApi = () => state.scenarios.filter((each) => each.api === state.chosen);

const view = () => html`<div class="stack">
  <div class="row">
    <label class="quiet-label" for="api">Document</label>
    <select id="api" @change=${(event) => run(() => choose(state.apis.find((each) => each.api === event.target.value)))}>
      ${state.apis.map((each) => html`<option .value=${each.api} ?selected=${each.api === state.chosen}>${each.title} (${each.api})</option>`)}
    </select>
    <span class="grow dim">Calls go to <code>${isAdmin() ? baseUrl("") : baseUrl()}</code>${isAdmin() ? nothing : html` (${sessionLabel(currentSession())})`}, and to no other server.</span>
    ${copyButton(isAdmin() ? baseUrl("") : baseUrl(), "Copy the address")}
  </div>
  ${isAdmin() ? nothing : preferences()}
  <div id="reader" class="card"></div>
</div>`;

function update() {
  draw(view());
}

followTheme();
run(load);
