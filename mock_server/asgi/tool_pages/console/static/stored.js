/** Choices that the browser keeps for the console; without storage they last as long as the page. */

/** Return a kept text; empty if there is none. */
export function stored(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** Keep a text. */
export function store(key, text) {
  try {
    localStorage.setItem(key, text);
  } catch {
    // The browser keeps nothing for this page.
  }
}
