-- The worker writes mails to operators and to a tenant's people, and leaves out people who are locked or removed.
GRANT SELECT (locked_at, removed_at) ON users TO churned_worker;
