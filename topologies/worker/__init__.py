"""A worker process: the app, the screening agent, metrics, health, logs and the supervisor."""
