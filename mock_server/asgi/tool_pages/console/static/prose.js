/** Texts of documents, which are Markdown: their paragraphs, lists and code, and nothing else. */

import { html } from "./shell.js";

/** Return a text with its paragraphs, lists of one level, and code between backticks. */
export function prose(text) {
  return text.split(/\n\s*\n/).filter((part) => part.trim()).map(block);
}

function block(part) {
  const [head, ...items] = part.trim().split(/(?:^|\n)\s*[-*] /);
  return html`${head ? html`<p>${inline(head)}</p>` : ""}
    ${items.length ? html`<ul class="prose-list">${items.map((item) => html`<li>${inline(item)}</li>`)}</ul>` : ""}`;
}

/** Return a text whose line breaks are spaces, with code between backticks. */
function inline(text) {
  const parts = text.replaceAll(/\s+/g, " ").replaceAll("**", "").split("`");
  return parts.map((part, index) => (index % 2 && index < parts.length - 1 ? html`<code>${part}</code>` : index % 2 ? `\`${part}` : part));
}
