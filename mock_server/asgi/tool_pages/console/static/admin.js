/**
 * Calls to the mock: its admin API (`/__admin/...`) and its other pages (`/__openapi`).
 *
 * Every page of the console changes and reads the mock through these functions only.
 */

/** The root of the mock; relative to the page, since the mock may be below a proxy's prefix. */
export const ROOT = new URL("../", document.baseURI);

const TOKEN = "mock-console-admin-token";

/** A refused call: `problem` is the mock's problem (RFC 9457), or what describes the failure. */
export class AdminError extends Error {
  /** @param {{status: number, title?: string, detail?: string, advice?: string}} problem */
  constructor(problem) {
    super(problem.detail || problem.title || "The mock refused the call.");
    this.problem = problem;
  }
}

/** Return the address of something of the mock: `address("__admin/clock", {session: "a"})`. */
export function address(path, query = {}) {
  const url = new URL(path, ROOT);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) url.searchParams.append(name, value);
  }
  return url;
}

/** Return the headers of a call to the admin API: the token, if one was entered. */
export function adminHeaders() {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/**
 * Call the admin API and return the JSON of the answer; null for an answer without a body.
 *
 * `admin("PUT", "clock", {body: {frozen: true}})` calls `PUT /__admin/clock`.
 * Throws an AdminError if the mock refuses the call or cannot be reached.
 */
export async function admin(method, path, { query = {}, body } = {}) {
  const answer = await callAdmin(method, path, { query, body });
  return answer.status === 204 ? null : answer.json();
}

/** The same as `admin`, but return the response itself, whose body may be a stream. */
export async function callAdmin(method, path, { query = {}, body, signal } = {}) {
  const init = { method, signal, headers: { ...adminHeaders() }, cache: "no-store" };
  if (body !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  const answer = await send(address(`__admin/${path}`, query), init);
  if (answer.status === 401) {
    await askForToken();
    return callAdmin(method, path, { query, body, signal });
  }
  if (!answer.ok) throw new AdminError(await problemOf(answer));
  return answer;
}

/** Get one of the mock's own pages as JSON: `tool("__openapi")`. */
export async function tool(path) {
  const answer = await send(address(path), { cache: "no-store" });
  if (!answer.ok) throw new AdminError(await problemOf(answer));
  return answer.json();
}

async function send(url, init) {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new AdminError({ status: 0, title: "The mock server cannot be reached.", advice: "Is it still running?" });
  }
}

async function problemOf(answer) {
  try {
    return { status: answer.status, ...(await answer.json()) };
  } catch {
    return { status: answer.status, title: `The mock answered with status ${answer.status}.` };
  }
}

let asked = null;

/** Ask for the admin token, once for all calls that need it at the same time. */
function askForToken() {
  asked ??= new Promise((resolve) => {
    const dialog = document.getElementById("token-dialog");
    const field = dialog.querySelector("input");
    field.value = "";
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener(
      "close",
      () => {
        sessionStorage.setItem(TOKEN, field.value);
        asked = null;
        resolve();
      },
      { once: true },
    );
    dialog.showModal();
  });
  return asked;
}
