# The screener's worker. Build: docker build -t shipment-screener .
FROM python:3.11-slim

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

WORKDIR /app

# The lock file alone first: its layer is built anew only when a dependency changes.
COPY requirements.lock ./
RUN python -m pip install --no-deps --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY screener ./screener
COPY schemas ./schemas
COPY topologies ./topologies
RUN python -m pip install --no-deps --no-build-isolation --no-index .

# The working folder must be writable: Faust keeps a folder of its own there.
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/screener screener
USER 10001
WORKDIR /var/lib/screener

# Compile the search now, as this user: otherwise every new container would spend a minute on it.
RUN python -c "from topologies.reference.search import compile_search; compile_search()"

# In a container the loopback address would hide the metrics from Prometheus.
ENV SCREENER_METRICS_HOST=0.0.0.0 \
    SCREENER_METRICS_PORT=9464 \
    SCREENER_LOG_FORMAT=json
EXPOSE 9464

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['SCREENER_METRICS_PORT']}/health/live\", timeout=4)"]

CMD ["screener", "worker"]
