"""The systems that the worker is compared with: the same screening in other stream processors, each a program."""
