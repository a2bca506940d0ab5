"""What the rows mean and how figures come of them: pure functions of rows and instants."""
