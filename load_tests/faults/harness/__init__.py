"""What fault runs are made of: traffic and its feeder, workers, a proxy and a clock to disturb them, and what they published."""
