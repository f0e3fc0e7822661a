import { followTheme, showDocument, withOneServer } from "{{ reader|safe }}";

const documents = {{ documents|safe }};
const base = new URL("{{ root|safe }}/", import.meta.url).href.replace(/\/$/, "");
const choice = document.getElementById("document");

async function show() {
  const answer = await fetch(new URL(choice.value, import.meta.url));
  showDocument(document.getElementById("reader"), withOneServer(await answer.json(), base));
}

choice.append(...documents.map(({ name, url }) => new Option(name, url)));
choice.addEventListener("change", show);
followTheme();
show();
