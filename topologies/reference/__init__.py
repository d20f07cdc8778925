"""What workers screen against: lists, scorecards, policy, suppressions and the holds in place."""
