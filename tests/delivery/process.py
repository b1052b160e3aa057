"""A dispatcher in a process of its own, with a short lease, so that a test may kill it."""

import signal
import sys

import django

if __name__ == "__main__":
    django.setup()
    from belfry.delivery.dispatching import new_dispatcher

    dispatcher = new_dispatcher(lease=float(sys.argv[1]))
    signal.signal(signal.SIGTERM, lambda *_: dispatcher.stop())
    dispatcher.run()
