"""Options about documents, which commands that send nothing take as well."""

from contracts.run.settings.options import Option

SPEC = Option(
    flags=("--spec",),
    kind="document",
    is_repeatable=True,
    metavar="PATH",
    help="An OpenAPI or Swagger 2.0 document, a file or a URL, in place of the packaged ones; "
    "repeatable.",
)
OVERLAY = Option(
    flags=("--overlay",),
    kind="path",
    is_repeatable=True,
    metavar="FILE",
    help="An OpenAPI Overlay that changes the documents, which stay as they are; repeatable, in "
    "order.",
    after="spec",
)
ROOT = Option(
    flags=("--root",),
    kind="path",
    metavar="FOLDER",
    help="The folder whose files a document may refer to.  [default: its repository]",
    after="overlay",
)
MAX_DOCUMENT_BYTES = Option(
    flags=("--max-document-bytes",),
    kind="integer",
    bounds=(1, None),
    metavar="N",
    help="Bytes of each file of a document.  [default: 64 MiB]",
    after="root",
)
MAX_DOCUMENT_FILES = Option(
    flags=("--max-document-files",),
    kind="integer",
    bounds=(0, None),
    metavar="N",
    help="Files that a document may refer to.  [default: 5000]",
    after="max_document_bytes",
)
DOCUMENTS = (SPEC, OVERLAY, ROOT, MAX_DOCUMENT_BYTES, MAX_DOCUMENT_FILES)
"""All of them."""
