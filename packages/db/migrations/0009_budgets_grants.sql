-- Only the worker calls Planhat.
GRANT SELECT, INSERT, UPDATE ON budgets TO churned_worker;
