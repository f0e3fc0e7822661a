/**
 * The reader of a document: Swagger UI, which calls nothing but this mock.
 *
 * The documents name the vendor's servers; here the only server is the mock. `prepare` may change
 * each call before it is sent. Swagger UI is a script of the page, `SwaggerUIBundle`: it is no module.
 */

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/** Return a copy of a document whose only server is `base`, an address without a slash at the end. */
export function withOneServer(document, base) {
  const first = document.servers?.[0]?.url ?? "/";
  const server = { url: `${base}${first === "/" ? "" : first}`, description: "This mock server" };
  const paths = Object.fromEntries(
    Object.entries(document.paths ?? {}).map(([path, item]) => [path, withoutServers(item)]),
  );
  return { ...document, servers: [server], paths };
}

function withoutServers(item) {
  if (typeof item !== "object" || item === null) return item;
  const { servers, ...rest } = item;
  for (const method of METHODS) {
    if (!rest[method]?.servers) continue;
    const { servers: own, ...operation } = rest[method];
    rest[method] = operation;
  }
  return rest;
}

/** Operations up to which all are listed when a document is opened; of more, only the tags are. */
const MANY_OPERATIONS = 300;

function countOperations(document) {
  const items = Object.values(document.paths ?? {});
  return items.flatMap((item) => METHODS.filter((method) => item?.[method])).length;
}

/** Show a document in `root`; `prepare(request)` may add headers to what a reader sends. */
export function showDocument(root, document, prepare = (request) => request) {
  root.replaceChildren();
  keepAccessible(root);
  return globalThis.SwaggerUIBundle({
    spec: document,
    domNode: root,
    deepLinking: false,
    validatorUrl: null,
    queryConfigEnabled: false,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    docExpansion: countOperations(document) > MANY_OPERATIONS ? "none" : "list",
    filter: true,
    tryItOutEnabled: true,
    showMutatedRequest: true,
    syntaxHighlight: { activated: false }, // its colours are too pale to be read
    requestInterceptor: prepare,
    presets: [globalThis.SwaggerUIBundle.presets.apis],
    plugins: [ownLayout],
    layout: "OwnLayout",
  });
}

/**
 * The layout: that of Swagger UI without a choice of servers, which is said above the document, and
 * without a second `main`.
 */
const ownLayout = ({ React }) => ({
  components: {
    OwnLayout: ({ getComponent, specSelectors }) => {
      const part = (name, isConnected = true) => React.createElement(getComponent(name, isConnected));
      const block = (attributes, ...children) => React.createElement("div", attributes, ...children);
      return block(
        { className: "swagger-ui" },
        part("SvgAssets", false),
        part("errors"),
        part("InfoContainer"),
        specSelectors.securityDefinitions() ? block({ className: "scheme-container" }, part("AuthorizeBtnContainer")) : null,
        part("FilterContainer"),
        block({ id: "operations" }, part("operations")),
        specSelectors.webhooks?.()?.size ? part("Webhooks") : null,
        part("Models"),
      );
    },
  },
});

const watched = new WeakSet();

/** Give what Swagger UI draws the roles, levels and names that it leaves out. */
function keepAccessible(root) {
  if (watched.has(root)) return;
  watched.add(root);
  let isDue = false;
  const correct = () => {
    isDue = false;
    const set = (selector, attributes) => {
      for (const element of root.querySelectorAll(selector)) {
        for (const [name, value] of Object.entries(attributes)) {
          if (element.getAttribute(name) !== value) element.setAttribute(name, value);
        }
      }
    };
    set(".info .title", { role: "heading", "aria-level": "2" });
    set(".opblock-tag", { "aria-level": "3" });
    set(".opblock-body h4, .opblock-body h5", { role: "heading", "aria-level": "4" });
    set(".models h4", { role: "heading", "aria-level": "3" });
    set(".microlight, .highlight-code pre, .body-param__example, .renderedMarkdown pre", { tabindex: "0" });
    set("select:not([id])", { "aria-label": "Choice" });
    set(".examples-select-element", { "aria-label": "Example" });
    set(".content-type, select.content-type", { "aria-label": "Media type" });
    set("textarea.body-param__text", { "aria-label": "Body of the request" });
    for (const row of root.querySelectorAll("tr[data-param-name]")) {
      for (const control of row.querySelectorAll("input:not([type=checkbox]), select, textarea")) {
        control.setAttribute("aria-label", row.dataset.paramName);
      }
    }
  };
  new MutationObserver(() => {
    if (!isDue) requestAnimationFrame(correct);
    isDue = true;
  }).observe(root, { childList: true, subtree: true });
}

/** Let Swagger UI follow the colours of the page: `data-theme`, or that of the system. */
export function followTheme() {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = document.documentElement.dataset.theme ?? (scheme.matches ? "dark" : "light");
    document.documentElement.classList.toggle("dark-mode", theme === "dark");
  };
  scheme.addEventListener("change", apply);
  document.addEventListener("theme-changed", apply);
  apply();
}
