// Drive the mock from Node (Jest, Vitest, node:test): nothing but fetch is needed.
import assert from "node:assert/strict";

const mock = process.env.MOCK_URL ?? "http://127.0.0.1:4010";
const session = `node-${process.pid}`;
const api = `${mock}/__session/${session}`;

async function admin(method, path, body) {
  const answer = await fetch(`${mock}/__admin${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...body, session }),
  });
  assert.ok(answer.ok, await answer.clone().text());
  return answer.status === 204 ? null : answer.json();
}

// The code under test: polls every five seconds until every bulk is done.
async function waitForImport(url, sleep) {
  for (;;) {
    const answer = await fetch(`${url}/v3/infinity-mall/members/imports/7`, {
      headers: { "X-Loyalty-Club-Slug": "infinity-mall" },
    });
    const { bulks } = await answer.json();
    if (bulks.every((bulk) => ["finished", "failed"].includes(bulk.status))) return bulks;
    await sleep(5);
  }
}

// Arrange: a scenario, and a clock that advances only when the client sleeps.
await admin("PUT", "/scenarios", { scenario: "happy-import" });
await admin("PUT", "/clock", { frozen: true });

// Act.
const bulks = await waitForImport(api, (seconds) => admin("PUT", "/clock", { advance: seconds }));

// Assert: on the result, and on the client's requests.
assert.ok(bulks.every((bulk) => bulk.status === "finished"));
const verdict = await fetch(`${mock}/__admin/verify`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({
    requests: { session, operation: "showMembersImportStatus" },
    no_poll_after_terminal: true,
    polled_at_most_every: 5,
    clock: "session",
  }),
}).then((answer) => answer.json());
assert.ok(verdict.passed, JSON.stringify(verdict, null, 2));

// Clean up.
await admin("POST", "/reset", {});
console.log("all is well");
