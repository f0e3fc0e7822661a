/** The page "start". */

import { draw, html } from "./shell.js";

draw(html`<p class="note">This page has no content yet.</p>`);
