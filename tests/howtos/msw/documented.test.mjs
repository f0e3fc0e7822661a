// Made with: mock-server export msw --output states/documented.mjs
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setupServer } from "msw/node";
import { handlers } from "./states/documented.mjs";

const server = setupServer(...handlers);
before(() => server.listen({ onUnhandledRequest: "error" }));
after(() => server.close());

const jobs = "http://api.test/subscriptions/imports";

test("the default answer is the documented example", async () => {
  const answer = await fetch(jobs);
  const { data } = await answer.json();
  assert.equal(answer.status, 200);
  assert.equal(data[0].attributes.status, "pending");
});

test("another documented answer can be chosen in the URL", async () => {
  const answer = await fetch(`${jobs}?__code=500`);
  assert.equal(answer.status, 500);
  assert.equal(answer.headers.get("content-type"), "application/json");
});
