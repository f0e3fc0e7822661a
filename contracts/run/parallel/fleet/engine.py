"""The queue of a fleet: Celery, with Redis as its broker.

This is the only module that imports Celery. Messages are JSON; pickles are neither written nor
read, so that a client of the Redis server can make a worker check something, and nothing else.

A message is acknowledged when its task begins. Which tasks are lost is known from the reports of
the workers (`contracts.run.parallel.fleet.coordination`), and not from a timeout, which would have
to be longer than the longest task. The timeout here is for messages that were taken and not begun.
"""

import logging
import ssl
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from celery import Celery
from kombu.exceptions import KombuError

from contracts.run.parallel.fleet.address import FleetAddress, queue_of
from contracts.run.parallel.fleet.store import PREFIX, unreachable
from openapi.json.types import JSON

TASK = "specimen.unit"  # the name of the only task

UNBEGUN_SECONDS = 30
"""After so long a message goes back to the queue that a worker has taken and not begun."""

Do = Callable[[str, JSON], None]  # does the task of a message; the text names the task


class FleetQueue:
    """Sends tasks to whichever worker is free, and lets this process be a worker."""

    def __init__(self, address: FleetAddress, origins: Sequence[str]) -> None:
        """Connect when something is sent or received.

        The first of the servers of the run has the queue; a worker takes from the queues of all
        that it may call.
        """
        self._address = address
        self._queues = [queue_of(origin) for origin in origins]
        self._app = _app(address)

    def send(self, task: str, message: JSON) -> None:
        """Append a task to the queue.

        Raises:
            UnreachableError: The server does not answer.
        """
        try:
            self._app.send_task(
                TASK, args=[message], task_id=task, queue=self._queues[0], ignore_result=True
            )
        except (KombuError, OSError) as error:
            raise unreachable(self._address, error) from error

    def close(self) -> None:
        """Close all connections."""
        self._app.close()

    def work(self, do: Do) -> None:
        """Do tasks, one at a time in this thread, until a signal ends the process.

        After SIGTERM or SIGINT the task that has begun is finished. `do` raises nothing.
        """

        def unit(task: Any, message: JSON) -> None:  # noqa: ANN401 - Celery's class has no types
            do(task.request.id, message)

        self._app.task(name=TASK, bind=True, ignore_result=True)(unit)
        # Celery's own lines may have the arguments of a task.
        logging.getLogger("celery").setLevel(logging.CRITICAL)
        with warnings.catch_warnings():
            # That root reads messages would matter if they could be pickles.
            warnings.filterwarnings("ignore", message=".*superuser privileges.*")
            self._app.Worker(
                queues=self._queues,
                pool="solo",
                concurrency=1,
                without_gossip=True,
                without_mingle=True,
                without_heartbeat=True,
                quiet=True,
            ).start()


def _app(address: FleetAddress) -> Any:  # noqa: ANN401 - Celery's classes have no types
    app = Celery("specimen", broker=address.url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_acks_late=False,
        task_ignore_result=True,
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        # Without effect, since no task is acknowledged late; otherwise Celery warns.
        worker_cancel_long_running_tasks_on_connection_loss=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "global_keyprefix": PREFIX,
            "visibility_timeout": UNBEGUN_SECONDS,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
        },
    )
    if address.is_encrypted:
        app.conf.broker_use_ssl = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    return app
