"""Sales by month, cohorts, and the dashboard that shows how all of it stands."""
