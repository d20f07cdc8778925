"""`python -m load_tests prefilter`: what each rule of the prefilter saves."""
