/** What clients have met of what is documented: a table with the gaps. */

import { html, nothing } from "./shell.js";

/** Return the table; `onlyGaps` leaves out what has been met whole, `onToggle` changes that. */
export function coverageView(coverage, { onlyGaps, onToggle, onRefresh }) {
  const { met, documented, operations } = coverage;
  const shown = operations.filter((operation) => !onlyGaps || hasGap(operation));
  return html`<div class="stack">
    <div class="row between">
      <p class="grow">
        Clients have met <strong>${met} of ${documented}</strong> documented answers, examples, values and scenarios.
        <progress max=${documented || 1} value=${met} aria-label="Met of what is documented"></progress>
      </p>
      <label class="switch"><input type="checkbox" .checked=${onlyGaps} @change=${onToggle}> Only gaps</label>
      <button type="button" @click=${onRefresh}>Refresh</button>
    </div>
    ${shown.length ? shown.map((operation) => operationView(operation, onlyGaps)) : html`<p class="note">Everything that is documented has been met.</p>`}
  </div>`;
}

function hasGap(operation) {
  return operation.scenarios.some((each) => !each.met) || operation.answers.some(answerHasGap);
}

function answerHasGap(answer) {
  return !answer.met || answer.examples.some((each) => !each.met) || answer.values.some((each) => each.missed.length);
}

const operationView = (operation, onlyGaps) => html`<section class="card" aria-label=${operation.operation}>
  <h2>${operation.operation} <span class="dim">${operation.api}</span></h2>
  <div class="scroll" tabindex="0" role="region" aria-label="Answers of ${operation.operation}">
    <table class="coverage">
      <thead><tr><th scope="col">Answer</th><th scope="col">Received</th><th scope="col">Examples</th><th scope="col">Values</th></tr></thead>
      <tbody>${operation.answers.filter((each) => !onlyGaps || answerHasGap(each)).map(answerRow)}</tbody>
    </table>
  </div>
  ${operation.scenarios.length ? html`<p class="names"><span class="dim">Scenarios</span> ${names(operation.scenarios, onlyGaps)}</p>` : nothing}
</section>`;

const answerRow = (answer) => html`<tr>
  <th scope="row"><span class="mono">${answer.status}</span></th>
  <td>${answer.met ? html`<span class="good-text">${answer.count}×</span>` : html`<span class="tag error">never</span>`}</td>
  <td>${answer.examples.length ? html`<span class="names">${names(answer.examples)}</span>` : html`<span class="dim">none</span>`}</td>
  <td>${answer.values.length ? answer.values.map(valuesView) : html`<span class="dim">none</span>`}</td>
</tr>`;

const names = (list, onlyGaps = false) =>
  list.filter((each) => !onlyGaps || !each.met).map((each) => nameTag(each.name, each.met));

const valuesView = ({ at, met, missed }) => html`<div class="names">
  <span class="mono dim">${at}</span> ${met.map((value) => nameTag(value, true))} ${missed.map((value) => nameTag(value, false))}
</div>`;

const nameTag = (name, isMet) =>
  html`<span class="tag ${isMet ? "good" : "gap"}">${isMet ? "✓" : "✗"} ${name}<span class="unseen">${isMet ? ", met" : ", not met"}</span></span>`;
