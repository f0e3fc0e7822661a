/** The page "API reference". */

import { address } from "./admin.js";
import { draw, html } from "./shell.js";

draw(html`<p class="note">The documents are shown at <a href=${address("__docs").href}>/__docs</a>.</p>`);
