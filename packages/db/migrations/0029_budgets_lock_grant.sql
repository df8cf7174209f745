-- Who pauses waits for the calls that were granted, behind the locks of their budgets; a lock needs one column's UPDATE.
GRANT SELECT, UPDATE (id) ON budgets TO churned_api;
