/** The scenario of each operation, to pick for a session. */

import { html, live, nothing } from "./shell.js";

/**
 * Return the pickers, one for each operation that has scenarios.
 *
 * `scenarios` is what `GET /__admin/scenarios` lists; `pick(group, name)` is called with the empty
 * name for the documented answers, and `show(scenario)` to show the timeline of a picked one.
 */
export function scenarioPicker(scenarios, shown, { pick, show }) {
  const groups = new Map();
  for (const each of scenarios) {
    const key = `${each.api} ${each.operation}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  if (!groups.size) return html`<p class="note">No document has scenarios. <code>--scenarios</code> adds files of your own.</p>`;
  return html`<div class="columns">${[...groups].map(([key, group]) => pickerOf(key, group, shown, { pick, show }))}</div>`;
}

function pickerOf(key, group, shown, { pick, show }) {
  const chosen = group.find((each) => each.chosen);
  const id = `pick-${key.replaceAll(/\W+/g, "-")}`;
  return html`<div class="picker">
    <label for=${id}><code>${group[0].operation}</code> <span class="dim">${group[0].api}</span></label>
    <select id=${id} .value=${live(chosen?.name ?? "")} @change=${(event) => pick(group, event.target.value)}>
      <option value="">The documented answers</option>
      ${group.map((each) => html`<option value=${each.name}>${each.name}${each.seconds ? `, ${each.seconds} s` : ""}</option>`)}
    </select>
    <p class="dim small-text">${chosen ? chosen.shows : "No scenario: requests get the documented examples."}</p>
    ${chosen && nameOf(chosen) !== shown
      ? html`<button type="button" class="small" @click=${() => show(nameOf(chosen))}>Show its timeline</button>`
      : nothing}
  </div>`;
}

/** Return the name of a scenario that no other API has. */
export function nameOf(scenario) {
  return `${scenario.api}/${scenario.name}`;
}
