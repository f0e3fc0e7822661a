// One story for each state of the scenario; the component is plain HTML here.
import working from "./states/one-bulk-fails-10s.json";
import failed from "./states/one-bulk-fails-30s.json";
import waiting from "./states/one-bulk-fails-0s.json";

function render({ bulks }) {
  const list = document.createElement("ul");
  for (const bulk of bulks) {
    const item = document.createElement("li");
    item.textContent = `${bulk.request_number}: ${bulk.status}`;
    list.append(item);
  }
  return list;
}

export default { title: "Import", render };
export const Waiting = { args: waiting };
export const Working = { args: working };
export const OneBulkFails = { args: failed };
