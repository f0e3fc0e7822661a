// A page like yours: it polls, shows the progress of the import, and stops.
const done = (bulk) => ["finished", "failed"].includes(bulk.status);

export async function poll(show, wait = 500) {
  const answer = await fetch("/v3/infinity-mall/members/imports/7", {
    headers: { "X-Loyalty-Club-Slug": "infinity-mall" },
  });
  const { bulks } = await answer.json();
  show(`${bulks.filter(done).length} of ${bulks.length} bulks are done`);
  if (!bulks.every(done)) setTimeout(() => poll(show, wait), wait);
}

const status = document.querySelector("[role=status]");
poll((text) => (status.textContent = text));
