"""A worker process: the Faust app, the screening agent, metrics, health, logs; and the supervisor of several workers."""
