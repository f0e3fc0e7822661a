/** The sessions in use, and the form that begins one. */

import { admin } from "./admin.js";
import { currentSession, isSessionName, sessionLabel, showSession, withSession } from "./session.js";
import { html, nothing, notify, run } from "./shell.js";

/** Return the list; `listed` is what `GET /__admin/sessions` answers. */
export function sessionList(listed) {
  const current = currentSession();
  const sessions = listed.sessions.filter((each) => each.name !== "");
  const isNew = current !== "" && !sessions.some((each) => each.name === current);
  return html`<section class="card sessions" aria-labelledby="sessions-title">
    <h2 id="sessions-title">Sessions</h2>
    <p class="dim small-text">Each has its own scenarios, clock and faults, so that tabs and tests do not disturb each other.</p>
    <ul>
      ${sessionLink("", "used by clients that name none")}
      ${isNew ? sessionLink(current, "begins with its first use") : nothing}
      ${sessions.map((each) => sessionLink(each.name, facts(each)))}
    </ul>
    ${listed.total > sessions.length ? html`<p class="dim small-text">The ${sessions.length} last used of ${listed.total}.</p>` : nothing}
    <form class="new-session" id="new" @submit=${create}>
      <label for="new-name">New session</label>
      <div class="row">
        <input id="new-name" name="name" class="grow" placeholder="tab-1" autocomplete="off" required maxlength="80" aria-describedby="new-hint">
        <button class="primary">Create</button>
      </div>
      <p class="dim small-text" id="new-hint">Letters, digits, dots and dashes. Its base URL ends with <code>/__session/NAME</code>.</p>
    </form>
  </section>`;
}

function sessionLink(name, text) {
  return html`<li><a href=${withSession("sessions", name).href} aria-current=${name === currentSession() ? "true" : nothing}>
    <strong>${sessionLabel(name)}</strong><span class="dim small-text">${text}</span></a></li>`;
}

function facts(session) {
  const scenarios = Object.values(session.scenarios);
  const faults = session.faults.length;
  return [scenarios.join(", ") || "no scenario", faults ? `${faults} ${faults === 1 ? "fault" : "faults"}` : ""].filter(Boolean).join(" · ");
}

function create(event) {
  event.preventDefault();
  const name = new FormData(event.target).get("name").trim();
  if (!isSessionName(name)) {
    notify("A session's name has 1 to 80 letters, digits, dots, dashes, underscores or tildes.", "error");
    return;
  }
  run(async () => {
    await admin("POST", "scenarios/reset", { body: { session: name } });
    showSession(name);
  });
}
