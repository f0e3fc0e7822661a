// The states of a scenario as handlers of MSW: each request receives the next one.
import { http, HttpResponse } from "msw";
import working from "./states/happy-import-10s.json" with { type: "json" };
import waiting from "./states/happy-import-0s.json" with { type: "json" };
import finished from "./states/happy-import-30s.json" with { type: "json" };

export function importHandler(states = [waiting, working, finished]) {
  const rest = [...states];
  return http.get("*/v3/:slug/members/imports/:id", () =>
    HttpResponse.json(rest.length > 1 ? rest.shift() : rest[0]),
  );
}

export const handlers = [importHandler()];
