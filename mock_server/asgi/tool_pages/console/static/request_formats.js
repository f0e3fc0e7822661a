/**
 * A request as text to paste: its URL, a curl command, a call of `fetch`, an HTTPie command.
 *
 * A request is what `GET /__admin/operation` lists: method, target, headers, body, form.
 */

/** Return a text as one word of a POSIX shell. */
export function shellWord(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

const url = (request, base) => base + request.target;

/** curl and HTTPie drop a header without a value unless it ends in a semicolon. */
const headerWord = ({ name, value }, between) => (value ? `${name}:${between}${value}` : `${name};`);

/** A client chooses the boundary of a multipart form itself, and writes this header. */
const ownHeaders = (request) =>
  request.form.length ? request.headers.filter(({ name }) => name !== "Content-Type") : request.headers;

function curl(request, base) {
  const words = ["curl"];
  if (request.method === "HEAD") words.push("-I"); // with `-X HEAD` curl waits for a body
  else if (request.method !== "GET") words.push("-X", request.method);
  for (const header of ownHeaders(request)) words.push("-H", headerWord(header, " "));
  for (const { name, value } of request.form) words.push("--form-string", `${name}=${value}`);
  if (request.body) words.push("--data-raw", request.body);
  return [...words, url(request, base)].map(shellWord).join(" ");
}

function httpie(request, base) {
  const words = ["http"];
  if (request.form.length) words.push("--multipart");
  if (request.body) words.push("--raw", request.body);
  words.push(request.method, url(request, base));
  for (const header of ownHeaders(request)) words.push(headerWord(header, ""));
  for (const { name, value } of request.form) words.push(`${name}=${value}`);
  return words.map(shellWord).join(" ");
}

function fetchCall(request, base) {
  const text = JSON.stringify;
  const lines = [];
  const options = [];
  if (request.method !== "GET") options.push(`method: ${text(request.method)}`);
  const headers = ownHeaders(request).map(({ name, value }) => `${text(name)}: ${text(value)}`);
  if (headers.length) options.push(`headers: { ${headers.join(", ")} }`);
  if (request.form.length) {
    lines.push("const form = new FormData();");
    for (const { name, value } of request.form) lines.push(`form.append(${text(name)}, ${text(value)});`);
    options.push("body: form");
  } else if (request.body) {
    options.push(`body: ${text(request.body)}`);
  }
  const call = [text(url(request, base)), ...(options.length ? [`{\n  ${options.join(",\n  ")},\n}`] : [])];
  return [...lines, `const answer = await fetch(${call.join(", ")});`].join("\n");
}

/** The formats by name, in the order in which they are offered. */
export const FORMATS = { URL: url, curl, fetch: fetchCall, HTTPie: httpie };

/** Whether a browser's address bar can send a request. */
export function isClickable(request) {
  return request.method === "GET" && !request.headers.length && !request.body;
}
