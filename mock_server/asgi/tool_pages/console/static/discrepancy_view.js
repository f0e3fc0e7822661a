/** A contradiction of the documents: what each place states, what the mock does, and the reading. */

import { admin } from "./admin.js";
import { html, nothing, notify, run } from "./shell.js";

/** Return where a value is stated: page, lines, and how it is known. */
export function citation(source) {
  if (!source) return nothing;
  const lines = source.lines ? `${source.lines.includes(",") || source.lines.includes("-") ? "lines" : "line"} ${source.lines}` : "";
  const place = [source.document, lines].filter(Boolean).join(", ");
  return html`<span class="citation">${place || source.note || "no page"} <span class="tag">${source.basis}</span></span>`;
}

/**
 * Return a contradiction, closed; `changed` is called after another reading has been chosen.
 *
 * `place` differs between the places of a page that show the same contradiction.
 */
export function discrepancyView(entry, place, changed) {
  return html`<details class="discrepancy">
    <summary><span class="tag warning">${entry.number || entry.id}</span> ${entry.title}
      ${entry.chosen && entry.chosen !== entry.default ? html`<span class="tag accent">read as ${entry.chosen}</span>` : nothing}
    </summary>
    <ul class="sides">
      ${entry.sides.map((side) => html`<li>${side.says}<br>${citation(side.source)}</li>`)}
    </ul>
    <p><strong>What the mock does:</strong> ${entry.decision}</p>
    ${entry.readings.length ? readings(entry, place, changed) : nothing}
  </details>`;
}

function readings(entry, place, changed) {
  return html`<fieldset class="readings">
    <legend>Reading, for all sessions</legend>
    ${entry.readings.map(
      (reading) => html`<label class="choice">
        <input type="radio" name=${`reading of ${entry.id} at ${place}`} .checked=${reading.name === entry.chosen}
          @change=${() => choose(entry.id, reading.name, changed)}>
        <span><strong>${reading.name}</strong> <span class="dim">${reading.summary}</span></span>
      </label>`,
    )}
  </fieldset>`;
}

function choose(id, reading, changed) {
  return run(async () => {
    try {
      await admin("PUT", "readings", { body: { readings: { [id]: reading } } });
      notify(`Read as ${reading} from now on.`);
    } finally {
      await changed();
    }
  });
}
