-- Operators look after problems through the API; the worker only ends their care when a connection works again.
GRANT SELECT, INSERT, UPDATE, DELETE ON problem_cares TO churned_api;
--> statement-breakpoint
GRANT SELECT, DELETE ON problem_cares TO churned_worker;
--> statement-breakpoint
GRANT SELECT, INSERT ON problem_notes TO churned_api;
--> statement-breakpoint
GRANT UPDATE (language) ON tenants TO churned_api;
