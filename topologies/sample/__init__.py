"""A sample day of manifests with invented names and a known number of planted matches (`screener run`)."""
