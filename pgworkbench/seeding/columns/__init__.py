"""The vocabulary of plans: column generators, one function each. Plans import them from `seeding.plan`."""
