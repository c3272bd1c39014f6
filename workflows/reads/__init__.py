"""What screens show of cases and tasks, read in a fixed number of queries. The door is `workflows.selectors`."""
