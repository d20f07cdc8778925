"""The vocabulary of the field: consignments, parties, listed parties, scorecards, policy and decisions."""
