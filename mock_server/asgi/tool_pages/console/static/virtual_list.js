/**
 * A list of any length of which only the rows in sight are in the page.
 *
 * It is a listbox: arrow keys, Home, End and the page keys move the choice, and the rows in sight
 * are its options. All rows have the height `--row`.
 */

import { html, nothing, render, repeat } from "./shell.js";

const OVERSCAN = 8; // rows that are ready above and below those in sight

/**
 * Return a list in `root`.
 *
 * `row(item)` returns the content of a row, `keyOf(item)` its key, and `onChoose(item)` is called
 * with the item that was chosen by mouse or keyboard.
 */
export function virtualList(root, { label, row, keyOf, onChoose }) {
  let items = [];
  let count = 0;
  let chosen = null;
  let isDue = false;

  root.setAttribute("role", "listbox");
  root.setAttribute("aria-label", label);
  root.tabIndex = 0;
  root.addEventListener("scroll", () => schedule(), { passive: true });
  root.addEventListener("keydown", onKey);
  new ResizeObserver(() => {
    // The details of the chosen row take a part of the list's room.
    const place = chosen === null ? -1 : placeOf(chosen);
    if (place >= 0) reveal(place);
    schedule();
  }).observe(root);

  const rowHeight = () => root.querySelector("[role=option]")?.getBoundingClientRect().height || 32;
  const at = (place) => items[count - 1 - place]; // the latest item is the first row
  const placeOf = (key) => {
    for (let place = 0; place < count; place += 1) if (keyOf(at(place)) === key) return place;
    return -1;
  };

  function schedule() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      drawRows();
    });
  }

  function drawRows() {
    const isGuess = !root.querySelector("[role=option]");
    const height = rowHeight();
    const first = Math.max(0, Math.floor(root.scrollTop / height) - OVERSCAN);
    const last = Math.min(count, Math.ceil((root.scrollTop + root.clientHeight) / height) + OVERSCAN);
    const rows = [];
    for (let place = first; place < last; place += 1) rows.push([place, at(place)]);
    render(
      html`<div class="rows" role="presentation" .style=${`height:${count * height}px`}>
        <div role="presentation" .style=${`transform:translateY(${first * height}px)`}>
          ${repeat(rows, ([, item]) => keyOf(item), ([place, item]) => option(place, item))}
        </div>
      </div>`,
      root,
    );
    if (isGuess && count) schedule(); // a narrow screen has higher rows
    const active = chosen === null ? null : root.querySelector('[aria-selected="true"]');
    if (active) root.setAttribute("aria-activedescendant", active.id);
    else root.removeAttribute("aria-activedescendant");
  }

  const option = (place, item) => html`<div
    role="option"
    id=${`row-${keyOf(item)}`}
    aria-selected=${keyOf(item) === chosen}
    aria-setsize=${count}
    aria-posinset=${place + 1}
    @click=${() => choose(item)}
  >${row(item) ?? nothing}</div>`;

  function choose(item) {
    chosen = keyOf(item);
    schedule();
    onChoose(item);
  }

  function onKey(event) {
    const place = chosen === null ? -1 : placeOf(chosen);
    const page = Math.max(1, Math.floor(root.clientHeight / rowHeight()) - 1);
    const moves = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: count - 1, PageDown: place + page, PageUp: place - page };
    const target = moves[event.key];
    if (target === undefined || !count || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = Math.min(count - 1, Math.max(0, target));
    reveal(next);
    choose(at(next));
  }

  function reveal(place) {
    const height = rowHeight();
    if (place * height < root.scrollTop) root.scrollTop = place * height;
    const below = (place + 1) * height - root.clientHeight;
    if (below > root.scrollTop) root.scrollTop = below;
  }

  return {
    /** Show items, the oldest first; `added` of them are new, above what is in sight. */
    show(all, added = 0) {
      items = all;
      count = all.length;
      // A reader who has scrolled keeps what is in sight.
      if (added && root.scrollTop > 0) root.scrollTop += added * rowHeight();
      schedule();
    },
    /** Mark the item of a key as chosen, without calling `onChoose`. */
    mark(key) {
      chosen = key;
      schedule();
    },
  };
}
