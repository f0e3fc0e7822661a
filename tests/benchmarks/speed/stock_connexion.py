"""Connexion's own mock of the same documents, under uvicorn's fastest settings.

python tests/benchmarks/speed/stock_connexion.py PORT
"""

import logging
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

import connexion  # noqa: E402 - it warns when it is imported
import uvicorn  # noqa: E402
from connexion.mock import MockResolver  # noqa: E402

DOCUMENTS = ("placewise.yaml", "elastic_path.yaml")


def main() -> None:
    """Serve until a signal."""
    logging.getLogger("connexion").setLevel(logging.ERROR)
    folder = Path(__file__).parents[3] / "openapi"
    app = connexion.AsyncApp(__name__, specification_dir=str(folder))
    for document in DOCUMENTS:
        app.add_api(document, resolver=MockResolver(mock_all=True))
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        http="httptools",
        loop="uvloop",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
