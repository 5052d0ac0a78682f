"""How the web process serves. `gunicorn` reads this file by itself; the environment wins.

One worker with many threads: SQLite has one writer, and a slow client costs a thread only.
With PostgreSQL and Redis, set WEB_CONCURRENCY to serve with several workers.
"""

import os

wsgi_app = "wsgi:create_app()"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
# gthread, with two pools: who looks never queues behind deeds
worker_class = "app.ops.worker.Worker"
threads = int(os.environ.get("WEB_THREADS", "32"))
worker_connections = 4000  # open ones; a crowd that waits for its turn keeps coming back
timeout = 60
graceful_timeout = 10
keepalive = 5
loglevel = "warning"
accesslog = None  # the application writes its own, without personal data
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
