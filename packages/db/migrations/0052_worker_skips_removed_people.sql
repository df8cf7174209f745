-- The worker tells the operators who can sign in, and mails no removed person.
GRANT SELECT (locked_at, removed_at) ON users TO churned_worker;
