/** The controls of a session's clock: play, pause, step, speed, restart. */

import { html } from "./shell.js";

const SPEEDS = [1, 10, 60];

/**
 * Return the controls.
 *
 * `moment` has `at`, `speed` and `frozen`; `actions` has the functions play, pause, step, restart
 * and speed.
 */
export function clockControls(moment, actions) {
  const isRunning = moment.began !== null && !moment.frozen;
  return html`<div class="row controls" role="group" aria-label="Clock of the session">
    ${isRunning
      ? html`<button type="button" class="primary" @click=${actions.pause}><span aria-hidden="true">❚❚</span> Pause</button>`
      : html`<button type="button" class="primary" @click=${actions.play}><span aria-hidden="true">▶</span> Play</button>`}
    <button type="button" @click=${actions.step}><span aria-hidden="true">⇥</span> Step</button>
    <button type="button" @click=${actions.restart}><span aria-hidden="true">↺</span> Restart</button>
    <span class="dim">Speed</span>
    ${SPEEDS.map(
      (speed) => html`<button type="button" class="small" aria-pressed=${String(moment.speed === speed)}
        aria-label=${`Speed ×${speed}`} @click=${() => actions.speed(speed)}>×${speed}</button>`,
    )}
  </div>`;
}
