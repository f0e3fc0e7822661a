/** Links to one moment of a scenario, for someone else who uses the same mock. */

import { address } from "./admin.js";
import { baseUrl } from "./session.js";

/**
 * Return the name of a session in which a scenario begins at a fixed time.
 *
 * A name such as `tab-1@2026-11-21T20:00:00Z` has the start in it, so the moment is the same each
 * time that the link is opened.
 */
export function fixedSession(name, began) {
  return name.includes("@") ? name : `${name || "moment"}@${began}`;
}

/** Return the link that sets the session up, with its clock frozen at the moment. */
export function setupLink(name, moment) {
  const path = `__session/${fixedSession(name, moment.began)}/__setup`;
  const url = address(path, { scenario: moment.scenario });
  for (const command of ["freeze", moment.time]) url.searchParams.append("clock", command);
  return url.href;
}

/** Return the base URL of that session. */
export function momentUrl(name, moment) {
  return baseUrl(fixedSession(name, moment.began));
}

/** Return the address of the answer at the moment, or the empty text if a browser cannot ask. */
export function answerLink(name, target) {
  return target ? baseUrl(name) + target : "";
}

