import { expect, test } from "@playwright/test";

// A page like yours: it polls, shows the progress of the import, and stops.
const page_of = (api) => `
  <p role="status">asking</p>
  <script>
    async function poll() {
      const answer = await fetch("${api}/v3/infinity-mall/members/imports/7", {
        headers: { "X-Loyalty-Club-Slug": "infinity-mall" },
      });
      const { bulks } = await answer.json();
      const done = bulks.filter((bulk) => ["finished", "failed"].includes(bulk.status)).length;
      document.querySelector("p").textContent = done + " of " + bulks.length + " bulks are done";
      if (done < bulks.length) setTimeout(poll, 100);
    }
    poll();
  </script>`;

test("the page follows an import of an hour in a second", async ({ page, request, baseURL }, test) => {
  const session = `pw-${test.testId}`;
  const admin = (path, data) => request.put(`/__admin${path}`, { data: { ...data, session } });
  await admin("/scenarios", { scenario: "happy-import" });
  await admin("/clock", { frozen: true });

  await page.setContent(page_of(`${baseURL}/__session/${session}`));
  await expect(page.getByRole("status")).toHaveText("0 of 4 bulks are done");
  await admin("/clock", { advance: "1h" });
  await expect(page.getByRole("status")).toHaveText("4 of 4 bulks are done");
});
