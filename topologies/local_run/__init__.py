"""The run on one machine: feeding manifests, collecting outcomes, reporting."""
