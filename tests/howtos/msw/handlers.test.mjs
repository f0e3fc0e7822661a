import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setupServer } from "msw/node";
import { handlers } from "./handlers.mjs";

const server = setupServer(...handlers);
before(() => server.listen({ onUnhandledRequest: "error" }));
after(() => server.close());

async function statuses() {
  const answer = await fetch("http://api.test/v3/infinity-mall/members/imports/7");
  const { bulks } = await answer.json();
  return new Set(bulks.map((bulk) => bulk.status));
}

test("an import moves on with each request, and stays finished", async () => {
  assert.deepEqual(await statuses(), new Set(["waiting"]));
  await statuses();
  assert.deepEqual(await statuses(), new Set(["finished"]));
  assert.deepEqual(await statuses(), new Set(["finished"]));
});
