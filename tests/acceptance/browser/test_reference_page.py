"""The page "API reference" in a real browser."""

import pytest

from mock_server import MockServer, Settings

VENDOR = "https://api.vendor.example"
DOCUMENTS = {
    "openapi_3_0": f"""
openapi: 3.0.3
info: {{title: First, version: "1"}}
servers: [{{url: "{VENDOR}/v1"}}]
tags: [{{name: letters, description: "> a quotation of a few words that belongs to the tag"}}]
paths:
  /a:
    servers: [{{url: "{VENDOR}/v1"}}]
    get:
      servers: [{{url: "{VENDOR}/v1"}}]
      operationId: getA
      tags: [letters]
      responses:
        '200': {{description: ok, content: {{application/json: {{example: {{kind: first}}}}}}}}
        '404': {{description: gone, content: {{application/json: {{example: {{kind: gone}}}}}}}}
""",
    "openapi_3_1": f"""
openapi: 3.1.0
info: {{title: Second, version: "1"}}
servers: [{{url: "{VENDOR}/v1"}}]
paths:
  /b:
    get:
      operationId: getB
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {{type: [object, "null"], properties: {{kind: {{const: second}}}}}}
              examples: {{one: {{value: {{kind: second}}}}}}
        '404': {{description: gone, content: {{application/json: {{example: {{kind: gone}}}}}}}}
""",
    "swagger_2_0": """
swagger: "2.0"
info: {title: Third, version: "1"}
host: api.vendor.example
schemes: [https]
basePath: /v1
produces: [application/json]
paths:
  /c:
    get:
      operationId: getC
      responses:
        200: {description: ok, examples: {application/json: {kind: third}}}
        404: {description: gone, examples: {application/json: {kind: gone}}}
""",
}
HOSTILE = """
openapi: 3.0.3
info:
  title: "<img src=x onerror=\\"document.title='ran'\\">"
  version: "1"
  description: |
    <script>document.title='ran'</script> [a](javascript:alert(1)) <b onclick='x()'>b</b>
paths:
  /a:
    get:
      summary: "<svg onload=\\"document.title='ran'\\">"
      responses:
        '200': {description: "<img src=x onerror=\\"document.title='ran'\\">"}
"""


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """A mock of all documents, the hostile one first; Chromium compiles the reader for it once."""
    folder, paths = tmp_path_factory.mktemp("documents"), []
    for name, text in {"hostile": HOSTILE, **DOCUMENTS}.items():
        paths.append(folder / f"{name}.yaml")
        paths[-1].write_text(text)
    with MockServer(Settings(port=0, specs=tuple(paths))) as server:
        yield server


def opened(open_page, *words, **options):
    """Return the page with its first operation open."""
    watched = open_page(*words, **options)
    watched.page.locator(".opblock-summary-control").first.click()
    watched.page.wait_for_selector(".opblock-body")
    return watched


@pytest.mark.parametrize(("version", "path"), [*zip(DOCUMENTS, ("/a", "/b", "/c"), strict=True)])
def test_call_goes_to_the_mock_and_its_session(open_page, documents, version, path):
    """A document of any version is shown, and its calls go to this mock with session and Prefer."""
    watched = opened(open_page, f"reference?session=tab-1&api={version}", url=documents.url)
    page = watched.page
    page.click("details.prefer summary")
    page.fill("label:has-text('Status') input", "404")
    with page.expect_response(lambda answer: "/__session/" in answer.url) as sent:
        page.click("button.execute")

    assert sent.value.url == f"{documents.url}/__session/tab-1/v1{path}"
    assert sent.value.status == 404
    assert sent.value.request.headers["prefer"] == "code=404"
    page.wait_for_selector(".live-responses-table:has-text('gone')")
    assert "vendor.example" not in page.inner_text("#reader")
    watched.expect("404")


def test_description_of_a_tag_can_be_read_at_320_pixels(open_page, documents):
    """It is below the name of the tag, not a column of single letters beside it."""
    watched = open_page("reference?api=openapi_3_0", url=documents.url)
    watched.page.set_viewport_size({"width": 320, "height": 900})
    words = watched.page.locator(".opblock-tag blockquote")

    assert words.bounding_box()["width"] > 100


@pytest.mark.parametrize("page_name", ["reference", "../__docs"])
def test_hostile_document_is_shown_and_not_run(open_page, documents, page_name):
    """Markup in titles and descriptions runs no script."""
    watched = open_page(page_name, url=documents.url, is_drawn=False)
    page = watched.page
    page.wait_for_selector(".opblock")
    page.locator(".opblock-summary-control").first.click()
    page.wait_for_selector(".opblock-body")

    assert "ran" not in page.title()
    assert page.locator("#reader [onerror], #reader [onclick], #reader script").count() == 0
    assert page.locator("#reader a[href^=javascript]").count() == 0
    watched.expect("Failed to load resource")  # pictures that do not exist
    watched.expect("Executing inline event handler violates")  # so it was not executed


def test_open_operation_is_accessible(open_page):
    """With an operation open, axe-core finds nothing and nothing sticks out."""
    watched = opened(open_page, "reference")
    watched.page.wait_for_selector(".microlight[tabindex='0']")

    assert watched.complaints() == []


def test_docs_need_no_admin_api(browser):
    """`/__docs` shows the same reader where the console is switched off."""
    with MockServer(Settings(port=0, is_admin_on=False)) as mock:
        page = browser.new_page()
        page.goto(f"{mock.url}/__docs")
        page.wait_for_selector(".opblock:has-text('/subscriptions/imports')")
        page.select_option("#document", index=1)
        page.wait_for_selector(".opblock:has-text('/members/imports')")
        page.close()
