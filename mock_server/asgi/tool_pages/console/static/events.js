/**
 * The events of the mock (`GET /__admin/events`), read by `fetch`: an EventSource could not send
 * the admin token.
 */

import { callAdmin } from "./admin.js";

const PAUSE = 1000; // milliseconds before the stream is opened again

/** Split the text of a stream into events; `read` takes the next piece and returns those in it. */
export function eventReader() {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop();
    return blocks.map(parsed).filter((event) => event.kind);
  };
}

function parsed(block) {
  const event = { kind: "", id: "", data: null };
  for (const line of block.split("\n")) {
    const place = line.indexOf(": ");
    const [name, value] = [line.slice(0, place), line.slice(place + 2)];
    if (name === "event") event.kind = value;
    else if (name === "id") event.id = value;
    else if (name === "data") event.data = JSON.parse(value);
  }
  return event;
}

/**
 * Follow the events until `stop` is called on the result; a stream that ends is opened again.
 *
 * `onEvents` gets a list of events, `onState` one of "live", "lost" and "paused", and a problem.
 * A page that is hidden reads nothing: a browser opens few connections to one server.
 */
export function follow({ after, onEvents, onState }) {
  let last = after;
  let abort = null;
  let isStopped = false;
  let timer = 0;

  const open = async () => {
    clearTimeout(timer);
    abort = new AbortController();
    try {
      const answer = await callAdmin("GET", "events", { query: { since: last }, signal: abort.signal });
      onState("live");
      await readAll(answer.body, (events) => {
        for (const event of events) {
          if (event.kind === "cleared") last = 0;
          if (event.id) last = Number(event.id);
        }
        onEvents(events);
      });
      onState("lost");
    } catch (error) {
      if (error.name === "AbortError") return;
      onState("lost", error.problem ? error : undefined);
    }
    if (!isStopped && !document.hidden) timer = setTimeout(open, PAUSE);
  };
  const close = () => {
    clearTimeout(timer);
    abort?.abort();
  };
  const onVisibility = () => {
    close();
    if (document.hidden) onState("paused");
    else open();
  };

  document.addEventListener("visibilitychange", onVisibility);
  open();
  return {
    stop() {
      isStopped = true;
      document.removeEventListener("visibilitychange", onVisibility);
      close();
      onState("paused");
      return last;
    },
  };
}

async function readAll(body, onEvents) {
  const stream = body.pipeThrough(new TextDecoderStream()).getReader();
  const read = eventReader();
  for (;;) {
    const { value, done } = await stream.read();
    if (done) return;
    const events = read(value);
    if (events.length) onEvents(events);
  }
}
