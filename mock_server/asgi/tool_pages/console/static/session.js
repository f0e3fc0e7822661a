/**
 * The session that the console shows: `?session=NAME` in the address, so that a link keeps it.
 *
 * The empty name is the default session, of clients that name none.
 */

import { ROOT } from "./admin.js";

const NAME = /^[A-Za-z0-9._~-]{1,80}(@[0-9TtZz:.+-]{1,40})?$/;

/** Return the name of the shown session. */
export function currentSession() {
  return new URLSearchParams(location.search).get("session") ?? "";
}

/** Whether a text is a valid name of a session. */
export function isSessionName(text) {
  // Browsers remove `.` and `..` from the path of an address.
  return NAME.test(text) && text.length <= 120 && text !== "." && text !== "..";
}

/** Return what people read for a session's name. */
export function sessionLabel(name) {
  return name === "" ? "default session" : name;
}

/** Return the address that a client of a session uses in place of the API's own, no slash last. */
export function baseUrl(name = currentSession()) {
  const root = ROOT.href.replace(/\/$/, "");
  return name === "" ? root : `${root}/__session/${name}`;
}

/** Return the titles of APIs by the base URL of a front end, which some share; `apis` is that of `__openapi`. */
export function baseUrls(apis) {
  const found = new Map();
  for (const api of apis) {
    const base = baseUrl() + api.base_path;
    found.set(base, [...(found.get(base) ?? []), api.title]);
  }
  return found;
}

/** Return a link of the console with the shown session kept in it. */
export function withSession(href, name = currentSession()) {
  const url = new URL(href, document.baseURI);
  if (name === "") url.searchParams.delete("session");
  else url.searchParams.set("session", name);
  return url;
}

/** Show another session: the page is loaded again with its name. */
export function showSession(name) {
  location.assign(withSession(location.href, name));
}
