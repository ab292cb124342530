"""What is deleted because its time is over: by the platforms' terms, and by the organisation's own schedules."""
