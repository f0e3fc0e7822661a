/** What a document lacks: mistakes that were ignored, answers without a value, contradictions. */

import { discrepancyView } from "./discrepancy_view.js";
import { place } from "./operation_view.js";
import { html, nothing } from "./shell.js";

/** Return the view of a document; `changed` is called after another reading has been chosen. */
export function documentView(document, changed) {
  const { mistakes, underivable, discrepancies } = document;
  const missing = document.mistakes_total - mistakes.length;
  return html`<section class="card stack" aria-label=${`The document ${document.file}`}>
    <h2>The document</h2>
    <p class="dim small-text"><code>${document.file}</code> · ${document.title} · version ${document.version}</p>
    ${!mistakes.length && !underivable.length ? html`<p><span class="good-text">Nothing was ignored,</span> and every answer has a value.</p>` : nothing}
    ${mistakes.length
      ? html`<details class="section" open>
          <summary>${document.mistakes_total} ${document.mistakes_total === 1 ? "mistake was" : "mistakes were"} repaired or ignored</summary>
          <ul class="fields">${mistakes.map(mistakeRow)}</ul>
          ${missing > 0 ? html`<p class="dim">And ${missing} more: <code>contracts lint</code> lists all.</p>` : nothing}
        </details>`
      : nothing}
    ${underivable.length
      ? html`<details class="section" open>
          <summary>${underivable.length} ${underivable.length === 1 ? "answer has" : "answers have"} no value: give an example</summary>
          <ul class="fields">${underivable.map(
            (each) => html`<li><div class="field-name"><code>${each.operation}</code> <span class="tag">${each.status}</span></div>
              <div class="field-facts"><div>${each.reason}</div><div class="small-text dim">${place(each)}</div></div></li>`,
          )}</ul>
        </details>`
      : nothing}
    ${document.unchecked ? html`<p class="dim">${document.unchecked} more answers without an example were not tried.</p>` : nothing}
    ${discrepancies.length
      ? html`<details class="section">
          <summary>${discrepancies.length} contradictions and gaps of the vendor's page</summary>
          <div class="stack-small">${discrepancies.map((each) => discrepancyView(each, "the document", changed))}</div>
        </details>`
      : nothing}
  </section>`;
}

function mistakeRow(mistake) {
  return html`<li>
    <div class="field-name">${place(mistake)}</div>
    <div class="field-facts">
      <div>${mistake.message}</div>
      <div class="small-text dim"><span class="tag warning">${mistake.rule}</span>
        ${mistake.found ? html`found <code>${mistake.found}</code>` : nothing}
        ${mistake.hint ? html`· ${mistake.hint}` : nothing}</div>
    </div>
  </li>`;
}
