-- The worker opens and closes incidents; the API shows them.
GRANT SELECT ON incidents TO churned_api;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON incidents TO churned_worker;
